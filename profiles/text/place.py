"""Line and column in a text, as an editor counts them."""

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """Both count from one; only a line feed ends a line."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


START = Place(1, 1)


def place_of(text: str, offset: int) -> Place:
    """Where the character at `offset` stands."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def places_of(text: str, offsets: Iterable[int]) -> dict[int, Place]:
    """The place of each offset; the text is read once, however many there are."""
    found: dict[int, Place] = {}
    line, counted = 1, 0
    for offset in sorted(set(offsets)):
        line += text.count("\n", counted, offset)
        counted = offset
        found[offset] = Place(line, offset - text.rfind("\n", 0, offset))
    return found
