"""A device of an organisation, such as a tablet in an ambulance: its crew stays logged in a shift.

It opens nothing: who asks is always a person who logged in.
docs/decisions/0051-paper-and-its-ticket.md
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from hub.security.session import SessionLimits, Shift

SHIFT = timedelta(hours=12)
"""So long somebody is logged in on a device of his organisation, whatever he does meanwhile."""
_CODE_BYTES = 10
_LONGEST = 64
_GROUP = 4


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """`name` is what its organisation calls it, such as the number of an ambulance."""

    ura: str
    name: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A device that is registered still; `name` is the hub's, by which it is revoked."""

    device: Device
    name: UUID


class Devices(Protocol):
    """What pages ask of who keeps the devices."""

    async def enrol(self, code: str, asked: "Enrolling") -> str | None:
        """The secret of the device that this code was made for, once; None of any other code."""

    async def of(self, secret: str, now: datetime) -> Registered | None:
        """The device that has this secret; None of one that was revoked, or is none."""


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Somebody types a code: when, in which request, at which address."""

    at: datetime
    request_id: str
    address: str | None


def shift_on(found: Registered | None, ura: str) -> Shift | None:
    """The shift of somebody of this organisation who logs in on this device.

    A device is of one organisation: to all others it is a browser like any, and there is None.
    """
    if found is None or found.device.ura.zfill(8) != ura.zfill(8):
        return None
    return Shift(found.name, SessionLimits(SHIFT, SHIFT))


def new_code() -> str:
    """80 random bits as somebody types them: for minutes, once, and by so many tries."""
    text = b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def as_typed(code: str) -> str:
    """The code as it was made, whatever was typed between its letters; 0 and 1 for O and I."""
    plain = "".join(one for one in code[:_LONGEST].upper() if one.isalnum())
    plain = plain.replace("0", "O").replace("1", "I")
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))
