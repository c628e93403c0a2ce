"""Days: a source writes moments in any time zone, a wish counts by the day in the Netherlands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

Written = datetime | date | str
"""A dateTime as fhir.resources reads it: a year or month is text.

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""


def day_here(written: Written) -> date | str:
    """The day in the Netherlands, or the year or month, as precise as it was written."""
    if not isinstance(written, datetime):
        return written
    try:
        return written.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    except OverflowError:
        # The first and last day of the calendar have no neighbour in another time zone.
        return written.date()
