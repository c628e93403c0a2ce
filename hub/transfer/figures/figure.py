"""A figure: of how many it is, how many were left out and why, and what came of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from hub.transfer.figures.percentile import percentile

Of = Literal["case", "offer", "site"]
Unit = Literal["h", "{nights}", "%"]
Key = tuple[str, ...]
NOT_KNOWN = "not-known"
OF = "\n"
"""Stands between a case and what is of it, where that is what is counted."""
_SECONDS = {"h": 3600, "{nights}": 1}


@dataclass(frozen=True, slots=True)
class Measured:
    """One case, offer or site: what it measures or in which part it is, or why it is left out.

    `value` is in seconds or nights; `under` is what it is told apart by.
    """

    id: str
    under: Mapping[str, str] = field(default_factory=dict)
    value: int | None = None
    part: str | None = None
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What there is of one kind, by id; `values` are of those that are counted."""

    of: Key
    counted: frozenset[str]
    left_out: Mapping[str, frozenset[str]]
    parts: Mapping[str, frozenset[str]]
    values: tuple[int, ...]

    @property
    def all_left_out(self) -> frozenset[str]:
        """For whatever reason."""
        return frozenset().union(*self.left_out.values())


@dataclass(frozen=True, slots=True)
class Figure:
    """`code` by nothing, or by what its rows are of; `is_for_desk` is for nobody else's eyes."""

    code: str
    of: Of
    unit: Unit
    by: Key
    whole: Row
    rows: tuple[Row, ...] = ()
    is_for_desk: bool = False


def figure(
    code: str, of: Of, unit: Unit, measured: Sequence[Measured], by: Key = (), *,
    is_for_desk: bool = False,
) -> Figure:  # fmt: skip
    """Of all that were measured, each once; by kind too, of whom none is left out."""
    kinds: dict[Key, list[Measured]] = defaultdict(list)
    for one in measured:
        kinds[tuple(one.under.get(name, NOT_KNOWN) for name in by)].append(one)
    rows = tuple(_row(kind, kinds[kind]) for kind in sorted(kinds)) if by else ()
    return Figure(code, of, unit, by, _row((), measured), rows, is_for_desk)


def _row(of: Key, measured: Iterable[Measured]) -> Row:
    counted: set[str] = set()
    left_out: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    values: list[int] = []
    for one in measured:
        if one.left_out is not None:
            left_out[one.left_out].add(one.id)
            continue
        counted.add(one.id)
        if one.part is not None:
            parts[one.part].add(one.id)
        if one.value is not None:
            values.append(one.value)
    return Row(of, frozenset(counted), _frozen(left_out), _frozen(parts), tuple(sorted(values)))


def _frozen(sets: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(sets[name]) for name in sorted(sets)}


def scores(figure: Figure, row: Row) -> Mapping[str, Decimal]:
    """What it comes to; of nothing there is no score."""
    if figure.unit == "%":
        of = len(row.counted)
        return {name: rounded(100 * len(ids), of) for name, ids in row.parts.items() if of}
    if not row.values:
        return {}
    unit = _SECONDS[figure.unit]
    found = {f"p{part}": rounded(percentile(row.values, part), unit) for part in (50, 90)}
    return found if figure.unit == "h" else {**found, "total": Decimal(sum(row.values))}


def about(ids: frozenset[str]) -> int:
    """Of how many cases these are: ten offers for one inhabitant are about one."""
    return len({one.partition(OF)[0] for one in ids})


def rounded(number: int, by: int) -> Decimal:
    """To hundredths, halves up."""
    return (Decimal(number) / by).quantize(Decimal("0.01"), ROUND_HALF_UP)
