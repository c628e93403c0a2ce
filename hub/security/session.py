"""Who is logged in at a page: kept by the hub, and known by a secret that the browser holds.

docs/decisions/0041-pages-for-people.md
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from hub.security.patient_request import PatientRequest

STANDING = timedelta(hours=1)
"""So long somebody who stands for another is believed to do so still."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """It ends after so long without a request, and after so long whatever is done.

    https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
    """

    idle: timedelta
    absolute: timedelta

    def longest(self, who: PatientRequest) -> timedelta:
        """How long he is logged in at most: for another less long, for a mandate may end."""
        return self.absolute if who.ground is None else min(self.absolute, STANDING)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """`who` logged in at `opened` and asked something last at `seen`; `until` is its last moment.

    `form_token` stands in each form that changes something, `name` in the ledger: neither is the
    secret.
    """

    who: PatientRequest
    opened: datetime
    seen: datetime
    until: datetime
    form_token: str
    name: str

    @classmethod
    def new(cls, who: PatientRequest, now: datetime, limits: SessionLimits) -> "Session":
        """From this moment on."""
        return cls(
            who=who,
            opened=now,
            seen=now,
            until=_within(who, now + min(limits.idle, limits.longest(who))),
            form_token=secrets.token_urlsafe(32),
            name=secrets.token_hex(8),
        )

    def holds(self, now: datetime) -> bool:
        """Whether he is logged in still."""
        return now < self.until

    def asked(self, now: datetime, limits: SessionLimits) -> "Session":
        """The same after one more request."""
        until = min(now + limits.idle, self.opened + limits.longest(self.who))
        return msgspec.structs.replace(self, seen=now, until=_within(self.who, until))

    def is_of(self, form_token: str) -> bool:
        """Whether a form was made for this session."""
        return secrets.compare_digest(self.form_token.encode(), form_token.encode())


def _within(who: PatientRequest, moment: datetime) -> datetime:
    """This moment, or before it the end of his mandate, where that was said."""
    return min(moment, who.until) if who.until else moment


class Sessions(Protocol):
    """What a page asks of who keeps the sessions."""

    async def begin(self, who: PatientRequest, now: datetime) -> tuple[str, Session]:
        """A new one, with its secret."""

    async def of(self, secret: str, now: datetime) -> Session | None:
        """The one that this secret stands for, as something is asked; None of one that ended."""

    async def end(self, secret: str) -> None:
        """This one is no more."""

    async def end_all(self, session: Session) -> None:
        """None of who is logged in here is, wherever he logged in."""

    async def leave(self, kept: bytes, now: datetime) -> str:
        """The secret by which a browser that is sent to log in takes up what is kept of it."""

    async def take_up(self, secret: str, now: datetime) -> bytes | None:
        """What was kept, once; None where it was taken up, ended, or is not there."""

    async def ended(self, secret: str) -> Session | None:
        """The one that this secret stood for until its time was over; None once he logged out."""

    async def keep_typed(self, session: Session, typed: bytes, now: datetime) -> str:
        """The secret by which the browser has back what was typed in a session that ended."""

    async def typed(self, secret: str, now: datetime) -> bytes | None:
        """What was typed; None where it is kept no longer, or is not there."""

    async def forget_typed(self, secret: str) -> None:
        """It is kept no longer."""
