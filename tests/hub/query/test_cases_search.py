"""The list of a desk, and of who asked: cases of many inhabitants, each only where it is open."""

import pytest

from profiles import systems
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
