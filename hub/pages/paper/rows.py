"""Subjects as rows of a table: what stands alike in rows that follow each other stands once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from profiles.pzp.sheet.shown import Block, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who said it, when, with whom, and what makes it less than it seems; of so many rows."""

    said: str
    marks: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A decision; `titled` is of how many rows its title is, 0 where that stands above.

    `origin` is None where it stands above. Of a subject of which nothing is said that is the
    `decision`, and there is no origin.
    """

    block: Block
    titled: int
    decision: str
    remarks: tuple[str, ...] = ()
    origin: Origin | None = None
    is_silent: bool = False


def rows(blocks: Iterable[Block]) -> list[Row]:
    """All of them, in their order."""
    return [row for _, some in groupby(_lines(blocks), _alike) for row in _joined(list(some))]


def said_of(line: Line) -> str:
    """Where a line comes from."""
    return " · ".join(filter(None, (line.day, line.source, line.parties, line.version)))


_Placed = tuple[Block, int, Line | None]


def _lines(blocks: Iterable[Block]) -> Iterator[_Placed]:
    """Each line with its place in its block; of an empty block that there is none."""
    for block in blocks:
        for place, line in enumerate(block.lines):
            yield block, place, line
        if not block.lines:
            yield block, 0, None


def _alike(placed: _Placed) -> tuple[object, ...]:
    block, _, line = placed
    return (said_of(line), line.marks) if line else (block.title, block.subject)


def _joined(some: list[_Placed]) -> Iterator[Row]:
    for number, (block, place, line) in enumerate(some):
        titled = 0 if place else max(len(block.lines), 1)
        if line is None:
            yield Row(block=block, titled=titled, decision=block.nothing, is_silent=True)
            continue
        origin = Origin(said=said_of(line), marks=line.marks, rows=len(some))
        yield Row(
            block=block,
            titled=titled,
            decision=line.decision,
            remarks=line.remarks,
            origin=None if number else origin,
        )
