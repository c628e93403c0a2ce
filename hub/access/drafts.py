"""Drafts of talks, each kept sealed in the database, and found by whose it is alone.

docs/decisions/0050-the-talk-written-down-here.md
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from hub.errors import TooManyRequests
from hub.security.draft import Draft, DraftMoved, Whose
from hub.storage import handles
from hub.storage.database import Connection, Database
from hub.storage.handles import Handle, NewHandle
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.access")
KEPT = timedelta(days=7)
"""So long after he last kept it."""
SIGNED = timedelta(days=1)
"""So long is known that it was signed, for who sends the same once more."""
MOST = 5
"""Of one inhabitant at a time."""


@dataclass(frozen=True, slots=True)
class StoredDrafts:
    """`hub.security.draft.Drafts` on one database."""

    database: Database
    keyring: Keyring

    async def of(self, whose: Whose, now: datetime) -> list[Draft]:
        """Those that he has of this inhabitant, the oldest first."""
        async with self.database.transaction() as connection:
            return [one for *_, one in await self._all(connection, whose, now)]

    async def begin(
        self, whose: Whose, said: Mapping[str, tuple[str, ...]], now: datetime
    ) -> Draft:
        """A new one, which has its name from the store.

        Raises:
            TooManyRequests: he has as many as may be.
        """
        async with self.database.transaction() as connection:
            found = await self._all(connection, whose, now)
            if len([one for *_, one in found if one.signed is None]) >= MOST:
                raise TooManyRequests("sign or throw away a draft first", rule="TOO-MANY-DRAFTS")
            new = NewHandle(kind="draft", content=b"", until=now + KEPT, subject=self._of(whose))
            draft = Draft(name=str(new.family), said=said, version=1, begun=now, kept=now)
            content = msgspec.json.encode(draft)
            await handles.give(connection, self.keyring, replace(new, content=content), now)
            return draft

    async def keep(self, whose: Whose, draft: Draft, now: datetime) -> Draft:
        """This in the place of the version before it.

        Raises:
            DraftMoved: that is not what is kept, or it was signed.
        """
        async with self.database.transaction() as connection:
            handle, before = await self._one(connection, whose, draft.name, now)
            if before.version != draft.version or before.signed:
                raise DraftMoved
            kept = msgspec.structs.replace(draft, version=draft.version + 1, kept=now)
            until = now + (SIGNED if kept.signed else KEPT)
            content = msgspec.json.encode(kept)
            moved = replace(handle, until=until)
            await handles.change(connection, self.keyring, moved, content)
            return kept

    async def forget(self, whose: Whose, name: str, now: datetime) -> None:
        """It is kept no longer; nothing where it is not there."""
        async with self.database.transaction() as connection:
            for handle, draft in await self._all(connection, whose, now):
                if draft.name == name and draft.signed is None:
                    await handles.end_family(connection, handle.family)

    async def _one(
        self, connection: Connection, whose: Whose, name: str, now: datetime
    ) -> tuple[Handle, Draft]:
        for found in await self._all(connection, whose, now):
            if found[1].name == name:
                return found
        raise DraftMoved

    async def _all(
        self, connection: Connection, whose: Whose, now: datetime
    ) -> list[tuple[Handle, Draft]]:
        """All of his that hold; none where one was changed outside the hub, which is told."""
        subject = self._of(whose)
        try:
            rows = await handles.holding_of(connection, self.keyring, subject, "draft", now)
        except SealBroken:
            _LOG.error("a draft was changed outside the hub")
            return []
        return [(one, msgspec.json.decode(one.content, type=Draft)) for one in rows]

    def _of(self, whose: Whose) -> UUID:
        """By which they are found, and from which nobody learns whose they are."""
        said = f"{whose.number}|{whose.ura}|{whose.bsn}"
        return UUID(bytes=self.keyring.fingerprint("draft", said)[:16])
