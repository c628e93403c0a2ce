"""Figures as they are shown: all to the transfer point, to others without what tells of a few."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.transfer.figures.figure import Figure, Key, Of, Row, Unit, about, scores
from hub.transfer.figures.hidden import Cell, shown
from hub.transfer.figures.terms import Terms


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown: what is None is masked, and what is not there was nothing.

    `why` are the reasons for which some were left out, told of a figure as a whole.
    """

    code: str
    unit: Unit
    by: Key
    of: Key
    counted: int | None
    left_out: int | None
    why: Mapping[str, int | None]
    parts: Mapping[str, int | None]
    scores: Mapping[str, Decimal | None]


def for_desk(figures: Iterable[Figure]) -> list[Line]:
    """Everything."""
    return [_line(one, row, None, 0) for one, row in _rows(figures)]


def for_others(figures: Iterable[Figure], terms: Terms) -> list[Line]:
    """Nothing of fewer than `smallest`, nor what they follow from by adding and subtracting."""
    public = [one for one in figures if not one.is_for_desk]
    cells: dict[Of, list[Cell]] = defaultdict(list)
    secret: dict[Of, set[Cell]] = defaultdict(set)
    for one, row in _rows(public):
        cells[one.of] += _cells(row)
    for one in public:
        secret[one.of].update(_secret(one, terms.smallest))
    safe = {of: shown(cells[of], secret[of]) for of in cells}
    return [_line(one, row, safe[one.of], terms.smallest) for one, row in _rows(public)]


def _rows(figures: Iterable[Figure]) -> Iterator[tuple[Figure, Row]]:
    """Of each figure the whole once, and then what it is by."""
    told: set[str] = set()
    for one in figures:
        if one.code not in told:
            told.add(one.code)
            yield one, one.whole
        for row in one.rows:
            yield one, row


def _cells(row: Row) -> Iterator[Cell]:
    yield from (row.counted, row.all_left_out, *row.parts.values())
    if not row.of:
        yield from row.left_out.values()


def _secret(one: Figure, smallest: int) -> Iterator[Cell]:
    """What is of a few, and what all that is of a few comes to in a row or a column."""
    columns: dict[str, list[Cell]] = defaultdict(list)
    for row in (one.whole, *one.rows):
        total = row.counted | row.all_left_out
        of_row = [*_cells(row), total, *(row.counted - part for part in row.parts.values())]
        few = [cell for cell in of_row if 0 < about(cell) < smallest]
        yield from few
        yield from _few_together((part for part in row.parts.values()), smallest)
        yield from _few_together((part for part in row.left_out.values()), smallest)
        if row.of:
            columns["counted"].append(row.counted)
            columns["left-out"].append(row.all_left_out)
            for name, part in row.parts.items():
                columns[f"part {name}"].append(part)
    for column in columns.values():
        yield from _few_together(column, smallest)


def _few_together(cells: Iterable[Cell], smallest: int) -> Iterator[Cell]:
    together: Cell = frozenset().union(*(cell for cell in cells if about(cell) < smallest))
    if 0 < about(together) < smallest:
        yield together


def _line(one: Figure, row: Row, safe: frozenset[Cell] | None, smallest: int) -> Line:
    def count(cell: Cell) -> int | None:
        return len(cell) if safe is None or cell in safe else None

    parts = {name: count(ids) for name, ids in row.parts.items()}
    is_few = about(row.counted) < smallest
    found: dict[str, Decimal | None] = dict(scores(one, row))
    for name in found:
        if one.unit == "%":
            is_hidden = count(row.counted) is None or parts[name] is None
        else:
            # A percentile follows from no others; a sum does, so only the sum of all is shown.
            is_hidden = is_few or (name == "total" and safe is not None and row.of != ())
        if is_hidden:
            found[name] = None
    why = {name: count(ids) for name, ids in row.left_out.items()} if not row.of else {}
    return Line(
        one.code, one.unit, one.by if row.of else (), row.of, count(row.counted),
        count(row.all_left_out), why, parts, found,
    )  # fmt: skip


def of_code(lines: Sequence[Line], code: str) -> list[Line]:
    """The lines of one figure, the whole of it first."""
    return sorted((one for one in lines if one.code == code), key=lambda one: (one.by, one.of))
