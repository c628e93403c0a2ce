"""What the code on a paper stands for, and what pages ask of who keeps it.

docs/decisions/0051-paper-and-its-ticket.md
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from consent.asker import Ground, Inhabitant, Professional, Representative
from consent.statement import EMERGENCY
from hub.errors import Forbidden
from hub.security.errand import Errand
from profiles.identifiers import BSN

_BYTES = 32
LONGEST = 200
"""Letters of what somebody sends as the secret of a code: of more no more is looked at."""


class PrintedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who printed it: a professional has a `number`, any other stands for himself or another."""

    subject: str | None = None
    ground: Ground | None = None
    number: str | None = None
    name: str | None = None
    ura: str | None = None
    organization: str | None = None

    @classmethod
    def of(cls, errand: Errand) -> "PrintedBy | None":
        """Who asks; None of a system, which prints nothing."""
        asker, word = errand.asker, errand.vouched
        subject = word.subject if word else None
        match asker:
            case Professional():
                return cls(
                    number=asker.number,
                    name=asker.name,
                    ura=asker.ura,
                    organization=errand.client.name,
                )
            case Representative(ground=ground):
                return cls(subject=subject, ground=ground)
            case Inhabitant():
                return cls(subject=subject)
        return None

    def is_same(self, other: "PrintedBy | None") -> bool:
        """Whether it is the same professional at the same organisation, or the same person."""
        if other is None:
            return False
        if self.number:
            return (self.number, self.ura) == (other.number, other.ura)
        return other.number is None and self.subject is not None and self.subject == other.subject


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A paper: of whom, by whom, when, and `version`, which tells its plan from a newer one.

    `revoked` is when it was made worthless.
    """

    whose: UUID
    by: PrintedBy
    at: datetime
    version: str
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in a list: by `name` it may be spoken of, and opens nothing.

    `scans` is how often its code was scanned, at least; `is_all` whether no more often.
    """

    name: str
    printed: Printed
    scans: int
    is_all: bool

    @property
    def often(self) -> Literal["never", "once", "often", "least"]:
        """How often it was scanned, as words tell it."""
        if not self.is_all:
            return "least"
        return "never" if not self.scans else "once" if self.scans == 1 else "often"


@dataclass(frozen=True, slots=True)
class Opened:
    """The wishes of `whose`, for as far as they are open to who asks.

    `bsn` is that of the record, as if he who asks had typed it: it is shown to nobody.
    """

    whose: UUID
    bsn: BSN
    printed_at: datetime
    version: str

    def is_newer(self, shown: str) -> bool:
        """Whether what is shown now is another plan than what stood on the paper."""
        return not secrets.compare_digest(self.version.encode(), shown.encode())


@dataclass(frozen=True, slots=True)
class Revoked:
    """The paper was made worthless; told to nobody to whom nothing of the record is open."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No paper has this code, or none that may be told of."""


Outcome = Opened | Revoked | Unknown


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan: when, by which address, in which request."""

    at: datetime
    request_id: str
    address: str | None


class Tickets(Protocol):
    """What pages ask; the hub keeps digests alone, and what they stand for sealed.

    A professional says `whose` it is: by BSN, or as the hub names him. Anybody else's is his own.
    """

    async def give(
        self, errand: Errand, secret: str, version: str, whose: BSN | UUID | None = None
    ) -> None:
        """A new secret leads to its plan from now on."""

    async def scan(self, secret: str, scanned: Scanned) -> None:
        """Somebody scanned it; nothing is told."""

    async def open_by(self, secret: str, errand: Errand) -> Outcome:
        """What it stands for, to a professional who logged in."""

    async def list_of(self, errand: Errand, whose: BSN | UUID | None = None) -> list[Paper]:
        """An inhabitant's papers, newest first; a professional gets those that he printed."""

    async def revoke(self, errand: Errand, name: str, whose: BSN | UUID | None = None) -> bool:
        """Make it worthless; false where there is none of this name that is his to end."""


def require_lasting(errand: Errand) -> None:
    """Return where what is open to him stays so for longer than an emergency.

    Raises:
        Forbidden: else; a paper would tell for years what opened for an hour.
    """
    if errand.emergency is not None or errand.purpose in EMERGENCY:
        raise Forbidden("what is opened in an emergency is not printed", rule="P-EMERGENCY")


def new_secret() -> str:
    """256 random bits in capitals and digits, which a QR code has in its short form."""
    return b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=")


def as_given(said: str) -> str:
    """The secret as it was given, whatever its case became on the way."""
    return said[:LONGEST].upper()


def address_of(public_url: str, secret: str) -> str:
    """What the code says: in capitals, with no name and no number in it.

    RFC 9110, 4.2.3: scheme and host are the same in any case.
    """
    return f"{public_url.rstrip('/').upper()}/Q/{secret}"
