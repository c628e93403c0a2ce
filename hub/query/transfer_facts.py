"""What the figures ask beside the events: sites, what they stated, days on which offices are shut.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from hub.access.access import Access
from hub.access.close import home_of
from hub.query.directory_listed import Tree, listed_of
from hub.storage.site_capacity import said_between
from hub.transfer.capacity.columns import statement_of
from hub.transfer.capacity.statement import Statement as Capacity
from hub.transfer.figures.agreed import Agreed
from hub.transfer.figures.facts import Facts, Site, Statement, stated
from hub.transfer.matching.healthcare_service import AT_HOME, care_types_of, provider_of
from profiles.resource.read import element, objects, words

_Place = tuple[str, str, str]
"""A provider, its site, and a kind of care."""


async def transfer_facts(
    access: Access, agreed: Agreed, start: datetime, end: datetime, at: datetime
) -> Facts:
    """As they were known `at` a moment; of what sites stated what is between, and the last."""
    async with access.database.connection() as connection:
        services = await listed_of(access, connection, "HealthcareService")
        locations = await listed_of(access, connection, "Location")
        rows = await said_between(connection, start, end, at)
    said = [statement_of(row) for row in rows]
    active = [one for one in services if one.get("active") is True and provider_of(one)]
    regions = {(one.of.provider, one.of.site): one.of.region for one in said}
    cities = {
        f"Location/{words(one, 'id')}": words(element(one, "address"), "city")
        for one in locations
    }  # fmt: skip
    home = sorted(agreed.terms.at_home)[:1]
    sites = {
        name_of(one): _site(one, regions, cities, home, home_of(access)) for one in active
    }  # fmt: skip
    return Facts(sites, tuple(_stated(active, said)), agreed.holidays)


def name_of(service: Tree) -> str:
    """As an offer names it."""
    return f"HealthcareService/{words(service, 'id')}"


def _site(
    service: Tree,
    regions: Mapping[tuple[str, str], str],
    cities: Mapping[str, str],
    home: Sequence[str],
    otherwise: str,
) -> Site:
    provider, lies = provider_of(service), _lies(service)
    kinds = care_types_of(service)
    comes_home = bool(kinds) and AT_HOME.issuperset(kinds)
    return Site(
        provider,
        region=next((regions[provider, one] for one in lies if (provider, one) in regions), "")
        or otherwise,
        city=next((cities[one] for one in lies if cities.get(one)), None),
        kind=next(iter(home if comes_home else kinds), None),
    )


def _stated(services: Iterable[Tree], said: Iterable[Capacity]) -> Iterator[Statement]:
    """What was said of a site is of each service there that gives that care."""
    given: dict[_Place, list[str]] = defaultdict(list)
    for service in services:
        for site in _lies(service):
            for care_type in care_types_of(service):
                given[provider_of(service), site, care_type].append(name_of(service))
    for one in said:
        for name in given[one.of.provider, one.of.site, one.of.care_type]:
            yield stated(one, name)


def _lies(service: Tree) -> list[str]:
    return [words(one, "reference") for one in objects(service.get("location"))]
