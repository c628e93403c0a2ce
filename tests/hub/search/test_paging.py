"""Pages, order and totals. https://hl7.org/fhir/R4/http.html#paging."""

from datetime import date, timedelta

import httpx
import pytest

from profiles import systems
from tests.builders import a_bsn, a_goal, a_transaction
from tests.hub.dossier import Dossier, a_dossier, an_observation, fault, found, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def link(answer: httpx.Response, relation: str) -> str | None:
    links = {one["relation"]: one["url"] for one in answer.json()["link"]}
    return links.get(relation)


async def days(dossier: Dossier, number: int) -> list[str]:
    """Observations of one day after the other, pushed together, so written at one moment."""
    first = date(2026, 1, 1)
    resources = [
        an_observation(dossier.patient, effectiveDateTime=str(first + timedelta(days=day)))
        for day in range(number)
    ]
    await dossier.source.transaction(
        a_transaction(*((one, "POST Observation") for one in resources))
    )
    return [one["effectiveDateTime"] for one in resources]


async def walk(reader: Caller, answer: httpx.Response) -> list[str]:
    seen = names(answer)
    for _ in range(50):
        following = link(answer, "next")
        if following is None:
            return seen
        answer = await reader.get(following)
        seen += names(answer)
    raise AssertionError("no last page")


@pytest.mark.parametrize("size", [1, 3, 7, 8])
@pytest.mark.parametrize("sort", [None, "date", "-date", "_lastUpdated", "-_lastUpdated"])
async def test_the_pages_hold_every_row_once(region: Region, size: int, sort: str | None) -> None:
    dossier = await a_dossier(region)
    await days(dossier, 7)
    asked = {"patient": dossier.id, "_count": str(size)} | ({"_sort": sort} if sort else {})

    first = await dossier.source.find("Observation", **asked)
    seen = await walk(dossier.source, first)

    assert len(found(first)) == min(size, 7)
    assert len(seen) == len(set(seen)) == 7
    assert first.json()["total"] == 7


@pytest.mark.parametrize("descending", [False, True])
async def test_a_sort_on_a_date_is_kept_over_the_pages(region: Region, *, descending: bool) -> None:
    dossier = await a_dossier(region)
    written = await days(dossier, 5)
    await dossier.add(an_observation(dossier.patient))
    sort = "-date" if descending else "date"

    answer = await dossier.source.get(f"Observation?patient={dossier.id}&_sort={sort}&_count=2")
    read = [
        (await dossier.source.get(one)).json().get("effectiveDateTime")
        for one in await walk(dossier.source, answer)
    ]

    assert read == [*sorted(written, reverse=descending), None]


async def test_without_a_sort_the_newest_comes_last(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = [await dossier.goal() for _ in range(3)]

    assert names(await dossier.source.get(f"Goal?patient={dossier.id}")) == goals


async def test_the_number_of_rows_is_bounded_and_nought_counts_only(region: Region) -> None:
    dossier = await a_dossier(region)
    await days(dossier, 3)
    url = f"Observation?patient={dossier.id}"

    most = await dossier.source.get(f"{url}&_count=999999")
    none = await dossier.source.get(f"{url}&_count=0")

    assert len(found(most)) == 3
    assert link(most, "next") is None
    assert found(none) == []
    assert none.json()["total"] == 3
    assert link(none, "next") is None


async def test_the_total_is_left_out_where_it_is_not_asked(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.goal()
    url = f"Goal?patient={dossier.id}"

    assert "total" not in (await dossier.source.get(f"{url}&_total=none")).json()
    for total in ("accurate", "estimate"):
        assert (await dossier.source.get(f"{url}&_total={total}")).json()["total"] == 1


async def test_the_total_counts_what_the_caller_may_see_and_nothing_else(region: Region) -> None:
    bsn, doctor = a_bsn(), await region.doctor()
    opened, closed = await a_dossier(region, bsn=bsn), await a_dossier(region, bsn=bsn)
    await opened.open_to(doctor)
    for dossier in (opened, closed, closed):
        await dossier.goal()

    answer = await doctor.get(f"Goal?patient={opened.id}&_total=accurate&_count=1")

    assert answer.json()["total"] == 1
    assert link(answer, "next") is None


async def test_a_link_tells_nothing_of_the_search(region: Region) -> None:
    dossier = await a_dossier(region)
    await days(dossier, 3)

    answer = await dossier.source.find(
        "Observation",
        **{"patient.identifier": f"{systems.BSN_SYSTEM}|{dossier.bsn}", "_count": "1"},
    )

    following = link(answer, "next")
    assert following
    assert dossier.bsn not in following
    assert dossier.bsn not in str(link(answer, "self"))
    assert len(await walk(dossier.source, answer)) == 3


async def test_a_cursor_is_for_its_own_client_and_type_and_is_not_changed(
    region: Region,
) -> None:
    dossier, other = await a_dossier(region), await region.organization()
    await days(dossier, 2)
    answer = await dossier.source.get(f"Observation?patient={dossier.id}&_count=1")
    following = str(link(answer, "next"))
    cursor = following.partition("_cursor=")[2]
    changed = ("A" if cursor[20] != "A" else "B").join((cursor[:20], cursor[21:]))

    for caller, url in (
        (other, following),
        (dossier.source, following.replace("/Observation?", "/Goal?")),
        (dossier.source, following.replace(cursor, changed)),
        (dossier.source, following[:-3]),
        (dossier.source, following + "é"),
    ):
        refused = await caller.get(url)
        assert refused.status_code == 400, url
        assert fault(refused)["code"] == "invalid"
    assert (await dossier.source.get(following)).status_code == 200


async def test_a_cursor_takes_no_other_parameters_beside_it(region: Region) -> None:
    dossier = await a_dossier(region)
    await days(dossier, 2)
    answer = await dossier.source.get(f"Observation?patient={dossier.id}&_count=1")

    refused = await dossier.source.get(f"{link(answer, 'next')}&status=amended")

    assert refused.status_code == 400


async def test_a_withdrawal_between_two_pages_stops_the_second(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    await days(dossier, 3)
    answer = await doctor.get(f"Observation?patient={dossier.id}&_count=1")
    assert len(found(answer)) == 1

    said = (await dossier.source.get(consent)).json()
    await dossier.source.put(said | {"status": "inactive"})
    second = await doctor.get(str(link(answer, "next")))

    assert second.status_code == 200
    assert found(second) == []
    assert second.json()["total"] == 0


async def test_a_wish_that_changes_between_two_pages_is_seen(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = [await dossier.goal() for _ in range(4)]
    first = await dossier.source.get(f"Goal?patient={dossier.id}&_count=2")
    newest = (await dossier.source.get(goals[3])).json()
    await dossier.source.put(newest | {"note": [{"text": "anders"}]})

    assert set(await walk(dossier.source, first)) == set(goals)


async def test_what_is_added_meanwhile_comes_last_and_shifts_no_page(region: Region) -> None:
    dossier = await a_dossier(region)
    await days(dossier, 4)
    first = await dossier.source.get(f"Observation?patient={dossier.id}&_count=2")
    await dossier.source.post(a_goal(dossier.patient))
    await dossier.add(an_observation(dossier.patient))

    seen = await walk(dossier.source, first)

    assert len(seen) == len(set(seen)) == 5
