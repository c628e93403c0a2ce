"""`MeasureReport/$board`: to each what he may see, of this moment."""

from datetime import timedelta

import pytest

from tests.hub.dossier import fault
from tests.hub.fhir.capacity.boards import Part, told
from tests.hub.offers import coded, offered
from tests.hub.sites import Site, a_service, a_site, a_transfer_point
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def row_of(caller: Caller, site: Site) -> Part:
    [row] = [one for one in await told(caller, "row") if one.get("site") == site.location]
    return row


async def total_of(caller: Caller, region: str) -> Part:
    [total] = [one for one in await told(caller, "total") if one["region"] == region]
    return total


async def test_a_provider_sees_what_it_said_and_nobody_elses(region: Region) -> None:
    site, other = await a_site(region), await a_site(region)
    await site.says(staffed=8, occupied=7, available=1, expected=(2, None, 0, 1, 1, 1, 1))
    await other.says(available=3)

    [row] = await told(site.provider, "row")

    assert row["provider"] == site.provider.ura
    assert (row["site"], row["care-type"], row["unit"]) == (site.location, "elv-hoog", "beds")
    assert (row["standing"], row["available"], row["reserved"]) == ("free", 1, 0)
    assert (row["age"], row["staffed"], row["occupied"]) == ("fresh", 8, 7)
    assert [one["count"] for one in row["expected"]] == [2, 0, 1, 1, 1, 1]


async def test_what_is_not_known_is_not_told_and_zero_is(region: Region) -> None:
    full, unknown = await a_site(region), await a_site(region)
    await full.says(available=0)
    await unknown.says(staffed=4)

    assert (await row_of(full.provider, full))["available"] == 0
    row = await row_of(unknown.provider, unknown)
    assert (row["standing"], "available" in row) == ("unknown", False)


async def test_a_sum_of_two_others_is_hidden_and_of_three_is_told(region: Region) -> None:
    sites = [await a_site(region) for _ in range(4)]
    own = f"r-{sites[0].provider.ura}"
    for site in sites[:3]:
        await site.says(available=2, region=own)

    hidden = (await total_of(sites[0].provider, own))["available"]
    await sites[3].says(available=5, region=own)
    shown = await total_of(sites[0].provider, own)

    assert hidden == {"unknown": 0, "hidden": True}
    assert (shown["available"], shown["providers"]) == ({"count": 11, "unknown": 0}, 4)


async def test_a_transfer_point_sees_every_row_and_every_sum(region: Region) -> None:
    desk = await a_transfer_point(region)
    site = await a_site(region)
    own = f"r-{site.provider.ura}"
    await site.says(available=2, region=own)

    assert (await row_of(desk, site))["available"] == 2
    assert (await total_of(desk, own))["available"] == {"count": 2, "unknown": 0}


async def test_a_place_that_is_kept_is_not_free_from_that_moment_on(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await offered(region, provider=provider)

    await case.accept()

    row = await row_of(provider, site)
    assert (row["available"], row["reserved"]) == (1, 1)


async def test_and_is_free_again_when_its_term_is_over(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=2)
    case = await offered(region, provider=provider)
    await case.accept()
    clock, before = region.running.clock, region.running.clock.ahead

    try:
        clock.ahead += timedelta(hours=8, minutes=1)
        row = await row_of(provider, site)
    finally:
        clock.ahead = before

    assert (row["available"], row["reserved"]) == (2, 0)


async def test_more_promised_than_there_is_is_never_below_zero(region: Region) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site = await a_site(region, provider)
    await site.says(available=1)
    for _ in range(2):
        await (await offered(region, provider=provider)).accept()

    row = await row_of(provider, site)

    assert (row["available"], row["reserved"], row["short"]) == (0, 2, 1)


async def test_a_service_of_which_nobody_says_what_it_has_is_shown_as_unknown(
    region: Region,
) -> None:
    site = await a_site(region)
    await a_service(site, "grz")

    row = await row_of(site.provider, site)

    assert (row["care-type"], row["standing"]) == ("grz", "unknown")
    assert "said-at" not in row


async def test_a_broken_promise_is_listed_for_who_made_it_and_for_the_transfer_point(
    region: Region,
) -> None:
    provider = await region.organization("X3", role="30.000", purpose="COC")
    site, other = await a_site(region, provider), await a_site(region)
    desk = await a_transfer_point(region)
    await site.says(available=2)
    case = await offered(region, provider=provider)
    reason = coded("rejection-reason", "no-staff")
    await case.send(provider, status="rejected", statusReason=reason)

    [mine] = await told(provider, "correction")
    [theirs] = [one for one in await told(desk, "correction") if one["provider"] == provider.ura]

    assert mine == theirs
    assert (mine["site"], mine["reason"], mine["available"]) == (site.location, "no-staff", 2)
    assert await told(other.provider, "correction") == []


async def test_it_leaves_a_row(region: Region) -> None:
    site = await a_site(region)

    answer = await site.provider.get("MeasureReport/$board")

    [row] = await region.left_behind(answer)
    assert row["detail"] == {"operation": "$board"}


async def test_without_the_scope_nothing_is_told(region: Region) -> None:
    provider = await region.organization("X3", scopes=("system/Patient.rs",))

    answer = await provider.get("MeasureReport/$board")

    assert answer.status_code == 403
    assert fault(answer)
