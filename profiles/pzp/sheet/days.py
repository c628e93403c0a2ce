"""Days as people say them; a date that is vague stays vague, and what is none stays as written.

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from datetime import date

from profiles.pzp.reading.day import day_here
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.sheet.words import table

_YEAR, _MONTH, _DAY = 4, 7, 10


def day_said(written: str) -> str:
    """A FHIR date or dateTime in words, by its day in the Netherlands; that none is told too."""
    if not written:
        return str(reading_words()["undated"])
    here = day_here(written)
    try:
        if len(here) == _MONTH:
            return _in_words(date.fromisoformat(f"{here}-01")).partition(" ")[2]
        if len(here) >= _DAY:
            return _in_words(date.fromisoformat(here[:_DAY]))
    except ValueError:
        return written
    return written


def _in_words(day: date) -> str:
    return f"{day.day} {table()['month'][day.month - 1]} {day.year}"
