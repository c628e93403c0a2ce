"""The same figures, worked out another way: one pass over the events as they were told.

Nothing of `hub.transfer.figures` is asked but its settings and facts.
"""

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hub.transfer.figures.terms import Hours
from hub.transfer.handoff import Held
from hub.transfer.step import Event

HERE = ZoneInfo("Europe/Amsterdam")
Table = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A figure, what it is by, and of what this row is."""


@dataclass
class Told:
    """What was told of one case, written over as it goes."""

    status: str = ""
    asked: datetime | None = None
    began: datetime | None = None
    cares: list[str] = field(default_factory=list)
    again: bool = False
    triaged: datetime | None = None
    over: datetime | None = None
    event: Event | None = None
    held: Held | None = None
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)


def read(events: Sequence[Event]) -> dict[str, Told]:
    """By case, from events in the order in which they were told."""
    cases: dict[str, Told] = {}
    for event in events:
        told = cases.setdefault(event.case, Told())
        if event.offer is None:
            _case(told, event)
        else:
            offer = told.offers.setdefault(event.offer, {"said": []})
            if event.became[0] == "in-progress" and "in-progress" not in offer["said"]:
                told.held = None
            told.held = event.held or told.held
            _offer(offer, event)
    return cases


def _case(told: Told, event: Event) -> None:
    before, told.status, told.event = told.status, event.became[0], event
    told.began = told.began or event.at
    if told.status == "requested" and told.asked is None:
        told.asked = event.at
    if event.care_type is not None and told.cares[-1:] != [event.care_type]:
        told.cares.append(event.care_type)
        told.triaged = told.triaged or event.at
    if before in {"failed", "cancelled", "rejected"} and told.status != before:
        told.again = True
    if told.status == "completed":
        told.over = event.at


def _offer(offer: dict[str, Any], event: Event) -> None:
    status, fine = event.became
    offer.setdefault("made", event)
    offer["last"] = event
    offer["said"].append(status)
    if fine == "selected":
        offer["chosen"] = event.at
    if status in {"accepted", "on-hold", "rejected"}:
        offer.setdefault("answer", event)
    if status == "rejected":
        offer["refused"] = event


def local(moment: datetime) -> date:
    """Its day here."""
    return moment.astimezone(HERE).date()


def part_of_week(moment: datetime, hours: Hours, holidays: frozenset[date]) -> str:
    """By comparing the hands of the clock as words."""
    here = moment.astimezone(HERE)
    if here.strftime("%a") in {"Sat", "Sun"} or here.date() in holidays:
        return "weekend"
    clock = here.strftime("%H:%M")
    if clock < hours.day_from.strftime("%H:%M") or clock >= hours.night_from.strftime("%H:%M"):
        return "night"
    return "evening" if clock >= hours.evening_from.strftime("%H:%M") else "day"


def counted_office_time(
    since: datetime, until: datetime, hours: Hours, off: frozenset[date]
) -> int:
    """Seconds: five minutes at a time, each looked at by itself."""
    moment, total = since.astimezone(UTC), 0
    while moment < until:
        here = moment.astimezone(HERE)
        is_open = hours.opens <= here.time() < hours.closes and here.weekday() not in {5, 6}
        total += 300 if is_open and here.date() not in off else 0
        moment += timedelta(minutes=5)
    return total


def slept(first: date, last: date) -> int:
    """Nights, one after the other."""
    count = 0
    while first < last:
        first, count = first + timedelta(days=1), count + 1
    return count


def score(unit: str, values: Sequence[int], parts: Mapping[str, int], of: int) -> dict[str, float]:
    """What it comes to."""
    if unit == "%":
        return {name: 100 * number / of for name, number in parts.items()}
    if not values:
        return {}
    nth = next(
        one for one in sorted(values)
        if sum(1 for other in values if other <= one) * 10 >= len(values) * 9
    )  # fmt: skip
    by = 3600 if unit == "h" else 1
    found = {"p50": statistics.median_low(values) / by, "p90": nth / by}
    return found if unit == "h" else {**found, "total": sum(values)}


Found = tuple[str, str, dict[str, str], int | str, bool]
"""A figure, its unit, what this one is under, its value or part, and whether that is left out."""


def table(found: Iterator[Found], by: Mapping[str, Sequence[tuple[str, ...]]]) -> dict[Table, Any]:
    """Rows of all figures, each by everything that it is told by."""
    rows: dict[Table, list[tuple[str, int | str, bool]]] = {}
    for code, unit, under, what, is_out in found:
        for names in ((), *by.get(code, ())):
            of = tuple(under[name] for name in names)
            rows.setdefault((code, names, of), []).append((unit, what, is_out))
    return {key: _row(row) for key, row in rows.items()}


def _row(row: list[tuple[str, int | str, bool]]) -> tuple[int, dict[str, int], dict[str, int], Any]:
    unit = row[0][0]
    out = Counter(str(what) for _, what, is_out in row if is_out)
    said = [what for _, what, is_out in row if not is_out]
    parts = Counter(str(what) for what in said) if unit == "%" else Counter[str]()
    values = [what for what in said if isinstance(what, int)]
    found = score(unit, values, parts, len(said)) if said else {}
    return len(said), dict(out), dict(parts), found


def same(one: Mapping[str, Decimal | None], other: Mapping[str, float]) -> bool:
    """Whether these are the same to a hundredth."""
    if one.keys() != other.keys():
        return False
    return all(
        value is not None and abs(float(value) - other[name]) <= 0.00501
        for name, value in one.items()
    )
