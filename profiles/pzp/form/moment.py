"""Days: a source writes moments in any time zone, a wish counts by the day in the Netherlands."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (or year, or month) in the Netherlands; `written` is the day as it stands there.

    They differ when a source writes local midnight in UTC.
    """

    day: date | str
    written: str


def moment(value: datetime | date | str) -> Moment:
    """The moment of a dateTime as fhir.resources reads it: a year or month is text.

    https://hl7.org/fhir/R4/datatypes.html#dateTime
    """
    if isinstance(value, datetime):
        return Moment(_day_here(value), value.date().isoformat())
    return Moment(value, str(value))


def _day_here(value: datetime) -> date:
    try:
        return value.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    except OverflowError:
        # The first and last day of the calendar have no neighbour in another time zone.
        return value.date()
