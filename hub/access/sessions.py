"""Sessions of pages, each kept sealed in the database under the digest of its secret.

docs/decisions/0041-pages-for-people.md
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic

import msgspec

from hub.security.patient_request import PatientRequest
from hub.security.professional_request import ProfessionalRequest
from hub.security.session import Session, SessionLimits, Shift, Who
from hub.settings import Settings
from hub.storage import handles
from hub.storage.database import Database
from hub.storage.handles import Handle, Kind, NewHandle
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.access")
LOGGING_IN = timedelta(minutes=10)
"""So long somebody may take at the provider of log-ins."""
TYPED = timedelta(hours=1)
"""So long is kept what somebody was typing when his session ended."""
OFTEN = timedelta(seconds=5)
"""Of who asks again sooner it is not written down: what he came for may take several requests."""


@dataclass(frozen=True, slots=True)
class People(Generic[Who]):
    """Whose sessions these are, and of which kinds: those of others are none here.

    What is kept of one who is on his way begins with `leaves`: others keep theirs under that kind.
    """

    who: type[Who]
    session: Kind
    beside: Kind
    leaves: bytes


INHABITANTS = People(PatientRequest, "session", "typed", b"page|")
PROFESSIONALS = People(ProfessionalRequest, "viewer-session", "viewer-page", b"viewer|")


@dataclass(frozen=True, slots=True)
class StoredSessions(Generic[Who]):
    """`hub.security.session.Sessions` on one database."""

    database: Database
    keyring: Keyring
    limits: SessionLimits
    people: People[Who]

    @classmethod
    def of_settings(
        cls, database: Database, keyring: Keyring, settings: Settings, people: People[Who]
    ) -> "StoredSessions[Who]":
        """With the limits that these settings have."""
        idle = timedelta(minutes=settings.session_idle)
        absolute = timedelta(hours=settings.session_absolute)
        return cls(database, keyring, SessionLimits(idle, absolute), people)

    async def begin(
        self, who: Who, now: datetime, shift: Shift | None = None
    ) -> tuple[str, Session[Who]]:
        """A new one, with its secret; nobody gives a browser a secret that it came with."""
        session = Session.new(who, now, self.limits, shift)
        limits = session.limits or self.limits
        new = NewHandle(
            kind=self.people.session,
            content=msgspec.json.encode(session),
            until=now + limits.longest(who),
            subject=who.subject,
        )
        async with self.database.connection() as connection:
            return await handles.give(connection, self.keyring, new, now), session

    async def of(self, secret: str, now: datetime, *, asked: bool = True) -> Session[Who] | None:
        """The one that this secret stands for, now that something is asked; None of one that ended.

        One that was changed outside the hub is none. Where nobody `asked` it gets no longer.
        """
        try:
            async with self.database.connection() as connection:
                kind = self.people.session
                handle = await handles.look(connection, self.keyring, kind, secret)
                if handle is None or not handle.holds(now):
                    return None
                session = self._read(handle)
                if not session.holds(now):
                    return None
                if session.device and not await handles.stands(
                    connection, session.device, "device", now
                ):
                    return None
                if not asked or now - session.seen < OFTEN:
                    return session
                session = session.asked(now, self.limits)
                # Who logs out meanwhile has ended it: what is gone is not changed back.
                content = msgspec.json.encode(session)
                await handles.change(connection, self.keyring, handle, content)
                return session
        except SealBroken:
            _LOG.error("a session was changed outside the hub")
            return None

    async def ended(self, secret: str) -> Session[Who] | None:
        """The one that this secret stood for until its time was over; None once he logged out."""
        handle = await self._look(self.people.session, secret)
        return self._read(handle) if handle else None

    async def end(self, secret: str) -> None:
        """This one is no more."""
        await self._forget(self.people.session, secret)

    async def end_all(self, session: Session[Who]) -> None:
        """None of who is logged in here is, wherever he logged in."""
        async with self.database.connection() as connection:
            kinds = self.people.session, self.people.beside
            await handles.end_of(connection, session.who.subject, *kinds)

    async def leave(self, kept: bytes, now: datetime) -> str:
        """The secret by which a browser that is sent to log in takes up what is kept of it."""
        new = NewHandle(
            kind="signing-in", content=self.people.leaves + kept, until=now + LOGGING_IN
        )
        async with self.database.connection() as connection:
            return await handles.give(connection, self.keyring, new, now)

    async def take_up(self, secret: str, now: datetime) -> bytes | None:
        """What was kept, once; None where it was taken up, ended, or is not there."""
        try:
            async with self.database.connection() as connection:
                handle = await handles.take(connection, self.keyring, "signing-in", secret, now)
        except SealBroken:
            _LOG.error("a log-in was changed outside the hub")
            return None
        leaves = self.people.leaves
        if handle is None or not handle.holds(now) or not handle.content.startswith(leaves):
            return None
        return handle.content.removeprefix(leaves)

    async def keep_typed(self, session: Session[Who], typed: bytes, now: datetime) -> str:
        """The secret by which the browser has back what was typed in a session that ended."""
        new = NewHandle(
            kind=self.people.beside, content=typed, until=now + TYPED, subject=session.who.subject
        )
        async with self.database.connection() as connection:
            return await handles.give(connection, self.keyring, new, now)

    async def typed(self, secret: str, now: datetime) -> bytes | None:
        """What was typed; None where it is kept no longer, or is not there."""
        handle = await self._look(self.people.beside, secret)
        return handle.content if handle and handle.holds(now) else None

    async def forget_typed(self, secret: str) -> None:
        """It is kept no longer."""
        await self._forget(self.people.beside, secret)

    def _read(self, handle: Handle) -> Session[Who]:
        found: Session[Who] = msgspec.json.decode(handle.content, type=Session[self.people.who])  # type: ignore[name-defined] # known when it runs
        return found

    async def _look(self, kind: Kind, secret: str) -> Handle | None:
        """What this secret stands for, over or not; None of one changed outside the hub."""
        try:
            async with self.database.connection() as connection:
                return await handles.look(connection, self.keyring, kind, secret)
        except SealBroken:
            _LOG.error("a %s was changed outside the hub", kind)
            return None

    async def _forget(self, kind: Kind, secret: str) -> None:
        handle = await self._look(kind, secret)
        if handle is not None:
            async with self.database.connection() as connection:
                await handles.end_family(connection, handle.family)
