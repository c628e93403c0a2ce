"""Keyed fingerprints to find by, AES-256-GCM to hide with; keys come from settings."""

import hashlib
import hmac
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from pydantic import SecretStr

from hub.storage.compression import compressed, decompressed

NONCE = 12
KEY = 32
# The highest bit of the key's number says that the text was compressed before it was sealed.
COMPRESSED = 0x8000
WORTH_COMPRESSING = 128

_SIGNED = struct.Struct(">q").unpack


class Keys(Protocol):
    """Settings that hold the keys."""

    @property
    def index_key(self) -> SecretStr:
        """64 hex digits."""

    @property
    def sealing_keys(self) -> SecretStr:
        """`number:64 hex digits,…`."""


class SealBroken(Exception):
    """The sealed bytes were changed, moved to another row, or belong to another key."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The index key and the sealing keys by number; the highest number seals, all open.

    docs/decisions/0004-bodies-sealed-index-keyed.md
    """

    index_key: bytes
    sealing_keys: dict[int, bytes]

    @property
    def active(self) -> int:
        """Number of the key that seals new rows."""
        return max(self.sealing_keys)

    @classmethod
    def parse(cls, index_key: str, sealing_keys: str) -> "Keyring":
        """The keyring that the settings spell: 64 hex digits, and `number:64 hex digits,…`.

        Raises:
            ValueError: not so; the message holds no part of a key.
        """
        pairs = (pair.partition(":") for pair in sealing_keys.split(","))
        keys = {_number(number): _key(text) for number, _, text in pairs}
        return cls(_key(index_key), keys)

    @classmethod
    def of_settings(cls, found: Keys) -> "Keyring":
        """The keyring of these settings; raises ValueError as `parse`."""
        return cls.parse(found.index_key.get_secret_value(), found.sealing_keys.get_secret_value())

    def fingerprint(self, kind: str, text: str) -> bytes:
        """32 bytes by which `text` is found again and from which it can't be read."""
        return hmac.digest(self.index_key, f"{kind}|v1|{text}".encode(), "sha256")

    def digest(self, content: bytes, rid: UUID) -> bytes:
        """16 bytes by which the same content of the same resource is known again."""
        return hashlib.blake2b(content, key=self.index_key, salt=rid.bytes, digest_size=16).digest()

    def token(self, text: str, section: int | None = None) -> int:
        """A signed 64-bit number for an index array: keyed, for equality only.

        Within one section of a record, or without it across all: then equal texts are seen to be
        equal, so that is for business identifiers and the open directory.
        """
        return self.tokens((text,), section)[0]

    def tokens(self, texts: Iterable[str], section: int | None = None) -> list[int]:
        """The `token` of each text: the key is taken in once for all."""
        keyed = _keyed(self.index_key, section)
        found: list[int] = []
        for text in texts:
            one = keyed.copy()
            one.update(text.encode())
            found.extend(_SIGNED(one.digest()))
        return found

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Compress and seal; `bound_to` names the row, so that no other row can hold the bytes."""
        number = self.active
        nonce = os.urandom(NONCE)
        if len(plain) >= WORTH_COMPRESSING:
            plain, number = compressed(plain), number | COMPRESSED
        sealed = _cipher(self.sealing_keys[number & ~COMPRESSED]).encrypt(
            nonce, plain, number.to_bytes(2, "big") + bound_to
        )
        return number.to_bytes(2, "big") + nonce + sealed

    def seal_numbered(self, plain: bytes, nonce: bytes, bound_to: bytes) -> bytes:
        """Seal without a nonce of its own: `nonce`, 12 bytes, is known from the row itself.

        Where one comes twice, as for a number that was rolled back, equal texts alone are seen to
        be equal: https://www.rfc-editor.org/rfc/rfc8452
        """
        number = self.active.to_bytes(2, "big")
        return number + _numbered(self.sealing_keys[self.active]).encrypt(
            nonce, plain, number + bound_to
        )

    def open_numbered(self, sealed: bytes, nonce: bytes, bound_to: bytes) -> bytes:
        """The bytes that were sealed so.

        Raises:
            SealBroken: wrong key, wrong row or changed bytes.
        """
        number = sealed[:2]
        key = self.sealing_keys.get(int.from_bytes(number, "big"))
        if key is None:
            raise SealBroken("sealed with a key that this hub does not hold")
        try:
            return _numbered(key).decrypt(nonce, sealed[2:], number + bound_to)
        except InvalidTag:
            raise SealBroken("the seal does not fit this row") from None

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The bytes that were sealed.

        Raises:
            SealBroken: wrong key, wrong row or changed bytes.
        """
        number = int.from_bytes(sealed[:2], "big")
        key = self.sealing_keys.get(number & ~COMPRESSED)
        if key is None:
            raise SealBroken("sealed with a key that this hub does not hold")
        nonce, body = sealed[2 : 2 + NONCE], sealed[2 + NONCE :]
        try:
            plain = _cipher(key).decrypt(nonce, body, sealed[:2] + bound_to)
        except InvalidTag:
            raise SealBroken("the seal does not fit this row") from None
        return decompressed(plain) if number & COMPRESSED else plain


@lru_cache(maxsize=1024)
def _keyed(key: bytes, section: int | None) -> hashlib.blake2b:
    within = b"" if section is None else section.to_bytes(8, "big", signed=True)
    return hashlib.blake2b(key=key, salt=within, digest_size=8)


@cache
def _cipher(key: bytes) -> AESGCM:
    """Made once a key: its key schedule costs as much as opening a resource."""
    return AESGCM(key)


@cache
def _numbered(key: bytes) -> AESGCMSIV:
    """Of a key of its own, for one key does not serve two ciphers."""
    return AESGCMSIV(hmac.digest(key, b"numbered|v1", "sha256"))


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise ValueError("a key is 64 hex digits")
    return key


def _number(text: str) -> int:
    number = int(text) if text.strip().isdecimal() else 0
    if not 0 < number < COMPRESSED:
        raise ValueError("a sealing key has a number from 1 to 32767 before its colon")
    return number
