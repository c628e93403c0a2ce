"""How the database names a resource and an inhabitant: by keyed hashes, never by what they say."""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from hub.storage.sealing import Keyring
from profiles.identifiers import BSN


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """A BSN as the database knows it: the whole hash is unique, `pat` is its first half."""

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


def inhabitant(keyring: Keyring, bsn: BSN) -> Inhabitant:
    """The database's name of an inhabitant."""
    return Inhabitant(keyring.fingerprint("bsn", bsn.value))


def seal_name(resource_type: str, number: UUID, version: int) -> str:
    """What a version's seal is bound to, so that no body fits another row."""
    return f"{resource_type}|{number}|{version}"
