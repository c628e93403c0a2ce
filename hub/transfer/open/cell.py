"""How much of a person is told so that enough inhabitants are like that: never a small cell.

transfer.md, traps 9 and 25: age, gender and postcode reveal somebody where few share them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hub.transfer.open.setting import Cell

WIDTHS = {"year": (1, 5, 10, 20), "decade": (10, 20)}
"""In years, from the one that is asked to the widest."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is told: nothing of what is None. Born from `first` to `last`, both included."""

    first: int | None = None
    last: int | None = None
    gender: str | None = None
    postcode: str | None = None


def widened(
    birth: int | None, gender: str | None, postcode: str | None, cells: Sequence[Cell],
    widths: Sequence[int], fewest: int,
) -> Person:  # fmt: skip
    """The narrowest that `fewest` inhabitants share: age gives way first, then place, then gender.

    Counted is who is surely like that, so that a table by five years never makes one year of it.
    """
    for candidate in _wider(birth, gender, postcode, widths):
        if _sharing(candidate, cells) >= fewest:
            return candidate
    return Person()


def _wider(
    birth: int | None, gender: str | None, postcode: str | None, widths: Sequence[int]
) -> Iterator[Person]:
    spans = [Person() if birth is None else Person(*span(birth, width)) for width in widths]
    widest = spans[-1]
    places = [postcode[:3], postcode[:2]] if postcode else []
    yield from (replace(one, gender=gender, postcode=postcode) for one in spans)
    yield from (replace(widest, gender=gender, postcode=place) for place in places)
    yield replace(widest, gender=gender)
    yield widest


def span(birth: int, width: int) -> tuple[int, int]:
    """The years of birth that are told as one."""
    first = birth - birth % width
    return first, first + width - 1


def _sharing(person: Person, cells: Sequence[Cell]) -> int:
    return sum(cell.inhabitants for cell in cells if _is_within(cell, person))


def _is_within(cell: Cell, person: Person) -> bool:
    if not (person.first or 0) <= cell.first <= cell.last <= (person.last or cell.last):
        return False
    is_there = person.postcode is None or cell.postcode.startswith(person.postcode)
    return is_there and (person.gender is None or cell.gender == person.gender)
