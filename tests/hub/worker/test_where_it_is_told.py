"""An organisation is told where it says so itself, and where nobody else says it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from profiles.systems import URA_SYSTEM
from tests.hub.dossier import address, an_organization
from tests.hub.offers import a_candidate, by, offered
from tests.hub.worker.told import BOLT, an_endpoint, closed, says_where, working
from tests.plugins.hub import Caller, Region
from tests.stubs.told import Told

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with Told(tmp_path) as stub:
        yield stub


async def paths(region: Region, told: Told, provider: Caller) -> list[str]:
    """What came of one new offer to it."""
    async with working(region, told) as worker:
        await worker.look(provider.ura)
    return [path.rpartition("/")[0] for path in told.paths]


async def a_service(provider: Caller, endpoint: str) -> str:
    named = {
        "resourceType": "HealthcareService",
        "providedBy": by(provider.ura),
        "endpoint": [{"reference": endpoint}],
    }
    return address(await provider.post(named))


async def test_the_service_that_is_asked_comes_before_its_organisation(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    await says_where(provider, f"{told.url}/all")
    endpoint = address(await provider.post(an_endpoint(f"{told.url}/ward", BOLT)))
    service = await a_service(provider, endpoint)
    await offered(region, provider=provider, owner=by(provider.ura) | {"reference": service})

    assert await paths(region, told, provider) == ["/notify/ward"]


async def test_who_has_no_endpoint_is_told_at_what_it_is_part_of(
    region: Region, told: Told
) -> None:
    whole, provider = await a_candidate(region), await a_candidate(region)
    above = await says_where(whole, told.url)
    part = an_organization(provider.ura, partOf={"reference": above})
    await provider.post(part)
    await offered(region, provider=provider)

    assert await paths(region, told, provider) == ["/notify"]


async def test_the_style_that_is_liked_best_is_taken_whatever_is_listed_first(
    region: Region, told: Told
) -> None:
    provider = await a_candidate(region)
    other = address(await provider.post(an_endpoint(f"{told.url}/other", "something-else")))
    off = address(await provider.post(an_endpoint(f"{told.url}/off", BOLT, status="off")))
    right = address(await provider.post(an_endpoint(f"{told.url}/right", BOLT)))
    named = [{"reference": one} for one in (other, off, right)]
    await provider.post(an_organization(provider.ura, endpoint=named))
    await offered(region, provider=provider)

    assert await paths(region, told, provider) == ["/notify/right"]


async def test_what_another_says_of_an_organisation_is_not_believed(
    region: Region, told: Told
) -> None:
    """It knows nothing of itself in the directory yet, so anybody may claim to be it."""
    other, provider = await a_candidate(region), await a_candidate(region)
    endpoint = address(await other.post(an_endpoint(told.url, BOLT)))
    named = an_organization(provider.ura, endpoint=[{"reference": endpoint}])
    await other.post(named)
    await offered(region, provider=provider)

    assert await paths(region, told, provider) == []


async def test_nobody_makes_an_organisation_a_part_of_itself(region: Region, told: Told) -> None:
    """As who wants to be told what another is told."""
    other, provider = await a_candidate(region), await a_candidate(region)
    above = await says_where(other, told.url)
    await other.post(an_organization(provider.ura, partOf={"reference": above}))
    await offered(region, provider=provider)

    assert await paths(region, told, provider) == []


async def test_an_endpoint_of_another_is_not_believed_though_it_is_named(
    region: Region, told: Told
) -> None:
    other, provider = await a_candidate(region), await a_candidate(region)
    endpoint = address(await other.post(an_endpoint(told.url, BOLT)))
    await provider.post(an_organization(provider.ura, endpoint=[{"reference": endpoint}]))
    await offered(region, provider=provider)

    assert await paths(region, told, provider) == []


async def test_organisations_that_are_part_of_each_other_come_to_an_end(
    region: Region, told: Told
) -> None:
    one, other = await a_candidate(region), await a_candidate(region)
    number = {"system": URA_SYSTEM, "value": other.ura}
    await one.post(an_organization(one.ura, partOf={"identifier": number}))
    back = {"identifier": number | {"value": one.ura}}
    await other.post(an_organization(other.ura, partOf=back))
    await offered(region, provider=one)

    assert await paths(region, told, one) == []


async def test_nothing_is_told_of_what_the_inhabitant_closed(region: Region, told: Told) -> None:
    provider = await a_candidate(region)
    await says_where(provider, told.url)
    case = await offered(region, provider=provider)
    await closed(case, provider)
    assert (await provider.get(case.tasks[0])).status_code == 404

    assert await paths(region, told, provider) == []
