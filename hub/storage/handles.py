"""Secrets that the hub gives out and takes back: codes, refresh tokens, sessions, tickets.

Each is 256 random bits; the database has its digest, and what it stands for sealed.
docs/decisions/0037-doors-for-people.md
"""

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from hub.storage.binding import microseconds
from hub.storage.database import Connection, Row
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.storage")
Kind = Literal[
    "pushed",
    "signing-in",
    "code",
    "refresh",
    "launch",
    "session",
    "typed",
    "ticket",
    "enrolling",
    "device",
    # Of professionals, so that nobody's session is one at the page of others.
    "viewer-session",
    "viewer-page",
    "draft",
    # Of the national layer, so that none of its secrets is one of the hub's own doors.
    "medmij-signing-in",
    "medmij-deciding",
    "medmij-code",
    "medmij-access",
    "medmij-refresh",
]
KEPT = "interval '1 day'"
"""After it ended: so long a secret that comes once more is known as one that was used."""
_BYTES = 32
_FORGET = (
    "DELETE FROM handle WHERE name IN (SELECT h.name FROM handle h "
    f"WHERE h.until < $1::timestamptz - {KEPT} ORDER BY h.until LIMIT 20 FOR UPDATE SKIP LOCKED)"
)
_GIVE = (
    "INSERT INTO handle (name, kind, sealed, given, until, family, subject) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
_COLUMNS = "name, kind, sealed, given, until, used, family, subject"
_LOOK = f"SELECT {_COLUMNS} FROM handle WHERE name = $1 AND kind = $2"
_TAKE = (
    "UPDATE handle SET used = $3 WHERE name = $1 AND kind = $2 AND used IS NULL "
    f"RETURNING {_COLUMNS}"
)
_CHANGE = "UPDATE handle SET sealed = $3, until = $4 WHERE name = $1 AND kind = $2"
_OF_SUBJECT = (
    f"SELECT {_COLUMNS} FROM handle WHERE subject = $1 AND kind = $2 ORDER BY given DESC, name "
    "LIMIT $3"
)
_OF_KIND = f"SELECT {_COLUMNS} FROM handle WHERE kind = $1 ORDER BY given, name"
_HOLDING_OF = (
    f"SELECT {_COLUMNS} FROM handle WHERE subject = $1 AND kind = $2 AND until > $3 "
    "ORDER BY given, name FOR UPDATE"
)
_STANDS = (
    "SELECT EXISTS (SELECT FROM handle WHERE family = $1 AND kind = $2 AND used IS NULL "
    "AND until > $3)"
)
_END_FAMILY = "DELETE FROM handle WHERE family = $1 AND NOT (name = ANY ($2::bytea[]))"
_END_OF = "DELETE FROM handle WHERE subject = $1 AND kind = ANY ($2::text[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHandle:
    """What a secret will stand for, until when; a family of its own where none is given."""

    kind: Kind
    content: bytes
    until: datetime
    family: UUID = field(default_factory=uuid4)
    subject: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """What a secret stands for; `used_before` is whether somebody had taken it already.

    `name` is the secret's digest, by which it may be spoken of.
    """

    name: bytes
    kind: Kind
    content: bytes
    given: datetime
    until: datetime
    family: UUID
    subject: UUID | None
    used_before: bool

    def holds(self, now: datetime) -> bool:
        """Whether it stands for anything still."""
        return not self.used_before and now < self.until


async def give(
    connection: Connection,
    keyring: Keyring,
    new: NewHandle,
    now: datetime,
    secret: str | None = None,
) -> str:
    """The secret; those that ended long ago are dropped on the way.

    Base64url without padding, unless a `secret` is given that is as random, for who has to type or
    to scan it.
    """
    secret = secret or secrets.token_urlsafe(_BYTES)
    name = digest(secret)
    sealed = keyring.seal(new.content, _bound(name, new))
    await connection.execute(_FORGET, now)
    await connection.execute(_GIVE, name, new.kind, sealed, now, new.until, new.family, new.subject)
    return secret


async def look(connection: Connection, keyring: Keyring, kind: Kind, secret: str) -> Handle | None:
    """What it stands for, ended and used ones too; None of what the hub never gave, or forgot.

    Raises:
        SealBroken: it was changed outside the hub.
    """
    row = await connection.fetchrow(_LOOK, digest(secret), kind)
    return _handle(keyring, row, used_before=row["used"] is not None) if row else None


async def of_name(
    connection: Connection, keyring: Keyring, kind: Kind, name: bytes
) -> Handle | None:
    """The same by its digest, for who may speak of it; nobody else changes it meanwhile.

    Raises:
        SealBroken: it was changed outside the hub.
    """
    row = await connection.fetchrow(f"{_LOOK} FOR UPDATE", name, kind)
    return _handle(keyring, row, used_before=row["used"] is not None) if row else None


async def take(
    connection: Connection, keyring: Keyring, kind: Kind, secret: str, now: datetime
) -> Handle | None:
    """The same, and from now on it is used: of those who take it at one moment one has it.

    Raises:
        SealBroken: it was changed outside the hub.
    """
    row = await connection.fetchrow(_TAKE, digest(secret), kind, now)
    if row is not None:
        return _handle(keyring, row, used_before=False)
    return await look(connection, keyring, kind, secret)


async def of_subject(
    connection: Connection, keyring: Keyring, subject: UUID, kind: Kind, most: int
) -> list[Handle]:
    """The newest of this kind of this person, ended and used ones too; broken ones are left out."""
    return _whole(keyring, await connection.fetch(_OF_SUBJECT, subject, kind, most))


async def holding_of(
    connection: Connection, keyring: Keyring, subject: UUID, kind: Kind, now: datetime
) -> list[Handle]:
    """Those of this kind of this person that hold, oldest first; nobody else changes them.

    Raises:
        SealBroken: one was changed outside the hub.
    """
    rows = await connection.fetch(_HOLDING_OF, subject, kind, now)
    return [_handle(keyring, row, used_before=row["used"] is not None) for row in rows]


async def of_kind(connection: Connection, keyring: Keyring, kind: Kind) -> list[Handle]:
    """All of this kind, ended and used ones too; broken ones are left out."""
    return _whole(keyring, await connection.fetch(_OF_KIND, kind))


async def change(connection: Connection, keyring: Keyring, handle: Handle, content: bytes) -> None:
    """It stands for this from now on, until `handle.until`."""
    sealed = keyring.seal(content, _bound(handle.name, handle))
    await connection.execute(_CHANGE, handle.name, handle.kind, sealed, handle.until)


async def stands(connection: Connection, family: UUID, kind: Kind, now: datetime) -> bool:
    """Whether one of this kind in this family stands for something still."""
    return bool(await connection.fetchval(_STANDS, family, kind, now))


async def end_family(connection: Connection, family: UUID, *but: str) -> None:
    """None of this family stands for anything any more, but for these secrets."""
    await connection.execute(_END_FAMILY, family, [digest(one) for one in but])


async def end_of(connection: Connection, subject: UUID, *kinds: Kind) -> None:
    """None of these kinds of this person stands for anything any more."""
    await connection.execute(_END_OF, subject, kinds)


def digest(secret: str) -> bytes:
    """By which the database knows it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _bound(name: bytes, one: NewHandle | Handle) -> bytes:
    subject = one.subject.bytes if one.subject else b"-"
    said = f"|{one.kind}|{microseconds(one.until)}|".encode()
    return b"handle|" + name + said + one.family.bytes + subject


def _whole(keyring: Keyring, rows: Sequence[Row]) -> list[Handle]:
    found = []
    for row in rows:
        try:
            found.append(_handle(keyring, row, used_before=row["used"] is not None))
        except SealBroken:
            _LOG.error("a %s was changed outside the hub", row["kind"])
    return found


def _handle(keyring: Keyring, row: Row, *, used_before: bool) -> Handle:
    new = NewHandle(
        kind=row["kind"],
        content=b"",
        until=row["until"],
        family=row["family"],
        subject=row["subject"],
    )
    name = bytes(row["name"])
    return Handle(
        name=name,
        kind=new.kind,
        content=keyring.open(bytes(row["sealed"]), _bound(name, new)),
        given=row["given"],
        until=new.until,
        family=new.family,
        subject=new.subject,
        used_before=used_before,
    )
