"""Sums of what sites have, in which what is not known is no zero."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hub.transfer.capacity.board import Row
from hub.transfer.capacity.statement import Count, Unit


@dataclass(frozen=True, slots=True)
class Sum:
    """Of the rows that are known, beside how many are not; None where none is known.

    `is_hidden` is where it is known and would tell the reader of another.
    """

    value: Count
    unknown: int
    is_hidden: bool = False


def summed(counts: Iterable[Count]) -> Sum:
    """What is known together."""
    listed = list(counts)
    known = [one for one in listed if one is not None]
    return Sum(sum(known) if known else None, len(listed) - len(known))


Summing = Callable[[Iterable[tuple[Row, Count]]], Sum]


def plainly(counted: Iterable[tuple[Row, Count]]) -> Sum:
    """As the desk sees it."""
    return summed(count for _, count in counted)


@dataclass(frozen=True, slots=True)
class Group:
    """What is added up: beds and hours never are."""

    region: str
    care_type: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Total:
    """Of the rows of a group; `expected` per day, in the order of the days."""

    group: Group
    rows: int
    providers: int
    not_fresh: int
    staffed: Sum
    available: Sum
    expected: tuple[Sum, ...]


def totals(rows: Iterable[Row], summing: Summing = plainly) -> list[Total]:
    """Per region, kind of care and unit."""
    groups: dict[Group, list[Row]] = defaultdict(list)
    for row in rows:
        groups[Group(row.of.region, row.of.care_type, row.of.unit)].append(row)
    ordered = sorted(groups.items(), key=lambda each: repr(each[0]))
    return [_total(group, listed, summing) for group, listed in ordered]


def _total(group: Group, rows: list[Row], summing: Summing) -> Total:
    days = zip(*(row.expected for row in rows), strict=True)
    return Total(
        group,
        rows=len(rows),
        providers=len({row.of.provider for row in rows}),
        not_fresh=sum(row.age is None or row.age.kind != "fresh" for row in rows),
        staffed=summing((row, row.statement.staffed if row.statement else None) for row in rows),
        available=summing((row, row.available) for row in rows),
        expected=tuple(summing(zip(rows, (one for _, one in day), strict=True)) for day in days),
    )
