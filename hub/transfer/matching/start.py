"""From which day a candidate has a place, as far as it said."""

from datetime import date

from hub.transfer.capacity.board import Row
from hub.transfer.capacity.statement import Count


def first_day(row: Row | None, wanted: date, today: date, amount: int) -> tuple[date | None, bool]:
    """The day, from the wanted one on; None with whether it was told that there is none.

    A place that is free now can be kept from now: it counts for a day that nothing was told of.
    """
    if row is None:
        return None, False
    days: list[tuple[date, Count]] = [(today, row.available), *row.expected]
    from_then = [(day, count) for day, count in days if day >= wanted]
    is_untold = not from_then or from_then[0][1] is None
    if is_untold and row.available is not None and row.available >= amount:
        return wanted, True
    found = next((day for day, count in from_then if count is not None and count >= amount), None)
    is_told = bool(from_then) and all(count is not None for _, count in from_then)
    return found, is_told or found is not None
