"""What an OpenID provider says of itself, asked where it was set to be, and its keys.

https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
docs/decisions/0038-logging-in-at-an-openid-provider.md
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from joserfc.jwk import ECKey, RSAKey

from hub.http.loopback import LOOPBACK
from hub.oauth.dezi_keys import AGAIN, FRESH, NOT_AS_IT_SHOULD_BE, DeziKeys, usable_keys
from hub.outbound.fetch import Fetch, Unreachable

DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CAN = {
    "response_types_supported": "code",
    "code_challenge_methods_supported": "S256",
    "token_endpoint_auth_methods_supported": "private_key_jwt",
}
"""What it must say that it can: nobody logs in by less."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where it lets people log in, gives tokens and has its keys."""

    authorization: str
    token: str
    keys: str


@dataclass(slots=True)
class OpenIdProvider:
    """One of a known issuer; what it says of itself is asked again each hour."""

    issuer: str
    fetch: Fetch
    _said: Endpoints | None = None
    _at: float = float("-inf")
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _keys: DeziKeys = field(init=False)

    def __post_init__(self) -> None:
        self._keys = DeziKeys({}, frozenset(), self.fetch, usable_keys)

    async def endpoints(self) -> Endpoints:
        """As it said within the hour; asked at most once in ten seconds.

        Raises:
            Unreachable: it does not answer, or not as this issuer, or it can't do what it takes.
        """
        async with self._turn:
            now = time.monotonic()
            is_old = self._said is None or now - self._at > FRESH
            if is_old and now - self._at > AGAIN:
                self._said, self._at = None, now
                address = self.issuer.removesuffix("/") + DISCOVERY
                self._said = endpoints(await self.fetch.get(address), self.issuer)
            if self._said is None:
                raise Unreachable
            return self._said

    async def key(self, kid: str) -> ECKey | RSAKey | None:
        """Its key of that name; looked for anew where it is not known, as `endpoints`.

        Raises:
            Unreachable: its keys can't be had at this moment.
        """
        return await self._keys.key((await self.endpoints()).keys, kid)


def endpoints(body: bytes, issuer: str) -> Endpoints:
    """Of a discovery document.

    Raises:
        Unreachable: it is another issuer's, not whole, or some endpoint is not where it may be.
    """
    try:
        said = json.loads(body)
        # Not by Authlib: it refuses who does not sign by RS256, as FAPI's providers do not.
        can = all(asked in _listed(said[name]) for name, asked in CAN.items())
        # Without it an answer could be another provider's. https://www.rfc-editor.org/rfc/rfc9207
        tells = said.get("authorization_response_iss_parameter_supported") is True
        if said["issuer"] != issuer or not (can and tells and _are_fit(said, issuer)):
            raise Unreachable
        return Endpoints(*(said[name] for name in ENDPOINTS))
    except NOT_AS_IT_SHOULD_BE:
        raise Unreachable from None


def _listed(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _are_fit(said: Mapping[str, Any], issuer: str) -> bool:
    """A provider of the open network sends nobody to this machine."""
    local = is_local(issuer)
    return all(is_address(said[name]) and is_local(said[name]) == local for name in ENDPOINTS)


def is_address(url: str) -> bool:
    """Whether it is a whole https URL, or http on this machine, without password or fragment."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_local(url))
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" #")
    return is_whole and is_safe and is_plain


def is_local(url: str) -> bool:
    """Whether it leads to this machine."""
    return urlsplit(url).hostname in LOOPBACK
