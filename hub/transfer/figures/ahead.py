"""Places two weeks ahead: of sites, and of all sites of a kind of care in a region together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub.transfer.capacity.statement import Statement as Capacity
from hub.transfer.capacity.statement import Unit
from hub.transfer.figures.clock import day_of
from hub.transfer.figures.facts import lateness, stated
from hub.transfer.figures.forecast import Known, Outlook, Sight, outlook

FEWEST = 3
"""With fewer other providers in a sum, one of them is told of by taking away what one knows."""
_STANDS = timedelta(days=7)
"""So long a site that is silent counts in a sum for what it said last."""
_DAY = timedelta(days=1)
_Site = tuple[str, str, str]
"""A provider, its site, and the district."""
_Group = tuple[str, str, Unit]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a kind of care, in beds, clients or hours; `site` is None of a sum."""

    region: str
    care_type: str
    unit: Unit
    outlook: Outlook
    provider: str | None = None
    site: str | None = None
    district: str | None = None


def sums(
    said: Sequence[Capacity], today: date, sight: Sight, ura: str | None
) -> Iterator[Expectation]:
    """Of all sites of a region together, for each kind of care; beds and hours are never added.

    To the provider `ura` a day is told where no other provider, or so many others, said something.
    """
    groups: dict[_Group, list[Capacity]] = defaultdict(list)
    for one in said:
        groups[one.of.region, one.of.care_type, one.of.unit].append(one)
    for group in sorted(groups):
        known = _together(groups[group], today, ura)
        if known:
            yield Expectation(*group, outlook(known, today, sight))


def sites(said: Iterable[Capacity], today: date, sight: Sight) -> Iterator[Expectation]:
    """Of each site by itself."""
    listed: dict[_Group, dict[_Site, list[Capacity]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        of = one.of
        place = (of.provider, of.site, of.district or "")
        listed[of.region, of.care_type, of.unit][place].append(one)
    for group in sorted(listed):
        for provider, site, district in sorted(listed[group]):
            known = _known(listed[group][provider, site, district])
            seen = outlook(known, today, sight)
            yield Expectation(*group, seen, provider, site, district or None)


def _known(said: Iterable[Capacity]) -> Known:
    """Of each day what was said last."""
    plain = sorted((stated(one, "") for one in said), key=lateness)
    last = {day_of(one.at): one.available for one in plain}
    return {day: free for day, free in last.items() if free is not None}


def _together(said: Sequence[Capacity], today: date, ura: str | None) -> Known:
    of_sites: dict[_Site, list[Capacity]] = defaultdict(list)
    for one in said:
        of_sites[one.of.provider, one.of.site, one.of.district or ""].append(one)
    known = {site: _known(listed) for site, listed in of_sites.items()}
    days = sorted({day for one in known.values() for day in one})
    found = {}
    for n in range((today - days[0]).days + 1 if days else 0):
        day = days[0] + n * _DAY
        standing = {site: _standing(one, day) for site, one in known.items()}
        free = {site: count for site, count in standing.items() if count is not None}
        others = {provider for provider, *_ in free} - {ura}
        if free and (ura is None or not others or len(others) >= FEWEST):
            found[day] = sum(free.values())
    return found


def _standing(known: Mapping[date, int], day: date) -> int | None:
    """What it said last, unless that is too long ago."""
    back = (day - n * _DAY for n in range(_STANDS.days))
    return next((known[one] for one in back if one in known), None)
