"""Addresses of pages, kept sealed: each of one session, and gone with it.

docs/decisions/0049-the-viewer.md
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from hub.access.sessions import PROFESSIONALS
from hub.storage import handles
from hub.storage.database import Connection, Database
from hub.storage.handles import Handle, NewHandle
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.access")


@dataclass(frozen=True, slots=True)
class StoredAddresses:
    """`hub.security.session.Addresses` on one database: in the family of the session's handle."""

    database: Database
    keyring: Keyring

    async def give(self, secret: str, content: bytes, now: datetime) -> str:
        """The name of an address of this session, which stands for this.

        Raises:
            LookupError: the session ended meanwhile.
        """
        async with self.database.transaction() as connection:
            session = await self._session(connection, secret, now)
            if session is None:
                raise LookupError("there is no such session any more")
            new = NewHandle(
                kind=PROFESSIONALS.beside,
                content=content,
                until=session.until,
                family=session.family,
                subject=session.subject,
            )
            return await handles.give(connection, self.keyring, new, now)

    async def of(self, secret: str, name: str, now: datetime) -> bytes | None:
        """What it stands for in this session; None of another's, of none, and once that ended."""
        try:
            async with self.database.connection() as connection:
                session = await self._session(connection, secret, now)
                kind = PROFESSIONALS.beside
                found = await handles.look(connection, self.keyring, kind, name)
        except SealBroken:
            _LOG.error("an address was changed outside the hub")
            return None
        if session is None or found is None or not found.holds(now):
            return None
        return found.content if found.family == session.family else None

    async def _session(self, connection: Connection, secret: str, now: datetime) -> Handle | None:
        handle = await handles.look(connection, self.keyring, PROFESSIONALS.session, secret)
        return handle if handle and handle.holds(now) else None
