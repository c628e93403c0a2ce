"""Proofs that the caller has the key to which its token is bound (DPoP)."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", private=True)


@dataclass(frozen=True, slots=True)
class Proofs:
    """A key of this process alone, https://www.rfc-editor.org/rfc/rfc9449#section-4.2."""

    key: ECKey = field(default_factory=_new_key, repr=False)

    def proof(self, method: str, url: httpx.URL, token: str | None = None) -> str:
        """For one call, and once: the hub takes it for a minute."""
        claims: dict[str, Any] = {
            "jti": str(uuid4()),
            "htm": method,
            "htu": str(url.copy_with(query=None, fragment=None)),
            "iat": int(time.time()),
        }
        if token is not None:
            digest = hashlib.sha256(token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        return jwt.encode(header, claims, self.key, algorithms=["ES256"])
