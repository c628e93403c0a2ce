"""What a candidate must have, and of each why it falls out; one that falls out is still listed.

transfer.md of the standards, 2.6
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hub.transfer.matching.candidate import Candidate
from hub.transfer.matching.need import Need

Filter = Literal[
    "excluded",
    "care-type",
    "indication",
    "legal-status",
    "closed-ward",
    "isolation",
    "bariatric",
    "skills",
    "room",
    "area",
    "age",
    "date",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """That a candidate does not fit, or that it is not known; `about` are the codes it is of."""

    filter: Filter
    is_misfit: bool
    about: tuple[str, ...] = ()


_BY_LAW = {
    "wlz": "wlz-indication",
    "respijt-wmo": "wmo-decision",
    "wmo-hulp": "wmo-decision",
}
"""Without which nobody may be taken, by kind of care or how its code begins."""


def verdicts(need: Need, candidate: Candidate) -> tuple[Verdict, ...]:
    """Of every filter that the candidate does not pass; none is left out when one has failed."""
    return tuple(one for look in _FILTERS for one in look(need, candidate))


def _excluded(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    if need.excluded & {candidate.provider, candidate.service}:
        yield Verdict("excluded", is_misfit=True)


def _care_type(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    if need.care_type not in candidate.care_types:
        yield Verdict("care-type", is_misfit=True, about=(need.care_type,))


def _indication(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    kind = need.care_type
    law = _BY_LAW.get(kind) or _BY_LAW.get(kind.partition("-")[0])
    asked = candidate.asks | ({law} if law else set())
    lacking = sorted(asked - (need.indications or frozenset()))
    if lacking:
        yield Verdict("indication", need.indications is not None, tuple(lacking))


def _legal_status(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    taken = candidate.legal_statuses
    if need.legal_status is not None:
        if taken is None or need.legal_status not in taken:
            yield Verdict("legal-status", taken is not None, (need.legal_status,))
    elif "closed-ward" in need.handling:
        # Behind a closed door nobody stays without a ground: which one has to be asked.
        yield Verdict("legal-status", is_misfit=False)


def _handling(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    for code in sorted(need.handling):
        if candidate.handles is None or code not in candidate.handles:
            yield Verdict(_kind_of(code), candidate.handles is not None, (code,))
    if need.besides:
        yield Verdict("skills", is_misfit=False, about=need.besides)


def _kind_of(code: str) -> Filter:
    if code == "closed-ward":
        return "closed-ward"
    if code == "bariatric":
        return "bariatric"
    return "isolation" if code.startswith("isolation") else "skills"


def _room(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    """What the places that are free now can't take; an old word is asked again, not relied on."""
    row = candidate.supply(need)
    if row is None or row.statement is None or row.age is None:
        return
    is_old = row.age.kind == "old"
    for limit in sorted(row.statement.limits or ()):
        stands = _stands_against(limit, need)
        if stands is not False:
            yield Verdict("room", stands is True and not is_old, (limit,))


def _stands_against(limit: str, need: Need) -> bool | None:
    """None where it is not known, or the limit is none that is understood."""
    if limit in _SEX:
        return None if need.sex not in _SEX.values() else need.sex != _SEX[limit]
    if limit == "closed-ward-only":
        return "closed-ward" not in need.handling
    refused = limit.removeprefix("no-")
    return refused in need.handling if refused != limit else None


_SEX = {"women-only": "female", "men-only": "male"}


def _area(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    if not candidate.is_at_home:
        return
    if need.home is None or candidate.area is None:
        yield Verdict("area", is_misfit=False)
    elif need.home not in candidate.area:
        yield Verdict("area", is_misfit=True, about=(need.home,))


def _age(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    if candidate.ages is None or need.age is None:
        yield Verdict("age", is_misfit=False)
        return
    youngest, oldest = candidate.ages
    if need.age < youngest or (oldest is not None and need.age > oldest):
        yield Verdict("age", is_misfit=True)


def _date(need: Need, candidate: Candidate) -> Iterator[Verdict]:
    if need.latest is None or not candidate.closed:
        return
    days = (need.latest - need.start).days + 1
    wanted = [need.start + timedelta(days=number) for number in range(max(1, days))]
    if all(_is_closed(day, candidate) for day in wanted):
        yield Verdict("date", is_misfit=True)


def _is_closed(day: date, candidate: Candidate) -> bool:
    return any(first <= day <= last for first, last in candidate.closed)


_FILTERS: tuple[Callable[[Need, Candidate], Iterator[Verdict]], ...] = (
    _excluded, _care_type, _indication, _legal_status, _handling, _room, _area, _age, _date,
)  # fmt: skip
