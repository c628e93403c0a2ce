"""What runs in a case: since when it waits, until when something is, how long a bed is wrong.

docs/decisions/0089-figures-of-the-transfer-point.md
"""

from datetime import datetime, timedelta

from hub.pages.days import day_of, day_said, time_said
from hub.pages.words import Words
from hub.transfer.case import Case

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_DAYS_FROM = timedelta(hours=48)


def wrong_days(case: Case, now: datetime) -> int:
    """Whole nights since he did not have to be where he is; none where that is not known, or over.

    What the NZa counts is another figure, and is not told here.
    """
    ready = case.circumstances.ready_at
    if ready is None or case.has_ended or case.admitted_at is not None:
        return 0
    return max(0, (day_of(now) - day_of(ready)).days)


def long_said(time: timedelta, t: Words) -> str:
    """How long it is, as one says it."""
    if time >= _DAYS_FROM:
        return t("desk.long.days", days=time // _DAY)
    if time >= _HOUR:
        return t("desk.long.hours", hours=time // _HOUR)
    return t("desk.long.minutes", minutes=max(1, time // _MINUTE))


def moment_said(at: datetime, now: datetime, t: Words) -> str:
    """The day and the time."""
    return f"{day_said(day_of(at), t, day_of(now))}, {time_said(at, t)}"
