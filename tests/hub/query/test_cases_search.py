"""The list of a desk, and of who asked: cases of many inhabitants, each only where it is open."""

from dataclasses import replace
from typing import Any

import pytest

from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import fault, names
from tests.hub.offers import coded
from tests.hub.places import Sought, sought
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

CODE = "https://example.org/rtp/CodeSystem/task-code|coordinate-placement"


async def listed(caller: Caller, side: str = "owner", **parameters: str) -> list[str]:
    by = {f"{side}:identifier": f"{systems.URA_SYSTEM}|{caller.ura}", "code": CODE}
    return names(await caller.find("Task", **by, **parameters))


async def two_cases(region: Region) -> tuple[Sought, Sought]:
    """At one desk, of one GP."""
    one = await sought(region)
    return one, await sought(region, desk=one.desk)


async def test_the_oldest_comes_first(region: Region) -> None:
    one, other = await two_cases(region)

    assert await listed(one.desk) == [one.lead, other.lead]
    assert await listed(one.requester, "requester") == [one.lead]


async def test_they_are_told_apart_by_where_they_stand(region: Region) -> None:
    one, other = await two_cases(region)
    await one.step(one.desk, "received", "triage")

    assert await listed(one.desk, status="requested") == [other.lead]
    assert await listed(one.desk, status="received") == [one.lead]


async def test_a_case_that_has_ended_is_not_among_them(region: Region) -> None:
    one, other = await two_cases(region)
    reason = coded("rejection-reason", "no-indication")
    answer = await one.step(one.desk, "rejected", None, statusReason=reason)
    assert answer.status_code == 200, answer.text

    assert await listed(one.desk) == [other.lead]
    assert await listed(one.requester, "requester", status="rejected") == [one.lead]


async def test_nobody_lists_the_cases_of_another(region: Region) -> None:
    one = await sought(region)

    for side, whose in (("owner", one.desk), ("requester", one.requester)):
        by = {f"{side}:identifier": f"{systems.URA_SYSTEM}|{whose.ura}", "code": CODE}
        stranger = one.requester if side == "owner" else one.desk
        answer = await stranger.find("Task", **by)
        assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")


async def test_who_asks_by_requester_alone_is_told_how(region: Region) -> None:
    one = await sought(region)
    by = {"requester:identifier": f"{systems.URA_SYSTEM}|{one.requester.ura}"}

    answer = await one.requester.find("Task", **by)

    assert answer.status_code == 400


BESIDE = ["Task:focus", "Task:patient"]


def objection(case: Sought, address: str) -> dict[str, Any]:
    """The inhabitant's no to this for the desk, whatever for."""
    said = a_privacy_consent(
        case.dossier.patient, holder=case.requester.ura, user=case.desk.ura, permit=False
    )
    said["provision"]["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    reference = {"reference": address}
    said["provision"]["data"] = [{"meaning": "instance", "reference": reference}]
    return said


def beside(answer: Any) -> list[str]:
    entries = [one for one in answer.json()["entry"] if one["search"]["mode"] == "include"]
    return sorted(f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in entries)


async def test_what_is_asked_and_whose_it_is_come_along_each_where_it_is_open(
    region: Region,
) -> None:
    one, other = await two_cases(region)
    by = {"owner:identifier": f"{systems.URA_SYSTEM}|{one.desk.ura}", "code": CODE}
    assert len(beside(await one.desk.find("Task", **by, _include=BESIDE))) == 4
    await other.dossier.add(objection(other, other.request))

    answer = await one.desk.find("Task", **by, _include=BESIDE)

    assert names(answer) == [one.lead, other.lead]
    assert beside(answer) == sorted([one.dossier.patient, one.request, other.dossier.patient])


async def test_nothing_comes_along_that_the_token_or_the_search_does_not_name(
    region: Region,
) -> None:
    one = await sought(region)
    by = {"owner:identifier": f"{systems.URA_SYSTEM}|{one.desk.ura}", "code": CODE}
    narrow = replace(one.desk, scopes=("system/Task.rs", "system/Patient.rs"))

    assert beside(await narrow.find("Task", **by, _include=BESIDE)) == [one.dossier.patient]
    assert beside(await one.desk.find("Task", **by, _include="Task:focus:Patient")) == []


async def test_of_each_inhabitant_the_ledger_says_what_came_along_with_the_case(
    region: Region,
) -> None:
    one, _ = await two_cases(region)
    by = {"owner:identifier": f"{systems.URA_SYSTEM}|{one.desk.ura}", "code": CODE}

    answer = await one.desk.find("Task", **by, _include=BESIDE)

    rows = await region.left_behind(answer)
    assert len({row["pat"] for row in rows}) == 2
    along = {"ServiceRequest": 1, "Patient": 1}
    assert [(row["found"], row["detail"]) for row in rows] == [(1, {"along": along})] * 2
