"""Days and times as people say them: "12 maart 2026", "14.35 uur". Vague dates stay vague."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.pages.words import Words

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_YEAR, _MONTH, _DAY = 4, 7, 10


def day_of(moment: datetime) -> date:
    """The day that it is in Amsterdam at this moment."""
    return moment.astimezone(AMSTERDAM).date()


def day_said(day: date, words: Words, today: date | None = None) -> str:
    """The day in words; today is said so."""
    said = f"{day.day} {words(f'month.{day.month}')} {day.year}"
    return words("day.today", day=said) if day == today else said


def time_said(moment: datetime, words: Words) -> str:
    """The time on the clock in Amsterdam."""
    here = moment.astimezone(AMSTERDAM)
    return words("day.time", hour=here.hour, minute=f"{here.minute:02d}")


def date_said(written: str, words: Words) -> str:
    """A FHIR date or dateTime in words, no more exact than it is; empty where it is none.

    https://hl7.org/fhir/R4/datatypes.html#dateTime
    """
    try:
        if len(written) > _DAY:
            moment = datetime.fromisoformat(written)
            return day_said(day_of(moment) if moment.tzinfo else moment.date(), words)
        if len(written) == _DAY:
            return day_said(date.fromisoformat(written), words)
        if len(written) == _MONTH:
            first = date.fromisoformat(f"{written}-01")
            return f"{words(f'month.{first.month}')} {first.year}"
    except ValueError:
        return ""
    return written if len(written) == _YEAR and written.isdigit() else ""
