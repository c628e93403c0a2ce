"""What is otherwise since he last looked, or between two days, and all of it in time."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.builders import a_goal, a_treatment_directive
from tests.hub.pages.viewer.at_work import NOTHING, words_on
from tests.hub.pages.viewer.test_states import Reader
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def looks(region: Region) -> tuple[Reader, httpx.AsyncClient]:
    reader = Reader(region)
    return reader, await reader.looks()


async def again(reader: Reader) -> httpx.AsyncClient:
    """The same doctor in a later session, at a page about the same patient."""
    await asyncio.sleep(0.01)
    return await reader.comes_back()


async def forbids(reader: Reader) -> None:
    """His practice changes the agreement in place: not to resuscitate."""
    found = (await reader.whose.get(f"Consent?patient={reader.patient}&scope=treatment")).json()
    said: dict[str, Any] = found["entry"][0]["resource"]
    said["provision"]["type"] = "permit" if said["provision"]["type"] == "deny" else "deny"
    assert (await reader.whose.put(said)).status_code == 200


async def test_who_looks_for_the_first_time_is_told_of_no_change(region: Region) -> None:
    reader, client = await looks(region)

    assert "Sinds u op" not in words_on(await client.get(reader.path))
    assert "is niets bekend" in words_on(await client.get(f"{reader.path}/gewijzigd"))


async def test_that_nothing_new_came_since_he_looked_is_told(region: Region) -> None:
    reader, client = await looks(region)
    await client.get(reader.path)

    later = await again(reader)
    assert "is er niets nieuws vastgelegd" in words_on(await later.get(reader.path))
    assert "Er is niets gewijzigd" in words_on(await later.get(f"{reader.path}/gewijzigd"))


async def test_what_was_changed_since_he_looked_is_told_in_words(region: Region) -> None:
    reader, client = await looks(region)
    await client.get(reader.path)
    await forbids(reader)

    later = await again(reader)
    assert "is er iets vastgelegd of gewijzigd" in words_on(await later.get(reader.path))
    said = words_on(await later.get(f"{reader.path}/gewijzigd"))
    assert said.index("Was NIET reanimeren") < said.index("Nu WEL reanimeren")


async def test_looks_of_this_session_do_not_count(region: Region) -> None:
    reader, client = await looks(region)
    await client.get(reader.path)
    await forbids(reader)
    await client.get(reader.path)

    assert "Sinds u op" not in words_on(await client.get(reader.path))


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"sinds": "gisteren"}, "Vul een dag in die bestaat"),
        ({"tot": "2026-02-31"}, "Vul een dag in die bestaat"),
        ({"sinds": "2026-03-01", "tot": "2026-02-01"}, "moet voor de tweede liggen"),
        ({"sinds": "9999-12-31"}, "Vul een dag in die bestaat"),
    ],
)
async def test_days_that_are_none_are_told_and_kept(
    region: Region, days: Mapping[str, str], wrong: str
) -> None:
    reader, client = await looks(region)

    answer = await client.get(f"{reader.path}/gewijzigd", params=days)
    assert answer.status_code == 400
    assert wrong in words_on(answer)
    assert answer.text.partition("<title>")[2].startswith("Fout:")
    assert all(f'value="{day}"' in answer.text for day in days.values())


async def test_between_two_days_before_anything_was_recorded_nothing_changed(
    region: Region,
) -> None:
    reader, client = await looks(region)
    days = {"sinds": "2020-01-01", "tot": "2020-02-01"}

    answer = await client.get(f"{reader.path}/gewijzigd", params=days)
    assert "Er is niets gewijzigd" in words_on(answer)


async def test_since_a_day_before_anything_was_recorded_all_of_it_is_new(region: Region) -> None:
    reader, client = await looks(region)

    said = words_on(await client.get(f"{reader.path}/gewijzigd", params={"sinds": "2020-01-01"}))
    assert "Was er stond niets Nu NIET reanimeren" in said


async def test_of_whom_nothing_is_open_nothing_changed_either(region: Region) -> None:
    reader = Reader(region)
    client = await reader.looks_at_a_stranger()

    for step in ("gewijzigd", "gewijzigd?sinds=2020-01-01", "tijdlijn"):
        assert NOTHING in words_on(await client.get(f"{reader.path}/{step}"))


async def test_the_timeline_has_each_day_of_each_source_newest_first(region: Region) -> None:
    reader, client = await looks(region)
    older = a_treatment_directive(reader.patient, dateTime="2020-05-06")
    await reader.whose.post(older)
    await reader.whose.post(a_goal(reader.patient, startDate="2019-01-02"))

    said = words_on(await client.get(f"{reader.path}/tijdlijn"))
    days = ["1 oktober 2026", "6 mei 2020", "2 januari 2019"]
    places = [said.index(day) for day in days]
    assert places == sorted(places)
    assert said.count("Reanimatie: NIET reanimeren") == 2


async def test_each_look_at_the_past_is_in_the_ledger(region: Region) -> None:
    reader, client = await looks(region)
    answer = await client.get(f"{reader.path}/gewijzigd", params={"sinds": "2020-01-01"})
    assert answer.status_code == 200

    assert [one["interaction"] for one in await reader.rows()].count("history-type") == 1
