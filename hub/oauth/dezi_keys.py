"""The public keys of those whose statements are believed: fetched from where they are, or pinned.

A key is never looked for where a statement says that it is, unless that very address was set.
https://www.rfc-editor.org/rfc/rfc7515#section-4.1.2
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from hub.http.loopback import LOOPBACK
from hub.outbound.fetch import Fetch, Unreachable
from hub.security.keys import InvalidKey
from hub.security.statements import LOCAL

FRESH = 3_600.0
"""Seconds that fetched keys are used for; then they are fetched again, or nothing is believed."""
AGAIN = 10.0
"""Seconds between two fetches of one address, also where a key is asked that is not there."""
ALGORITHMS = {"RSA": frozenset({"RS256", "PS256"}), "EC": frozenset({"ES256"})}
_SMALLEST_RSA = 2048
NOT_AS_IT_SHOULD_BE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What comes of walking through JSON of others as if it were right."""

Keys = Mapping[str, ECKey | RSAKey]


class InvalidIssuers(ValueError):
    """The setting can't be used like this; the message says what to change."""


def key_set(body: bytes) -> Keys:
    """The keys of a JWKS that may sign a statement, by `kid`.

    Raises:
        Unreachable: it is no JWKS, it names two keys alike, or no key can be used.
    """
    try:
        listed = [one for one in json.loads(body)["keys"] if one.get("use", "sig") == "sig"]
        found = {one["kid"]: _imported(one) for one in listed}
    except (JoseError, InvalidKey, *NOT_AS_IT_SHOULD_BE):
        raise Unreachable from None
    if not found or len(found) < len(listed):
        raise Unreachable
    return found


def usable_keys(body: bytes) -> Keys:
    """The same, without the keys that can't be used here: a provider has them for others too.

    https://www.rfc-editor.org/rfc/rfc7517#section-5

    Raises:
        Unreachable: it is no JWKS, it names two keys alike, or no key can be used.
    """
    found: dict[str, ECKey | RSAKey] = {}
    try:
        for one in json.loads(body)["keys"]:
            key = _usable(one)
            if key is not None and found.setdefault(one["kid"], key) is not key:
                raise Unreachable
    except NOT_AS_IT_SHOULD_BE:
        raise Unreachable from None
    if not found:
        raise Unreachable
    return found


def _usable(jwk: dict[str, Any]) -> ECKey | RSAKey | None:
    if jwk.get("use", "sig") != "sig" or not isinstance(jwk.get("kid"), str):
        return None
    try:
        return _imported(jwk)
    except (JoseError, InvalidKey, *NOT_AS_IT_SHOULD_BE):
        return None


def _imported(jwk: dict[str, Any]) -> ECKey | RSAKey:
    if jwk["kty"] == "EC":
        key = ECKey.import_key({name: jwk[name] for name in ("kty", "crv", "x", "y")})
        if key.curve_name != "P-256":
            raise InvalidKey("an EC key of a statement is on curve P-256")
        return key
    # Before the import, which only warns of a weak key.
    if int.from_bytes(urlsafe_b64decode(jwk["n"].encode()), "big").bit_length() < _SMALLEST_RSA:
        raise InvalidKey("an RSA key has 2048 bits or more")
    return RSAKey.import_key({name: jwk[name] for name in ("kty", "n", "e")})


@dataclass(slots=True)
class _Held:
    """Keys of one address, None where they could not be had, and when that was."""

    keys: Keys | None = None
    at: float = float("-inf")
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class DeziKeys:
    """By the address that a statement must name in its `jku`; `reads` makes keys of a JWKS."""

    pinned: Mapping[str, Keys]
    fetched: frozenset[str]
    fetch: Fetch
    reads: Callable[[bytes], Keys] = key_set
    _held: dict[str, _Held] = field(default_factory=dict)

    def knows(self, jku: object) -> bool:
        """Whether keys from this address are believed."""
        return isinstance(jku, str) and (jku in self.pinned or jku in self.fetched)

    async def key(self, jku: str, kid: str) -> ECKey | RSAKey | None:
        """The key of that name there, None where there is none.

        Raises:
            Unreachable: its address gives no keys at this moment.
        """
        if jku in self.pinned:
            return self.pinned[jku].get(kid)
        held = self._held.setdefault(jku, _Held())
        async with held.turn:
            now = time.monotonic()
            is_old = held.keys is None or now - held.at > FRESH
            if (is_old or kid not in (held.keys or ())) and now - held.at > AGAIN:
                held.keys, held.at = None, now
                held.keys = self.reads(await self.fetch.get(jku))
            if held.keys is None:
                raise Unreachable
            return held.keys.get(kid)


def dezi_keys(setting: str, public_url: str, fetch: Fetch) -> DeziKeys:
    """What the setting says: addresses, comma between, each with `=FILE` where it is pinned.

    Raises:
        InvalidIssuers: an address is not https, a file holds no keys, or `LOCAL` is not.
    """
    pinned, fetched = {}, set()
    for one in filter(None, map(str.strip, setting.split(","))):
        address, _, file = one.partition("=")
        _check_address(address, file, public_url)
        if file:
            pinned[address] = _of_file(Path(file))
        else:
            fetched.add(address)
    return DeziKeys(pinned, frozenset(fetched), fetch)


def _check_address(address: str, file: str, public_url: str) -> None:
    if address == LOCAL:
        if not file:
            raise InvalidIssuers(f"{LOCAL} needs a file: {LOCAL}=FILE")
        if urlsplit(public_url).hostname not in LOOPBACK:
            raise InvalidIssuers(f"{LOCAL} is for a demo on this machine alone; take it away")
        return
    try:
        parts = urlsplit(address)
        port_is_right = parts.port != 0
    except ValueError:
        raise InvalidIssuers("an address is no URL") from None
    is_whole = bool(parts.hostname) and port_is_right and "@" not in parts.netloc
    if parts.scheme != "https" or not is_whole or parts.query or parts.fragment:
        raise InvalidIssuers("an address must be https, without password, query or fragment")


def _of_file(path: Path) -> Keys:
    try:
        return key_set(path.read_bytes())
    except (OSError, Unreachable):
        raise InvalidIssuers("a file holds no keys to verify statements by") from None
