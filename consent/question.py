"""What is asked: who asks, why, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from consent.asker import Asker
from consent.declaration import Declaration
from consent.statement import EMERGENCY

_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`purpose` is one v3-ActReason code, `now` aware.

    Without a purpose a system calls on its own account, and only its own dossier is in reach.
    `emergency` is the reason that comes with the purpose ETREAT or BTG, and means nothing without.
    """

    asker: Asker
    purpose: str | None
    now: datetime
    emergency: Declaration | None = None

    @property
    def in_emergency(self) -> bool:
        """Whether it is asked because of an emergency: ETREAT, or BTG, which means the same."""
        return self.purpose in EMERGENCY

    @property
    def care(self) -> str | None:
        """The purpose that a choice must be for: in an emergency first of all treatment."""
        return "TREAT" if self.in_emergency else self.purpose

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
