"""What a site has, as a MeasureReport tells it; empty is unknown, and zero is zero.

https://hl7.org/fhir/R4/measurereport.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, TypeVar, get_args

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
_Word = TypeVar("_Word", bound=str)


class NotRead(Exception):
    """The report says nothing that can be relied on: `place` is where, and no value is repeated."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why


def read_report(report: Mapping[str, Any], region: str, now: datetime) -> list[Statement]:
    """A statement for each group; `region` is that of a site whose report names none.

    Raises:
        NotRead: the report as a whole is not taken.
    """
    _check(report)
    try:
        found = list(_statements(report, region_of(report) or region))
    except InvalidStatement as invalid:
        place = f"MeasureReport ({invalid.place})"
        raise NotRead(place, str(invalid)) from None
    if any(one.is_ahead_of(now) for one in found):
        raise NotRead("MeasureReport.date", "a report tells what was counted before it was sent")
    if len({one.of for one in found}) != len(found):
        raise NotRead("MeasureReport.group.code", "one kind of care is counted once in a report")
    return found


def _check(report: Mapping[str, Any]) -> None:
    if report.get("status") != "complete":
        raise NotRead("MeasureReport.status", "a report counts when it is complete")
    parts = (report, *objects(report.get("group")))
    if any("modifierExtension" in part for part in parts):
        why = "a modifier that is not known may turn round what is said"
        raise NotRead("MeasureReport.modifierExtension", why)
    if not objects(report.get("group")):
        raise NotRead("MeasureReport.group", "a report counts one kind of care at the least")


def _statements(report: Mapping[str, Any], region: str) -> Iterator[Statement]:
    reporter = element(element(report, "reporter"), "identifier")
    if reporter.get("system") != systems.URA_SYSTEM:
        raise NotRead("MeasureReport.reporter.identifier", "who says so is known by its URA")
    provider, site = words(reporter, "value"), words(element(report, "subject"), "reference")
    period = element(report, "period")
    start, end = _begin(words(period, "start")), _end(words(period, "end"))
    said_at = _moment(words(report, "date"), "MeasureReport.date")
    said = inside(report, SAID)
    by = _one_of(said.get("by", ["person"]), _BYS, "by")
    entered = next((words(one, "value") for one in said.get(ENTERED_BY, ())), None)
    sure = said.get("confidence")
    confidence = _one_of(sure, _CONFIDENCES, "confidence") if sure else None
    for place, group in numbered(report.get("group")):
        of = _care_at(group, place, CareAt(region, provider, site, ""))
        counts = _counts(group, place)
        yield Statement(
            of, said_at, start, end,
            counts.get("staffed"), counts.get("occupied"), counts.get("reserved"),
            counts.get("available"),
            expected=tuple(counts.get(f"expected-{number}") for number in range(1, DAYS + 1)),
            limits=_limits(group), by=by, confidence=confidence, entered_by=entered,
        )  # fmt: skip


def _care_at(group: Mapping[str, Any], place: int, at: CareAt) -> CareAt:
    care_type = care_type_of(group)
    if care_type is None:
        raise NotRead(f"MeasureReport.group[{place}].code", "say which kind of care, by one code")
    terms = inside(group, TERMS)
    unit = _one_of(terms.get("unit", ["beds"]), _UNITS, "unit")
    district = terms.get("district", [None])[-1]
    return replace(at, care_type=care_type, unit=unit, district=district)


def _limits(group: Mapping[str, Any]) -> frozenset[str] | None:
    terms = inside(group, TERMS)
    told = LIMIT in terms or terms.get(UNLIMITED) == [True]
    return frozenset(terms.get(LIMIT, ())) if told else None


def _counts(group: Mapping[str, Any], place: int) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for number, population in numbered(group.get("population")):
        where = f"MeasureReport.group[{place}].population[{number}]"
        code = count_code_of(population)
        if code is None:
            continue  # what others count stays in the report
        if code in found:
            raise NotRead(f"{where}.code", "each number is told once")
        found[code] = _count(population, where)
    return found


def _count(population: Mapping[str, Any], where: str) -> Count:
    count, beside = population.get("count"), objects(element(population, "_count").get("extension"))
    is_absent = any(one.get("url") == _ABSENT for one in beside)
    if count is None:
        return None
    if is_absent or type(count) is not int:
        raise NotRead(f"{where}.count", "a number, or that it is not known: one of both")
    return count


def _one_of(said: list[Any], known: tuple[_Word, ...], place: str) -> _Word:
    for one in known:
        if said == [one]:
            return one
    where = f"MeasureReport ({place})"
    raise NotRead(where, "say it once, by a code that is known")


def _moment(text: str, place: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotRead(place, "a moment to the second, with its zone") from None
    if found.tzinfo is None:
        raise NotRead(place, "a moment to the second, with its zone")
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
        raise NotRead(place, "a day, or a moment with its zone") from None
    return datetime.combine(day, time(0), HERE)
