"""Which of two dates is later: only where the one begins after the other has ended.

A year and a day in it, two moments of one day told as a day, or no date at all can't be told
apart: neither is later. https://hl7.org/fhir/R4/search.html#date
"""

from datetime import datetime

from profiles.search.dates import span


def span_of(date: str) -> tuple[datetime, datetime] | None:
    """What a date covers at its precision, half open; None where it is missing or no date."""
    try:
        return span(date)
    except ValueError:
        return None


def is_later(one: str, other: str) -> bool:
    """Whether all that the one may mean comes after all that the other may mean."""
    late, early = span_of(one), span_of(other)
    return late is not None and early is not None and late[0] >= early[1]


def has_passed(date: str, at: datetime) -> bool:
    """Whether it has wholly passed; what can't be read has not."""
    end = span_of(date)
    return end is not None and end[1] <= at
