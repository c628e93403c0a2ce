"""What a site has, as a MeasureReport tells it; empty is unknown, and zero is zero.

https://hl7.org/fhir/R4/measurereport.html
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple, TypeVar, get_args

from hub.transfer.capacity.columns import UNTOLD
from hub.transfer.capacity.report_names import (
    ENTERED_BY,
    LIMIT,
    SAID,
    TERMS,
    UNLIMITED,
    care_type_of,
    count_code_of,
    inside,
    region_of,
)
from hub.transfer.capacity.statement import (
    DAYS,
    HERE,
    By,
    CareAt,
    Confidence,
    Count,
    InvalidStatement,
    Statement,
    Unit,
)
from profiles import systems
from profiles.resource.read import element, numbered, objects, words

_ABSENT = f"{systems.HL7}data-absent-reason"
_UNITS: tuple[Unit, ...] = get_args(Unit)
_BYS: tuple[By, ...] = get_args(By)
_CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
_DATE = len("2026-11-22")
_COUNTS = ("staffed", "occupied", "reserved", "available")
_AWAY: Unit = "clients"
_STANDS_IN = {"site": UNTOLD, "provider": "00000000"}
"""With which the rest is looked at where one is none: of such a report nothing is kept."""
_Word = TypeVar("_Word", bound=str)
_Read = TypeVar("_Read")


class Fault(NamedTuple):
    """What stands against a report: `place` is where, and no value is repeated."""

    place: str
    why: str


class NotRead(Exception):
    """The report says nothing that can be relied on: all `faults` of it, one at the least."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    @property
    def place(self) -> str:
        """Of the first."""
        return self.faults[0].place


