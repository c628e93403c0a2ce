"""The two regions that are measured in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Inhabitants known, how many of them have wishes, choices of all, rows of the ledger."""

    known: int
    wishes: int
    choices: int
    ledger: int


SIZES = {
    "S": Size(known=3_000, wishes=3_000, choices=6_000, ledger=3_000),
    "M": Size(known=75_000, wishes=10_000, choices=250_000, ledger=2_000_000),
}
