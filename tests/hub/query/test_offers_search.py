"""A candidate's list of what it was offered: across inhabitants, its own, and only what is open."""

import pytest

from profiles import systems
from tests.hub.dossier import fault, found, names
from tests.hub.offers import Offered, coded, moment, offered
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def listed(provider: Caller, ura: str | None = None, **parameters: str) -> list[str]:
    owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{ura or provider.ura}"}
    return names(await provider.find("Task", **owner, **parameters))


async def two_cases(region: Region) -> tuple[Caller, Offered, Offered]:
    """Both offered to the same candidate, the second to be answered first."""
    one = await offered(region)
    [provider] = one.providers
    sooner = {"restriction": {"period": {"end": moment(1)}}}
    return provider, one, await offered(region, provider=provider, **sooner)


async def test_offers_come_in_the_order_in_which_they_are_to_be_answered(region: Region) -> None:
    provider, one, other = await two_cases(region)

    assert await listed(provider) == [*other.tasks, *one.tasks]
    assert await listed(provider, status="requested") == [*other.tasks, *one.tasks]
    assert await listed(provider, status="accepted") == []


async def test_they_come_a_page_at_a_time(region: Region) -> None:
    provider, one, other = await two_cases(region)

    owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{provider.ura}"}
    first = await provider.find("Task", **owner, _count="1")
    links = {link["relation"]: link["url"] for link in first.json()["link"]}
    second = await provider.get(links["next"].partition("/fhir/")[2])

    assert (names(first), names(second)) == (other.tasks, one.tasks)
    assert "next" not in {link["relation"] for link in second.json()["link"]}


async def test_what_was_declined_is_not_among_them(region: Region) -> None:
    provider, one, other = await two_cases(region)

    reason = coded("rejection-reason", "no-capacity")
    await one.send(provider, status="rejected", statusReason=reason)

    assert await listed(provider) == other.tasks


async def test_nobody_lists_what_another_was_offered(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    stranger = await region.organization("X3", role="30.000", purpose="COC")

    for caller in (stranger, case.placer):
        owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{provider.ura}"}
        answer = await caller.find("Task", **owner)
        assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")


async def test_for_another_purpose_nothing_is_open(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    treats = Caller(provider.running, provider.ura, "X3", role="30.000", purpose="TREAT")

    assert await listed(treats) == []


@pytest.mark.parametrize(
    "more", [{"code": "x"}, {"_revinclude": "Task:part-of"}, {"_include:iterate": "Task:focus"}]
)
async def test_by_something_else_beside_it_is_refused_in_words(
    region: Region, more: dict[str, str]
) -> None:
    case = await offered(region)
    [provider] = case.providers
    owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{provider.ura}"}

    answer = await provider.find("Task", **owner, **more)

    assert answer.status_code == 400
    assert "owner:identifier" in fault(answer)["diagnostics"]


async def test_what_is_asked_comes_along_where_it_is_open(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{provider.ura}"}

    answer = await provider.find("Task", **owner, _include="Task:focus")

    beside = [
        one["resource"] for one in answer.json()["entry"] if one["search"]["mode"] == "include"
    ]
    [task] = found(answer)
    address = task["focus"]["reference"]
    assert beside == [(await provider.get(address)).json()]


async def test_each_inhabitant_shown_has_a_row_in_the_ledger(region: Region) -> None:
    provider, _, _ = await two_cases(region)

    owner = {"owner:identifier": f"{systems.URA_SYSTEM}|{provider.ura}"}
    answer = await provider.find("Task", **owner)

    rows = await region.left_behind(answer)
    assert len({row["pat"] for row in rows}) == 2
