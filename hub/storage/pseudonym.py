"""How the database names a resource, an inhabitant and a section: by keyed hashes alone."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from hub.storage.sealing import Keyring
from profiles.identifiers import BSN


@dataclass(frozen=True, slots=True)
class InhabitantName:
    """A BSN, or a number in place of it, as the database knows it; `pat` is its first half."""

    bsn_hash: bytes

    @property
    def pat(self) -> UUID:
        """The patient key that every row about this inhabitant carries."""
        return UUID(bytes=self.bsn_hash[:16])


def rid(keyring: Keyring, resource_type: str, resource_id: str) -> UUID:
    """The database's name of `Type/id`; ids are the source's and may hold a person's name."""
    return _rid(keyring.index_key, f"{resource_type}/{resource_id}")


@lru_cache(maxsize=8192)
def _rid(index_key: bytes, address: str) -> UUID:
    """Remembered, for a write asks for the same name many times."""
    return UUID(bytes=hmac.digest(index_key, f"id|v1|{address}".encode(), "sha256")[:16])


def inhabitant(keyring: Keyring, bsn: BSN) -> InhabitantName:
    """The database's name of an inhabitant."""
    return InhabitantName(keyring.fingerprint("bsn", bsn.value))


def known_at(keyring: Keyring, custodian: str, system: str, value: str) -> InhabitantName:
    """The name of who has no BSN, by the number that this custodian knows him by: its own alone.

    Never that of a BSN, nor of the same number at another custodian.
    """
    text = f"{custodian}|{len(system)}|{system}|{value}"
    return InhabitantName(keyring.fingerprint("known-at", text))


@lru_cache(maxsize=8192)
def section_number(index_key: bytes, pat: UUID, custodian: str, category: str | None) -> int:
    """The number of one custodian's data of one category about one inhabitant.

    A keyed hash: no two inhabitants share one, and nobody can make one up.
    """
    text = f"section|{custodian}|{category or ''}".encode()
    digest = hashlib.blake2b(text, key=index_key, salt=pat.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def section_of(
    keyring: Keyring, pat: UUID | None, custodian: str, category: str | None
) -> int | None:
    """The section that a row lies in; None in the directory."""
    return section_number(keyring.index_key, pat, custodian, category) if pat else None
