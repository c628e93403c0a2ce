"""The day in the Netherlands on which something was said, whatever clock wrote it down.

docs/decisions/0011-form-and-resources-differences.md
"""

from zoneinfo import ZoneInfo

from profiles.pzp.contradiction.dated import span_of

_HERE = ZoneInfo("Europe/Amsterdam")


def day_here(date: str) -> str:
    """The day of a moment; what is no moment as it is written."""
    covered = span_of(date) if "T" in date else None
    if covered is None:
        return date
    try:
        return covered[0].astimezone(_HERE).date().isoformat()
    except OverflowError:  # the first and last day of the calendar have no neighbour
        return date
