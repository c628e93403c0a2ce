"""Which pages of other origins may read what the hub answers: those of registered apps alone.

What the hub says of itself without a token any page may read. No cookie ever counts here, so
credentials are for none.
https://fetch.spec.whatwg.org/#http-cors-protocol and docs/decisions/0044-smart-app-launch.md
"""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Addresses = Callable[[], Awaitable[Iterable[str] | None]]
"""The redirect addresses of the apps that run in a browser; None where nobody can say now."""
KNOWN_FOR, UNKNOWN_FOR = 10.0, 1.0
"""Seconds for which it is not asked again whether a page is of one of these."""
_READ, _SENT = frozenset({"GET", "HEAD"}), frozenset({"POST"})
_ANYBODYS = frozenset({
    "/fhir/metadata", "/fhir/.well-known/smart-configuration", "/auth/jwks",
    "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
})  # fmt: skip
_ANY = b"*"
_PLACES = {
    "/auth/token": _SENT,
    "/auth/jwks": _READ,
    "/.well-known/oauth-authorization-server": _READ,
    "/.well-known/openid-configuration": _READ,
}
_FHIR, _SEARCH = "/fhir/", "/_search"
_ASKED_WITH = b"authorization, content-type, accept, dpop, if-none-match, x-request-id, prefer"
_TOLD = b"etag, last-modified, location, retry-after, warning, www-authenticate, x-request-id"
_MAX_AGE = b"600"


def methods_at(path: str) -> frozenset[str]:
    """How an app in a browser may ask at this address: to get a token, to find out, and to read."""
    if path in _PLACES:
        return _PLACES[path]
    if not path.startswith(_FHIR):
        return frozenset()
    return _SENT if path.endswith(_SEARCH) else _READ


def origin_of(address: str) -> str:
    """As a browser writes it: without the port that its scheme has anyhow.

    https://www.rfc-editor.org/rfc/rfc6454#section-6.2
    """
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{name}{port}"


@dataclass(slots=True)
class CrossOrigin:
    """Which origins these are, looked up again after a while."""

    addresses: Addresses
    clock: Callable[[], float] = time.monotonic
    _origins: frozenset[str] = frozenset()
    _looked: float = field(default=float("-inf"))

    def door(self, inner: ASGIApp) -> ASGIApp:
        """The same application, that a registered app's page may ask too."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            origin = _header(scope, b"origin") if scope["type"] == "http" else None
            if origin is not None and _is_anybodys(scope):
                origin = _ANY
            elif origin is not None and not await self._lets(scope, origin):
                origin = None
            if origin is None:
                await inner(scope, receive, send)
            elif scope["method"] == "OPTIONS":
                await _preflight(scope, origin, send)
            else:
                await inner(scope, receive, _telling(send, origin))

        return answer

    async def _lets(self, scope: Scope, origin: bytes) -> bool:
        if _asked(scope) not in methods_at(scope["path"]):
            return False
        named = origin.decode("latin-1")
        known_for = KNOWN_FOR if named in self._origins else UNKNOWN_FOR
        if self.clock() >= self._looked + known_for:
            await self._look()
        return named in self._origins

    async def _look(self) -> None:
        # First, so that of many who ask at once one looks.
        self._looked = self.clock()
        found = await self.addresses()
        if found is not None:
            self._origins = frozenset(map(origin_of, found))


def _asked(scope: Scope) -> str:
    """The method, of a preflight the one that comes after it."""
    said: str = scope["method"]
    if said == "OPTIONS":
        return (_header(scope, b"access-control-request-method") or b"").decode("latin-1")
    return said


def _is_anybodys(scope: Scope) -> bool:
    return scope["path"] in _ANYBODYS and _asked(scope) in _READ


def _telling(send: Send, origin: bytes) -> Send:
    """The answer with who may read it."""

    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [*_of(origin), (b"access-control-expose-headers", _TOLD)]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return tell


async def _preflight(scope: Scope, origin: bytes, send: Send) -> None:
    """What may be asked; nothing is asked yet, and nobody is known."""
    methods = ", ".join(sorted(methods_at(scope["path"]))).encode()
    headers = [
        *_of(origin),
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", _ASKED_WITH),
        (b"access-control-max-age", _MAX_AGE),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _of(origin: bytes) -> list[tuple[bytes, bytes]]:
    told = [(b"access-control-allow-origin", origin)]
    return told if origin == _ANY else [*told, (b"vary", b"Origin")]


def _header(scope: Scope, name: bytes) -> bytes | None:
    """The only value of it; of more than one none counts."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0] if len(values) == 1 else None
