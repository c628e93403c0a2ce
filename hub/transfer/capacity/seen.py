"""Who sees what of the capacity of a region."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.transfer.capacity.board import Row
from hub.transfer.capacity.statement import Count
from hub.transfer.capacity.total import Sum, Total, plainly, totals

FEWEST = 3
"""With fewer other providers in a sum, one of them is told of by taking away what one knows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows in detail, and sums of whole regions."""

    rows: tuple[Row, ...]
    totals: tuple[Total, ...]


def by_desk(rows: Iterable[Row]) -> Seen:
    """All."""
    listed = tuple(rows)
    return Seen(listed, tuple(totals(listed)))


def by_provider(rows: Iterable[Row], ura: str, fewest: int = FEWEST) -> Seen:
    """His own rows, and sums of the region that tell of no other provider.

    transfer.md of the standards, trap 25: small units tell of persons, and are a trade secret.
    """
    listed = list(rows)

    def hiding(counted: Iterable[tuple[Row, Count]]) -> Sum:
        told = list(counted)
        # Only who tells a number hides another's: what is unknown adds nothing to a sum.
        others = {row.of.provider for row, count in told if count is not None} - {ura}
        plain = plainly(told)
        if plain.value is None or not others or len(others) >= fewest:
            return plain
        return Sum(None, plain.unknown, is_hidden=True)

    own = tuple(row for row in listed if row.of.provider == ura)
    return Seen(own, tuple(totals(listed, hiding)))
