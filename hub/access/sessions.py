"""Sessions of pages, each kept sealed in the database under the digest of its secret.

docs/decisions/0041-pages-for-people.md
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from hub.security.patient_request import PatientRequest
from hub.security.session import Session, SessionLimits
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
_OURS = b"page|"
"""What is kept of a log-in at a page begins so: others keep theirs under the same kind."""


@dataclass(frozen=True, slots=True)
class StoredSessions:
    """`hub.security.session.Sessions` on one database."""

    database: Database
    keyring: Keyring
    limits: SessionLimits

    @classmethod
    def of_settings(
        cls, database: Database, keyring: Keyring, settings: Settings
    ) -> "StoredSessions":
        """With the limits that these settings have."""
        idle = timedelta(minutes=settings.session_idle)
        absolute = timedelta(hours=settings.session_absolute)
        return cls(database, keyring, SessionLimits(idle, absolute))

    async def begin(self, who: PatientRequest, now: datetime) -> tuple[str, Session]:
        """A new one, with its secret; nobody gives a browser a secret that it came with."""
        session = Session.new(who, now, self.limits)
        new = NewHandle(
            kind="session",
            content=msgspec.json.encode(session),
            until=now + self.limits.longest(who),
            subject=who.subject,
        )
        async with self.database.connection() as connection:
            return await handles.give(connection, self.keyring, new, now), session

    async def of(self, secret: str, now: datetime) -> Session | None:
        """The one that this secret stands for, now that something is asked; None of one that ended.

        One that was changed outside the hub is none.
        """
        try:
            async with self.database.transaction() as connection:
                handle = await handles.look(connection, self.keyring, "session", secret)
                if handle is None or not handle.holds(now):
                    return None
                session = msgspec.json.decode(handle.content, type=Session)
                if not session.holds(now):
                    return None
                session = session.asked(now, self.limits)
                # Who logs out meanwhile has ended it: what is gone is not changed back.
                content = msgspec.json.encode(session)
                await handles.change(connection, self.keyring, secret, handle, content)
                return session
        except SealBroken:
            _LOG.error("a session was changed outside the hub")
            return None

    async def ended(self, secret: str) -> Session | None:
        """The one that this secret stood for until its time was over; None once he logged out."""
        handle = await self._look("session", secret)
        return msgspec.json.decode(handle.content, type=Session) if handle else None

    async def end(self, secret: str) -> None:
        """This one is no more."""
        await self._forget("session", secret)

    async def end_all(self, session: Session) -> None:
        """None of who is logged in here is, wherever he logged in."""
        async with self.database.connection() as connection:
            await handles.end_of(connection, session.who.subject, "session", "typed")

    async def leave(self, kept: bytes, now: datetime) -> str:
        """The secret by which a browser that is sent to log in takes up what is kept of it."""
        new = NewHandle(kind="signing-in", content=_OURS + kept, until=now + LOGGING_IN)
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
        if handle is None or not handle.holds(now) or not handle.content.startswith(_OURS):
            return None
        return handle.content.removeprefix(_OURS)

    async def keep_typed(self, session: Session, typed: bytes, now: datetime) -> str:
        """The secret by which the browser has back what was typed in a session that ended."""
        new = NewHandle(kind="typed", content=typed, until=now + TYPED, subject=session.who.subject)
        async with self.database.connection() as connection:
            return await handles.give(connection, self.keyring, new, now)

    async def typed(self, secret: str, now: datetime) -> bytes | None:
        """What was typed; None where it is kept no longer, or is not there."""
        handle = await self._look("typed", secret)
        return handle.content if handle and handle.holds(now) else None

    async def forget_typed(self, secret: str) -> None:
        """It is kept no longer."""
        await self._forget("typed", secret)

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
