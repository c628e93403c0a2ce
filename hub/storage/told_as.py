"""By what a notification names a resource whose id is of a source's own making.

Such an id may say something, or be guessed, and it stands in addresses that others log: they are
told another, that says nothing and leads to it. docs/decisions/0090-notifications.md
"""

import hashlib
import re
from base64 import b32decode, b32encode
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring

_MARK = "told."
_ALIAS = re.compile(re.escape(_MARK) + r"[a-z2-7]{52}")
_BY_CHANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){2}-[0-9a-f]{4}-[0-9a-f]{12}")
_PADDING = "===="


def told_as(keyring: Keyring, kind: str, name: str) -> str:
    """What others are told instead of the id `name`; one that is made by chance is told itself."""
    if _BY_CHANCE.fullmatch(name) and UUID(name).version == 4:  # noqa: PLR2004 - RFC 9562
        return name
    sealed = _cipher(keyring.index_key).encrypt(rid(keyring, kind, name).bytes, [kind.encode()])
    return f"{_MARK}{b32encode(sealed).decode().rstrip('=').lower()}"


def named_so(keyring: Keyring, kind: str, said: str) -> UUID | None:
    """The database's name of what was told as this; None where nothing was."""
    if not _ALIAS.fullmatch(said):
        return None
    sealed = b32decode(said.removeprefix(_MARK).upper() + _PADDING)
    try:
        return UUID(bytes=_cipher(keyring.index_key).decrypt(sealed, [kind.encode()]))
    except InvalidTag:
        return None


@lru_cache(maxsize=4)
def _cipher(index_key: bytes) -> AESSIV:
    """The same text each time, for the same is told each time; of a key of its own."""
    return AESSIV(hashlib.blake2b(b"told|v1", key=index_key, digest_size=32).digest())
