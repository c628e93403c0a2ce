"""What is asked: who asks, why, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from consent.asker import Asker

_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`purpose` is one v3-ActReason code, `now` aware.

    Without a purpose a system calls on its own account, and only its own dossier is in reach.
    """

    asker: Asker
    purpose: str | None
    now: datetime

    @property
    def day(self) -> date:
        """Today in Amsterdam: the day that periods of consent are measured by."""
        return amsterdam_day(self.now)


def amsterdam_day(moment: datetime) -> date:
    """The calendar day in Amsterdam at an aware moment."""
    return _day_of_hour(int(moment.timestamp() // _HOUR))


@lru_cache(maxsize=64)
def _day_of_hour(hours: int) -> date:
    """Remembered, for every decision asks; in Amsterdam no day begins within an hour of UTC."""
    return datetime.fromtimestamp(hours * _HOUR, _amsterdam()).date()


@cache
def _amsterdam() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")
