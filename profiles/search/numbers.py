"""Which stretch of numbers a number of a search covers, and how what is stored stands to it.

https://hl7.org/fhir/R4/search.html#number
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

_SHAPE = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?")
_TENTH = Decimal("0.1")
_HALF = Decimal("0.5")


class Asked(NamedTuple):
    """A number as it was asked: as exact as it could be, and the stretch that its digits leave."""

    exact: Decimal
    low: Decimal
    high: Decimal

    @property
    def about(self) -> Decimal:
        """How far from it is about it: a tenth of it."""
        return abs(self.exact) * _TENTH


Compares = Callable[[Decimal, Decimal, Asked], bool]
"""Whether what is stored, low and high, stands so to what is asked."""


def asked(text: str) -> Asked:
    """The number that a text is, with half a unit of its last digit on either side.

    Raises:
        ValueError: it is none, or of more digits than are compared; without the text.
    """
    if not _SHAPE.fullmatch(text):
        raise ValueError("not a number of at most 18 digits before and behind the point")
    exact = Decimal(text)
    half = _HALF.scaleb(int(exact.as_tuple().exponent))
    return Asked(exact, exact - half, exact + half)


# What is stored, from its low to its high, both in it, against the number that is asked. Of a
# prefix that compares, the digits that are left out count as noughts.
COMPARED: Mapping[str, Compares] = {
    "eq": lambda low, high, to: to.low <= low and high < to.high,
    "ne": lambda low, high, to: not (to.low <= low and high < to.high),
    "gt": lambda _low, high, to: high > to.exact,
    "lt": lambda low, _high, to: low < to.exact,
    "ge": lambda _low, high, to: high >= to.exact,
    "le": lambda low, _high, to: low <= to.exact,
    "sa": lambda low, _high, to: low > to.exact,
    "eb": lambda _low, high, to: high < to.exact,
    "ap": lambda low, high, to: low <= to.exact + to.about and high >= to.exact - to.about,
}
"""By prefix. https://hl7.org/fhir/R4/search.html#prefix."""
