"""Who is logged in at a page: kept by the hub, and known by a secret that the browser holds.

docs/decisions/0041-pages-for-people.md
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec


class LoggedIn(Protocol):
    """Whoever a session may be of."""

    @property
    def subject(self) -> UUID:
        """He, as the hub names him."""

    @property
    def until(self) -> datetime | None:
        """When that by which he came in ends, where that was said."""

    @property
    def longest(self) -> timedelta | None:
        """How long he is logged in at most, where that is less long than for anybody."""


Who = TypeVar("Who", bound=LoggedIn)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """It ends after so long without a request, and after so long whatever is done.

    https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
    """

    idle: timedelta
    absolute: timedelta

    def longest(self, who: LoggedIn) -> timedelta:
        """How long he is logged in at most."""
        return self.absolute if who.longest is None else min(self.absolute, who.longest)


class Shift(NamedTuple):
    """On which device of his organisation somebody logs in, and how long he is logged in there."""

    device: UUID
    limits: SessionLimits


class Session(msgspec.Struct, Generic[Who], frozen=True, kw_only=True):
    """`who` logged in at `opened` and asked something last at `seen`; `until` is its last moment.

    `form_token` stands in each form that changes something, `name` in the ledger: neither is the
    secret.
    """

    who: Who
    opened: datetime
    seen: datetime
    until: datetime
    form_token: str
    name: str
    device: UUID | None = None
    """The device that it ends with."""
    limits: SessionLimits | None = None
    """Its own, where it is on a device."""

    @classmethod
    def new(
        cls, who: Who, now: datetime, limits: SessionLimits, shift: Shift | None = None
    ) -> "Session[Who]":
        """From this moment on."""
        limits = shift.limits if shift else limits
        return cls(
            who=who,
            opened=now,
            seen=now,
            until=_within(who, now + min(limits.idle, limits.longest(who))),
            form_token=secrets.token_urlsafe(32),
            name=secrets.token_hex(8),
            device=shift.device if shift else None,
            limits=limits if shift else None,
        )

    def holds(self, now: datetime) -> bool:
        """Whether he is logged in still."""
        return now < self.until

    def asked(self, now: datetime, limits: SessionLimits) -> "Session[Who]":
        """The same after one more request."""
        limits = self.limits or limits
        until = min(now + limits.idle, self.opened + limits.longest(self.who))
        return msgspec.structs.replace(self, seen=now, until=_within(self.who, until))

    def is_of(self, form_token: str) -> bool:
        """Whether a form was made for this session."""
        return secrets.compare_digest(self.form_token.encode(), form_token.encode())


def _within(who: LoggedIn, moment: datetime) -> datetime:
    """This moment, or before it the end of that by which he came in."""
    return min(moment, who.until) if who.until else moment


class Sessions(Protocol[Who]):
    """What a page asks of who keeps the sessions."""

    async def begin(
        self, who: Who, now: datetime, shift: Shift | None = None
    ) -> tuple[str, Session[Who]]:
        """A new one, with its secret; of a shift where it is on a device of his organisation."""

    async def of(self, secret: str, now: datetime, *, asked: bool = True) -> Session[Who] | None:
        """The one that this secret stands for, as something is asked; None of one that ended.

        What a page asks by itself is not `asked` by anybody, and makes no session longer.
        """

    async def end(self, secret: str) -> None:
        """This one is no more."""

    async def end_all(self, session: Session[Who]) -> None:
        """None of who is logged in here is, wherever he logged in."""

    async def leave(self, kept: bytes, now: datetime) -> str:
        """The secret by which a browser that is sent to log in takes up what is kept of it."""

    async def take_up(self, secret: str, now: datetime) -> bytes | None:
        """What was kept, once; None where it was taken up, ended, or is not there."""

    async def ended(self, secret: str) -> Session[Who] | None:
        """The one that this secret stood for until its time was over; None once he logged out."""

    async def keep_typed(self, session: Session[Who], typed: bytes, now: datetime) -> str:
        """The secret by which the browser has back what was typed in a session that ended."""

    async def typed(self, secret: str, now: datetime) -> bytes | None:
        """What was typed; None where it is kept no longer, or is not there."""

    async def forget_typed(self, secret: str) -> None:
        """It is kept no longer."""


class Addresses(Protocol):
    """Addresses of pages that must not say what they are about: of one session, and as long."""

    async def give(self, secret: str, content: bytes, now: datetime) -> str:
        """The name of an address of this session, which stands for this."""

    async def of(self, secret: str, name: str, now: datetime) -> bytes | None:
        """What it stands for in this session; None of another's, of none, and once that ended."""
