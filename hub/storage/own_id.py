"""A source's own id that another source has too: how the hub keeps it, and who says it how.

docs/decisions/0031-ids-and-versions-of-ones-own.md
"""

import hashlib
import re
from base64 import b32encode
from functools import lru_cache
from uuid import UUID

from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from profiles.resource.compartment import DIRECTORY

MARK = ".own."
"""No source makes an id with this in it: behind it stands who made the id before it."""
VERSION = re.compile(r"(?P<number>[0-9]{1,9})(\.[a-z2-7]{8})?")
"""A version as somebody calls it: its number, and whose word it is of where that is not his own."""
_LONGEST = 64
_TAG_BYTES, _TAG = 5, 8
_KEPT = _LONGEST - len(MARK) - _TAG


def own_id(keyring: Keyring, custodian: str, said: str) -> str:
    """Under which the hub keeps `said` of this custodian where another had it first."""
    return _tagged(keyring, said, f"of|{custodian}|{said}")


def namesake_id(keyring: Keyring, kind: str, name: str) -> str:
    """As which `kind/name` is shown to a source that has one of its own called so."""
    return _tagged(keyring, name, f"first|{kind}/{name}")


def meanings(keyring: Keyring, custodian: str | None, kind: str, said: str) -> tuple[str, ...]:
    """The ids that this custodian may mean by `kind/said`, its own before another's.

    What many share is called alike by all.
    """
    if kind in DIRECTORY:
        return (said,)
    if MARK in said:
        name = said.rpartition(MARK)[0]
        return (name,) if said == namesake_id(keyring, kind, name) else (said,)
    return (said,) if custodian is None else (own_id(keyring, custodian, said), said)


def names_meant(keyring: Keyring, custodian: str | None, kind: str, said: str) -> dict[UUID, str]:
    """The same ids by the database's names for them, in the same order."""
    return {rid(keyring, kind, one): one for one in meanings(keyring, custodian, kind, said)}


def as_said(keyring: Keyring, custodian: str, name: str) -> str:
    """What this custodian calls the id under which the hub keeps it.

    One of more than 51 characters does not show it.
    """
    if MARK not in name:
        return name
    said = name.rpartition(MARK)[0]
    return said if name == own_id(keyring, custodian, said) else name


def word_of(keyring: Keyring, custodian: str) -> str:
    """What stands behind the number of a version where it is of this other custodian's word."""
    return _tag(keyring.index_key, f"word|{custodian}")


def _tagged(keyring: Keyring, said: str, text: str) -> str:
    return f"{said[:_KEPT]}{MARK}{_tag(keyring.index_key, text)}"


@lru_cache(maxsize=8192)
def _tag(index_key: bytes, text: str) -> str:
    digest = hashlib.blake2b(text.encode(), key=index_key, digest_size=_TAG_BYTES)
    return b32encode(digest.digest()).decode().lower()
