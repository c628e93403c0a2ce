"""What is kept of somebody between two requests, sealed, by a secret that he or his app holds.

docs/decisions/0037-doors-for-people.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID, uuid4

import msgspec

from hub.oauth.medmij.request import Request
from hub.security.patient_request import PatientRequest
from hub.storage.database import Connection
from hub.storage.handles import Handle, Kind, NewHandle, give, look, take
from hub.storage.sealing import Keyring

_SHORT = timedelta(minutes=15)
HALF_A_YEAR = timedelta(days=183)


class SigningIn(msgspec.Struct, frozen=True):
    """Somebody is at the provider of log-ins; `state` and `kept` are that provider's."""

    request: Request
    state: str
    kept: bytes


class Deciding(msgspec.Struct, frozen=True):
    """Who logged in reads what his app asks; `form` stands in the page that he answers by."""

    request: Request
    person: PatientRequest
    form: str


class Granted(msgspec.Struct, frozen=True):
    """He said yes; `lasting` is whether later too. Of a code and of a refresh token."""

    request: Request
    person: PatientRequest
    lasting: bool


class Access(msgspec.Struct, frozen=True):
    """That the grant behind an access token stands."""

    client_id: str


Content = SigningIn | Deciding | Granted | Access
_C = TypeVar("_C", SigningIn, Deciding, Granted, Access)
LASTS: Mapping[Kind, timedelta] = {
    "medmij-signing-in": _SHORT,
    "medmij-deciding": _SHORT,
    "medmij-code": _SHORT,
    "medmij-access": _SHORT,
    "medmij-refresh": HALF_A_YEAR,
}
"""How long each stands for something."""


@dataclass(frozen=True, slots=True)
class Found(Generic[_C]):
    """What a secret stands for."""

    handle: Handle
    content: _C


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Of one database; each method works on the connection of its caller's transaction."""

    keyring: Keyring

    async def begin(
        self,
        connection: Connection,
        kind: Kind,
        content: Content,
        now: datetime,
        *,
        family: UUID | None = None,
        subject: UUID | None = None,
    ) -> str:
        """The secret for it."""
        new = NewHandle(
            kind=kind,
            content=msgspec.msgpack.encode(content),
            until=now + LASTS[kind],
            family=family or uuid4(),
            subject=subject,
        )
        return await give(connection, self.keyring, new, now)

    async def seen(
        self, connection: Connection, kind: Kind, secret: str, content: type[_C]
    ) -> Found[_C] | None:
        """What it stands for, ended and used ones too; None of what was never given."""
        return _found(await look(connection, self.keyring, kind, secret), content)

    async def taken(
        self, connection: Connection, kind: Kind, secret: str, content: type[_C], now: datetime
    ) -> Found[_C] | None:
        """The same, and it is used from now on."""
        return _found(await take(connection, self.keyring, kind, secret, now), content)


def _found(handle: Handle | None, content: type[_C]) -> Found[_C] | None:
    if handle is None:
        return None
    return Found(handle, msgspec.msgpack.decode(handle.content, type=content))
