"""Nobody works in the dark: what is closed to all others is told to who stores it."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders import a_goal, a_privacy_consent, a_transaction
from tests.hub.dossier import a_dossier, names
from tests.plugins.hub import WHOLE, Region

pytestmark = pytest.mark.anyio
VENDOR = Path(__file__).parents[3] / "docs" / "vendor.md"


async def told(write: Callable[..., Awaitable[httpx.Response]], resource: dict[str, Any]) -> bool:
    """Whether who writes this is told that it is closed."""
    answer = await write(resource, prefer=WHOLE)
    assert answer.status_code in {200, 201}, answer.text
    return _says(answer.json())


def told_each(answer: httpx.Response) -> list[bool]:
    """The same of each entry of a transaction."""
    assert answer.status_code == 200, answer.text
    return [_says(entry["response"].get("outcome", {})) for entry in answer.json()["entry"]]


def _says(outcome: dict[str, Any]) -> bool:
    return any(
        issue["code"] == "suppressed" and "no choice" in issue["diagnostics"]
        for issue in outcome.get("issue", ())
    )


async def test_who_stores_what_nobody_may_see_is_told_so(region: Region) -> None:
    dossier = await a_dossier(region)

    assert await told(dossier.source.post, a_goal(dossier.patient))


async def test_who_asks_for_no_body_gets_none(region: Region) -> None:
    dossier = await a_dossier(region)

    answer = await dossier.source.post(a_goal(dossier.patient), prefer="return=minimal")

    assert answer.content == b""
    assert "suppressed: stored, closed to all" in answer.headers["Warning"]


async def test_the_choice_of_the_vendors_page_opens_what_was_told_closed(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    text = VENDOR.read_text().partition("choice.json <<'EOF'\n")[2].partition("\nEOF\n")[0]
    for gap, value in (("ID", dossier.id), ("YOUR URA", dossier.source.ura)):
        text = text.replace(gap, value)
    choice = json.loads(text.replace("THEIR URA", doctor.ura))

    assert (await dossier.source.post(choice)).status_code == 201

    assert names(await doctor.find("Goal", patient=dossier.id)) == [goal]
    assert not await told(dossier.source.post, a_goal(dossier.patient))


async def test_what_somebody_may_see_is_not_told_closed(region: Region) -> None:
    dossier = await a_dossier(region)
    await dossier.open_to(await region.doctor())

    assert not await told(dossier.source.post, a_goal(dossier.patient))


async def test_an_objection_closes_again_and_that_is_told(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    await dossier.open_to(doctor)
    await dossier.choose(user=doctor.ura, permit=False)

    assert await told(dossier.source.post, a_goal(dossier.patient))


async def test_a_choice_itself_is_nobody_elses_to_see_and_not_told_so(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    consent = await dossier.open_to(doctor)
    said = (await dossier.source.get(consent)).json()

    assert not await told(dossier.source.put, said | {"status": "inactive"})


async def test_a_choice_for_somebody_who_does_not_take_part_is_told(region: Region) -> None:
    dossier = await a_dossier(region)
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user="00000009")

    alone = (await dossier.source.post(choice, prefer=WHOLE)).json()
    inside = (await dossier.source.transaction(a_transaction((choice, "POST Consent")))).json()

    assert _warned(alone) == ["00000009"]
    assert _warned(inside["entry"][0]["response"]["outcome"]) == ["00000009"]


async def test_a_category_of_which_nobody_takes_part_is_told(region: Region) -> None:
    dossier = await a_dossier(region)
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, category="RPZAC200")

    assert _warned((await dossier.source.post(choice, prefer=WHOLE)).json()) == ["RPZAC200"]


async def test_a_choice_for_who_takes_part_says_nothing(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=doctor.ura)

    answer = await dossier.source.post(choice)

    assert answer.status_code == 201
    assert "Warning" not in answer.headers


def _warned(outcome: dict[str, Any]) -> list[str]:
    return [
        issue["diagnostics"].split(" as ")[1].split(";")[0]
        for issue in outcome["issue"]
        if issue["code"] == "not-found" and issue["severity"] == "warning"
    ]


async def test_what_was_here_already_is_not_told_once_more(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = (await dossier.source.get(await dossier.goal())).json()

    assert not await told(dossier.source.put, goal)


async def test_of_a_set_that_is_closed_as_a_whole_the_first_says_so_for_all(
    region: Region,
) -> None:
    dossier = await a_dossier(region)
    goals = [(a_goal(dossier.patient), "POST Goal") for _ in range(3)]

    answer = await dossier.source.transaction(a_transaction(*goals))

    assert told_each(answer) == [True, False, False]


async def test_of_a_set_that_is_open_in_part_each_that_is_closed_says_so(region: Region) -> None:
    dossier, doctor = await a_dossier(region), await region.doctor()
    goal = await dossier.goal()
    data = [{"meaning": "instance", "reference": {"reference": goal}}]
    choice = await dossier.choose(user=doctor.ura)
    said = (await dossier.source.get(choice)).json()
    said["provision"]["data"] = data
    assert (await dossier.source.put(said)).status_code == 200
    changed = (await dossier.source.get(goal)).json() | {"startDate": "2026-02-01"}

    answer = await dossier.source.transaction(
        a_transaction(
            (a_goal(dossier.patient), "POST Goal"),
            (changed, f"PUT {goal}"),
            (a_goal(dossier.patient), "POST Goal"),
        )
    )

    assert told_each(answer) == [True, False, True]
