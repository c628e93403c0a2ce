"""What a region decides about offers without a name, and the facts that it decides by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hub.transfer.open.told import CONSEQUENCES, TOLD, Told
from profiles.resource.read import Pair

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
