"""A certificate that a proxy has seen: believed from the hub's own proxies, and of nobody else.

https://www.rfc-editor.org/rfc/rfc9440
"""

import base64
import binascii
import logging
import re
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from hub.http.peer import PEER
from hub.http.turned import Turned
from hub.settings import Settings

_LOG = logging.getLogger("hub.http")
_ARMOUR = re.compile(rb"-----(BEGIN|END) CERTIFICATE-----")
_TOLD_EVERY = 1.0  # seconds
UNREADABLE = b""
"""In place of a certificate that can't be read: it proves nothing, and so it is refused."""


@dataclass(slots=True)
class CertificateHeader:
    """The header of this name, in small letters; `proxies` are addresses."""

    name: bytes
    proxies: frozenset[str]
    turned: Turned = field(default_factory=Turned)
    """Among others, how often somebody else sent it."""
    _told: float = field(default=float("-inf"))

    @classmethod
    def of_settings(cls, settings: Settings, turned: Turned) -> "CertificateHeader | None":
        """None where no proxy tells certificates."""
        if not settings.certificate_header:
            return None
        proxies = frozenset(one.strip() for one in settings.certificate_proxies.split(","))
        return cls(settings.certificate_header.lower().encode(), proxies, turned)

    def take(self, scope: MutableMapping[str, Any]) -> None:
        """Whoever reads the headers after this does not find it, whoever sent it."""
        headers = scope.get("headers", ())
        found = [value for name, value in headers if name == self.name]
        address = (scope.get("client") or ("",))[0]
        if address in self.proxies:
            # Not the proxy's own, where it has shown one itself.
            scope["state"] = {**scope.get("state", {}), PEER: _der(found)}
        elif found:
            self._tell(address)
        if found:
            scope["headers"] = [one for one in headers if one[0] != self.name]

    def _tell(self, address: str) -> None:
        self.turned["header", "certificate-forged"] += 1
        now = time.monotonic()
        if now - self._told >= _TOLD_EVERY:
            self._told = now
            _LOG.error(
                "security: a certificate in a header was ignored, from %s, which is none of"
                " HUB_CERTIFICATE_PROXIES",
                address or "nowhere",
            )


def _der(values: list[bytes]) -> bytes | None:
    """The one certificate, or the first of a chain: PEM or its base64, percent-encoded or not."""
    texts = [value for value in values if value.strip()]
    if not texts:
        return None
    first = unquote_to_bytes(texts[0]).strip(b" :").partition(b",")[0]
    body = _ARMOUR.split(first)
    bare = b"".join((body[2] if len(body) > 1 else first).split())
    try:
        der = base64.b64decode(bare, validate=True)
    except binascii.Error:
        return UNREADABLE
    return der if len(texts) == 1 else UNREADABLE