@dataclass(slots=True)
class _Faults:
    """Those of one report, each once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, *faults: Fault) -> None:
        self.found += [one for one in faults if one not in self.found]

    def tried(self, read: Callable[..., _Read], *about: Any) -> _Read | None:
        """What is read of it; None where that is no more than a fault."""
        try:
            return read(*about)
        except NotRead as refused:
            self.add(*refused.faults)
        except InvalidStatement as invalid:
            self.add(Fault(f"MeasureReport ({invalid.place})", str(invalid)))
        return None


def read_report(report: Mapping[str, Any], region: str, now: datetime) -> list[Statement]:
    """A statement for each group; `region` is that of a site whose report names none.

    Raises:
        NotRead: the report as a whole is not taken, with all that stands against it.
    """
    faults = _Faults()
    faults.add(*_against(report))
    found = list(_statements(report, region_of(report) or region, faults))
    if any(one.is_ahead_of(now) for one in found):
        why = "a report tells what was counted before it was sent"
        faults.add(Fault("MeasureReport.date", why))
    if len({one.of for one in found}) != len(found):
        why = "one kind of care is counted once in a report"
        faults.add(Fault("MeasureReport.group.code", why))
    if faults.found:
        raise NotRead(*faults.found)
    return found


def entered_by(report: Mapping[str, Any]) -> str | None:
    """The URA of who wrote down what a provider said, where that was another."""
    said = inside(report, SAID).get(ENTERED_BY, ())
    return next((words(one, "value") for one in said), None)


def _against(report: Mapping[str, Any]) -> Iterator[Fault]:
    if report.get("status") != "complete":
        yield Fault("MeasureReport.status", "a report counts when it is complete")
    parts = (report, *objects(report.get("group")))
    if any("modifierExtension" in part for part in parts):
        why = "a modifier that is not known may turn round what is said"
        yield Fault("MeasureReport.modifierExtension", why)
    if not objects(report.get("group")):
        yield Fault("MeasureReport.group", "a report counts one kind of care at the least")
    reporter = element(element(report, "reporter"), "identifier")
    if reporter.get("system") != systems.URA_SYSTEM:
        yield Fault("MeasureReport.reporter.identifier", "who says so is known by its URA")


def _statements(report: Mapping[str, Any], region: str, faults: _Faults) -> Iterator[Statement]:
    """Of what is sound in it; where a part is not, the rest is looked at all the same."""
    reporter = element(element(report, "reporter"), "identifier")
    provider, site = words(reporter, "value"), words(element(report, "subject"), "reference")
    at = _place(CareAt, {"region": region, "provider": provider, "site": site}, faults)
    period, said = element(report, "period"), inside(report, SAID)
    moments = {
        "said_at": faults.tried(_moment, words(report, "date"), "MeasureReport.date"),
        "start": faults.tried(_begin, words(period, "start")),
        "end": faults.tried(_end, words(period, "end")),
    }
    sure = said.get("confidence")
    how = {
        "by": faults.tried(_one_of, said.get("by", ["person"]), _BYS, "by"),
        "confidence": faults.tried(_one_of, sure, _CONFIDENCES, "confidence") if sure else None,
        "entered_by": entered_by(report),
    }
    for place, group in numbered(report.get("group")):
        of = faults.tried(_care_at, group, place, at)
        counts = _counts(group, place, faults)
        if of is None or None in moments.values():
            continue
        values = {"of": of, **moments, **counts, **how, "limits": _limits(group)}
        if (one := _stated(values, faults)) is not None:
            yield one


def _place(make: Callable[..., CareAt], said: dict[str, str], faults: _Faults) -> CareAt:
    """Where it is; what is no place is told, and looked on with one that stands in for it."""
    while True:
        try:
            return make(**said, care_type="")
        except InvalidStatement as invalid:
            faults.add(Fault(f"MeasureReport ({invalid.place})", str(invalid)))
            said = said | {invalid.place: _STANDS_IN[invalid.place]}


def _stated(values: dict[str, Any], faults: _Faults) -> Statement | None:
    """It; each count that is none is told, and left out to look at the next."""
    while True:
        try:
            return Statement(**values)
        except InvalidStatement as invalid:
            faults.add(Fault(f"MeasureReport ({invalid.place})", str(invalid)))
            name, _, day = invalid.place.partition("-")
            if name == "expected" and day:
                days = [*values[name]]
                days[int(day) - 1] = None
                values = values | {name: tuple(days)}
            elif name in _COUNTS:
                values = values | {name: None}
            else:
                return None


def _care_at(group: Mapping[str, Any], place: int, at: CareAt) -> CareAt:
    faults, terms = _Faults(), inside(group, TERMS)
    care_type = care_type_of(group)
    if care_type is None:
        where = f"MeasureReport.group[{place}].code"
        faults.add(Fault(where, "say which kind of care, by one code"))
    unit = faults.tried(_one_of, terms.get("unit", ["beds"]), _UNITS, "unit")
    district = terms.get("district", [None])[-1]
    said = {"care_type": care_type or "", "unit": unit or _AWAY, "district": district}
    of = faults.tried(lambda: replace(at, **said))
    if of is None or faults.found:
        raise NotRead(*faults.found)
    return of


def _limits(group: Mapping[str, Any]) -> frozenset[str] | None:
    terms = inside(group, TERMS)
    told = LIMIT in terms or terms.get(UNLIMITED) == [True]
    return frozenset(terms.get(LIMIT, ())) if told else None


def _counts(group: Mapping[str, Any], place: int, faults: _Faults) -> dict[str, Any]:
    found: dict[str, Count] = {}
    for number, population in numbered(group.get("population")):
        where = f"MeasureReport.group[{place}].population[{number}]"
        code = count_code_of(population)
        if code is None:
            continue  # what others count stays in the report
        if code in found:
            faults.add(Fault(f"{where}.code", "each number is told once"))
        found[code] = faults.tried(_count, population, where)
    expected = tuple(found.get(f"expected-{number}") for number in range(1, DAYS + 1))
    return {**{name: found.get(name) for name in _COUNTS}, "expected": expected}


def _count(population: Mapping[str, Any], where: str) -> Count:
    count, beside = population.get("count"), objects(element(population, "_count").get("extension"))
    is_absent = any(one.get("url") == _ABSENT for one in beside)
    if count is None:
        return None
    if is_absent or type(count) is not int:
        raise NotRead(Fault(f"{where}.count", "a number, or that it is not known: one of both"))
    return count


def _one_of(said: list[Any], known: tuple[_Word, ...], place: str) -> _Word:
    for one in known:
        if said == [one]:
            return one
    where = f"MeasureReport ({place})"
    raise NotRead(Fault(where, "say it once, by a code that is known"))


def _moment(text: str, place: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotRead(Fault(place, "a moment to the second, with its zone")) from None
    if found.tzinfo is None:
        raise NotRead(Fault(place, "a moment to the second, with its zone"))
    return found


def _begin(text: str) -> datetime:
    place = "MeasureReport.period.start"
    return _day(text, place) if len(text) == _DATE else _moment(text, place)


def _end(text: str) -> datetime:
    """The last day is in it. https://hl7.org/fhir/R4/datatypes.html#Period."""
    place = "MeasureReport.period.end"
    if len(text) != _DATE:
        return _moment(text, place)
    return _day(text, place, timedelta(days=1))


def _day(text: str, place: str, more: timedelta = timedelta(0)) -> datetime:
    try:
        day = datetime.fromisoformat(text).date() + more
    except (ValueError, OverflowError):
        raise NotRead(Fault(place, "a day, or a moment with its zone")) from None
    return datetime.combine(day, time(0), HERE)
