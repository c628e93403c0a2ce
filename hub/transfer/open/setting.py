"""What a region decides about offers without a name, and the facts that it decides by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from hub.transfer.open.coding import MATCHING_NEED, own_words
from hub.transfer.open.told import CONSEQUENCES, TOLD, Told
from profiles.resource.read import Pair

_FEWEST = 5
Grain = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Setting:
    """`desk` is the URA of the transfer point, which stands where a requester would.

    `fewest` is how many inhabitants have to share what is told of one; `fewest_patients` is how
    many of the region have a condition that is told. `weight_classes` begin at these kilograms.
    """

    desk: str
    written: Grain = "week"
    wanted: Grain = "day"
    clinical: Grain = "month"
    old_after_days: int = 365
    old: Literal["year", "left-out"] = "left-out"
    birth: Literal["year", "decade"] = "decade"
    fewest: int = 10
    fewest_patients: int = 1000
    weight_classes: tuple[int, ...] = (120, 150)

    def __post_init__(self) -> None:
        """Raises: ValueError, where the guard would guard nobody."""
        if self.fewest < _FEWEST or self.fewest_patients < _FEWEST:
            raise ValueError(f"fewest and fewest_patients are {_FEWEST} at least")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many inhabitants were born in these years, both included, of a gender, in a postcode."""

    first: int
    last: int
    gender: str
    postcode: str
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Facts:
    """`today` makes dates old; without cells nobody is told to be like anybody.

    `patients` are how many of the region have a condition, beside those that are told anyway;
    `consequences` are what a condition or an aid asks of a place, as a matching need.
    """

    today: date
    cells: Sequence[Cell] = ()
    patients: Mapping[Pair, int] = field(default_factory=dict)
    consequences: Mapping[Pair, str] = field(default_factory=lambda: CONSEQUENCES)
    told: Told = TOLD

    def __post_init__(self) -> None:
        """Raises: ValueError, where inhabitants are counted twice or a need is none of ours."""
        needs = {code for _, code in own_words(MATCHING_NEED)}
        strange = sorted(set(self.consequences.values()) - needs)
        if strange:
            raise ValueError(f"no codes of {MATCHING_NEED}: {', '.join(strange)}")
        _check_cells(self.cells)


def _check_cells(cells: Sequence[Cell]) -> None:
    rows = sorted(cells, key=lambda one: (one.postcode, one.gender, one.first))
    for cell in rows:
        is_row = len(cell.postcode) == len("1354") and cell.postcode.isdecimal()
        if not is_row or cell.first > cell.last or cell.inhabitants < 0:
            raise ValueError(f"no row of inhabitants: {cell}")
    for one, following in pairwise(rows):
        is_alike = (one.postcode, one.gender) == (following.postcode, following.gender)
        if is_alike and following.first <= one.last:
            raise ValueError(f"inhabitants are counted twice: {following}")
