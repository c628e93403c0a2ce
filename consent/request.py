"""What is asked: which organisation wants to do what, through whom, why and when."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

Action = Literal["read", "search", "push"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """`role` is the professional's UZI role code, `purpose` one v3-ActReason code, `now` aware.

    Without a purpose a system calls on its own account, and only its own dossier is in reach.
    `action` is `read` for vread and history too, `push` for every write.
    """

    ura: str
    organization_type: str
    role: str | None
    purpose: str | None
    action: Action
    now: datetime
    mandated: bool = False

    @property
    def day(self) -> date:
        """Today in Amsterdam: the day that periods of consent are measured by."""
        return amsterdam_day(self.now)


def amsterdam_day(moment: datetime) -> date:
    """The calendar day in Amsterdam at an aware moment."""
    return moment.astimezone(_amsterdam()).date()


@cache
def _amsterdam() -> ZoneInfo:
    return ZoneInfo("Europe/Amsterdam")
