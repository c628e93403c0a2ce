"""A push that was sent before, byte for byte, and changed nothing: it still doesn't.

What a write does hangs on what was sent, by whom, and on the rows that it looks at. Where all of
these are the same as when nothing changed, nothing changes: no need to judge and plan it anew.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import structs

from hub.access.access import Access
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.database import Row
from hub.storage.lookup import looked_at

MOST_KEPT = 1_000
_Answer = TypeVar("_Answer")
_Rows = dict[tuple[UUID, str], tuple[object, ...]]


@dataclass(slots=True)
class Seen:
    """What a write asked of the store, and what it was told; `record` is what the ledger got."""

    rids: set[UUID] = field(default_factory=set)
    finders: set[int] = field(default_factory=set)
    pats: set[UUID] = field(default_factory=set)
    rows: _Rows = field(default_factory=dict)
    record: Record | None = None

    def add(
        self,
        rids: Collection[UUID],
        finders: Collection[int],
        pats: Collection[UUID],
        rows: Iterable[Row],
    ) -> None:
        """One look."""
        self.rids.update(rids)
        self.finders.update(finders)
        self.pats.update(pats)
        self.rows |= _told(rows)

    def took(self, other: "Seen", record: Record) -> None:
        """All of the other, of the try that came through."""
        self.rids, self.finders, self.pats = other.rids, other.finders, other.pats
        self.rows, self.record = other.rows, record


@dataclass(slots=True)
class Again(Generic[_Answer]):
    """The last pushes of this process that changed nothing, with what was answered."""

    kept: OrderedDict[bytes, tuple[Seen, _Answer]] = field(default_factory=OrderedDict)

    def keep(self, key: bytes, seen: Seen, answer: _Answer) -> None:
        """This push changed nothing of what it saw."""
        self.kept[key] = seen, answer
        if len(self.kept) > MOST_KEPT:
            self.kept.popitem(last=False)

    async def answer(self, access: Access, errand: Errand, key: bytes) -> _Answer | None:
        """What was answered, once more recorded; None where the store is not as it was.

        Raises:
            FAILURES of the database: nobody confirmed that it is recorded.
        """
        found = self.kept.get(key)
        if found is None:
            return None
        seen, answer = found
        async with access.database.connection() as connection:
            rows = await looked_at(connection, seen.rids, seen.finders, seen.pats)
        if _told(rows) != seen.rows or seen.record is None:
            self.kept.pop(key, None)  # the same push, at the same moment, may have found it first
            return None
        if key in self.kept:
            self.kept.move_to_end(key)
        record = structs.replace(
            seen.record, at=errand.now, request_id=errand.request_id, errand=errand
        )
        await access.ledger.write(record)
        return answer


def key_of(index_key: bytes, errand: Errand, sent: bytes, *about: str) -> bytes:
    """By what a push is known again: all that its outcome hangs on, but the store.

    The day is there for what begins and ends with it.
    """
    asker, client = errand.asker, errand.client
    day, scopes = errand.question.day, client.scopes
    why = errand.purpose, errand.relation
    rest = repr((asker, why, day, client.client_id, scopes, about))
    hashed = hashlib.blake2b(rest.encode(), key=index_key, digest_size=32)
    hashed.update(sent)
    return hashed.digest()


def _told(rows: Iterable[Row]) -> _Rows:
    """Of each row its version, what it says, and its inhabitant's epoch."""
    return {
        (row["rid"], row["said_by"]): (
            row["version"],
            row["last_updated"],
            row["digest"],
            row["epoch"],
        )
        for row in rows
    }
