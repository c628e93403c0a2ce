"""Registered devices, each kept sealed under the digest of a secret that its browser holds.

docs/decisions/0051-paper-and-its-ticket.md
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.security.device import Device, Enrolling, Registered, as_typed
from hub.storage import handles
from hub.storage.database import Database
from hub.storage.handles import NewHandle
from hub.storage.sealing import Keyring, SealBroken

_LOG = logging.getLogger("hub.access")
LASTS = timedelta(days=365)
"""So long a device is registered."""
ENROL = "enrol"
ENROLLED, WRONG = "enrolled", "no-such-code"
_OK, _DENIED = 200, 403


@dataclass(frozen=True, slots=True)
class StoredDevices:
    """`hub.security.device.Devices` on one database."""

    database: Database
    keyring: Keyring
    ledger: Ledger

    async def enrol(self, code: str, asked: Enrolling) -> str | None:
        """The secret of the device that this code was made for, once; None of any other code."""
        try:
            return await self._enrolled(code, asked)
        except SealBroken:
            _LOG.error("a code of a device was changed outside the hub")
            return None

    async def of(self, secret: str, now: datetime) -> Registered | None:
        """The device that has this secret; None of one that was revoked, or is none."""
        if not secret:
            return None
        try:
            async with self.database.connection() as connection:
                handle = await handles.look(connection, self.keyring, "device", secret)
        except SealBroken:
            _LOG.error("a device was changed outside the hub")
            return None
        if handle is None or not handle.holds(now):
            return None
        return Registered(msgspec.json.decode(handle.content, type=Device), handle.family)

    async def _enrolled(self, code: str, asked: Enrolling) -> str | None:
        async with self.database.transaction() as connection:
            found = await handles.take(
                connection, self.keyring, "enrolling", as_typed(code), asked.at
            )
            if found is None or not found.holds(asked.at):
                await self.ledger.append(connection, [_row(asked, _DENIED, WRONG)])
                return None
            new = NewHandle(
                kind="device",
                content=found.content,
                until=asked.at + LASTS,
                family=found.family,
            )
            secret = await handles.give(connection, self.keyring, new, asked.at)
            device = msgspec.json.decode(found.content, type=Device)
            row = _row(asked, _OK, ENROLLED, {"device": str(found.family), "ura": device.ura})
            await self.ledger.append(connection, [row])
        return secret


def _row(asked: Enrolling, status: int, rule: str, detail: dict[str, str] | None = None) -> Record:
    return Record(
        at=asked.at,
        request_id=asked.request_id,
        interaction=ENROL,
        status=status,
        rule=rule,
        address=asked.address,
        detail=detail or {},
    )
