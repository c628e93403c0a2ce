"""Rows, sums and promises of the board, in the words of the page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hub.pages.days import day_of, day_said, time_said
from hub.pages.rtp.capacity.form import COUNTS, EXPECTED, LIMITS, key_of
from hub.pages.words import Words
from hub.query.sites import Site
from hub.transfer.capacity.board import Row
from hub.transfer.capacity.columns import UNTOLD
from hub.transfer.capacity.statement import CareAt, Statement, days_behind
from hub.transfer.capacity.total import Sum, Total
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, own_words


@dataclass(frozen=True, slots=True)
class Own:
    """One form: of what it is, when that was said last, and what stands in its fields."""

    key: str
    of: CareAt
    title: str
    unit: str
    age: str
    is_old: bool
    is_again: bool
    left: str
    values: Mapping[str, str]
    ticked: frozenset[str]
    stays: str
    days: list[tuple[str, str]] = field(default_factory=list)


def own(
    row: Row,
    last: Statement | None,
    sites: Mapping[str, Site],
    typed: Mapping[str, str],
    t: Words,
    now: datetime,
) -> Own:
    """The form of this row, with what was said last or, where it could not be, as typed."""
    of = row.of
    values = {name: _text(getattr(last, said)) for name, said in COUNTS.items()} if last else {}
    if last is not None:
        days = zip(EXPECTED, days_behind(now), strict=True)
        values |= {name: _text(last.expected_on(day)) for name, day in days}
    limits = frozenset(last.limits or ()) if last else frozenset()
    return Own(
        key=key_of(of),
        of=of,
        title=f"{_site(of, sites, t)}, {care_said(of.care_type)}{_district(of, t)}",
        unit=t(f"capacity.unit.{_called(of.unit)}"),
        age=_age(row, t),
        is_old=row.age is None or row.age.kind != "fresh",
        is_again=row.age is not None and row.age.kind != "fresh",
        left=_left(row, t),
        values=typed or values,
        ticked=frozenset(one for one in LIMITS if (typed.get(one) if typed else one in limits)),
        stays=", ".join(_limit(one, t) for one in sorted(limits - frozenset(LIMITS))),
        days=[(name, _day(day, t)) for name, day in zip(EXPECTED, days_behind(now), strict=True)],
    )


def lines(
    rows: Iterable[Row], sites: Mapping[str, Site], t: Words
) -> Iterator[tuple[str, str, str, str, str]]:
    """Of each its site, the care, what is free, what is kept and its age; what is old last."""
    for row in rows:
        of = row.of
        care = f"{care_said(of.care_type)}{_district(of, t)}"
        free, kept = (_counted(count, of, t) for count in (row.available, row.reserved))
        yield _site(of, sites, t), care, free, kept, _age(row, t)


def sums(totals: Iterable[Total], t: Words) -> Iterator[tuple[str, str, str, str]]:
    """Of each kind of care in a region: what is free, and of how many sites it is not known."""
    for one in totals:
        free = _sum(one.available, one.group.unit, t)
        region, unknown = one.group.region.capitalize(), str(one.available.unknown)
        yield care_said(one.group.care_type), region, free, unknown


def broken(rows: Iterable[Any], sites: Mapping[str, Site], t: Words) -> Iterator[str]:
    """A sentence for each promise of a place that was broken."""
    for row in rows:
        site = sites[row["site"]].name if row["site"] in sites else t("capacity.somewhere")
        at = row["refused_at"]
        yield t(
            f"capacity.broken.{row['kind']}",
            site=site,
            care=care_said(row["care_type"]),
            day=day_said(day_of(at), t),
            time=time_said(at, t),
        )


def care_said(code: str) -> str:
    """In our words, or as it is written."""
    return own_words(CARE_TYPE).get((CARE_TYPE, code), code)


def _limit(code: str, t: Words) -> str:
    """What the free places can't take, as planners call it; as it is written where we can't."""
    said = own_words(MATCHING_NEED).get((MATCHING_NEED, code.removeprefix("no-")))
    return t("capacity.not", what=said) if said and code.startswith("no-") else code


def _site(of: CareAt, sites: Mapping[str, Site], t: Words) -> str:
    if of.site == UNTOLD:
        return t("capacity.somewhere")
    return sites[of.site].name if of.site in sites else of.site.partition("/")[2]


def _district(of: CareAt, t: Words) -> str:
    return t("capacity.district", district=of.district) if of.district else ""


def _called(unit: str) -> str:
    return "hours" if unit == "hours/week" else unit


def _age(row: Row, t: Words) -> str:
    if row.statement is None or row.age is None:
        return t("capacity.age.never")
    at = row.statement.said_at
    moment = {"day": day_said(day_of(at), t), "time": time_said(at, t)}
    return t(f"capacity.age.{row.age.kind}", **moment)


def _left(row: Row, t: Words) -> str:
    if not row.reserved and row.reserved is not None:
        return ""
    kept = _counted(row.reserved, row.of, t)
    return t("capacity.left", kept=kept, free=_counted(row.available, row.of, t))


def _sum(one: Sum, unit: str, t: Words) -> str:
    if one.is_hidden:
        return t("capacity.hidden")
    if one.value is None:
        return t("capacity.unknown")
    return _so_many(one.value, unit, t)


def _counted(count: int | None, of: CareAt, t: Words) -> str:
    return t("capacity.unknown") if count is None else _so_many(count, of.unit, t)


def _so_many(count: int, unit: str, t: Words) -> str:
    """The number with what it is of, one or more."""
    number = "of-one" if count == 1 else "of"
    return f"{count} {t(f'capacity.{number}.{_called(unit)}')}"


def _day(day: date, t: Words) -> str:
    return day_said(day, t)


def _text(count: int | None) -> str:
    return "" if count is None else str(count)
