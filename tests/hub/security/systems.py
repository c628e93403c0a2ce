"""A system with a key of its own, as the tests of the token exchange need it."""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from consent.asker import Assurance
from hub.oauth.registration import register_client
from hub.security.keys import new_client_key, new_signing_key, signing_key
from hub.security.professional import Professional
from hub.security.requester import Practitioner

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PUBLIC_URL = "https://hub.example.org"
TOKEN_URL = f"{PUBLIC_URL}/auth/token"
DOCTOR = Professional(Practitioner("900025039", "A. Voorbeeld", "01.015", "substantial"), "TREAT")
FORM_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class System:
    """A registered client together with its private key."""

    private: dict[str, Any]
    jwks: dict[str, Any]
    client_id: str = field(default_factory=lambda: str(uuid4()))
    name: str = "Huisartsenpost De Sluis"
    ura: str = "90000101"
    organization_type: str = "H1"
    scopes: str = "system/*.rs system/Consent.cruds"
    disabled: bool = False
    desk: bool = False
    vouches: Assurance = "substantial"
    certificate: str | None = None
    bound: bool = False
    kind: str = "confidential"

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a good assertion; a change to None takes a claim away."""
        issued = int(NOW.timestamp())
        good = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": TOKEN_URL,
            "iat": issued,
            "exp": issued + 240,
            "jti": str(uuid4()),
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def sign(self, claims: Any, **header: Any) -> str:
        """The claims rightly signed with this system's key, under whatever header."""
        key = import_key(self.private)
        algorithm = "ES384" if key.key_type == "EC" else "RS384"
        protected = {"alg": algorithm, "typ": "JWT", "kid": key.kid} | header
        protected = {name: value for name, value in protected.items() if value is not None}
        signed = f"{segment(protected)}.{segment(claims)}"
        signature = JWSRegistry.algorithms[algorithm].sign(signed.encode(), key)
        return f"{signed}.{segment(signature)}"

    def form(self, assertion: str, **more: str) -> dict[str, str]:
        """The token request that carries the assertion."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": FORM_TYPE,
            "client_assertion": assertion,
        }
        return form | more

    def registration(self) -> dict[str, Any]:
        """The arguments of `register_client`."""
        return {
            "name": self.name,
            "ura": self.ura,
            "organization_type": self.organization_type,
            "scopes": self.scopes,
            "jwks": self.jwks,
        }


def segment(value: Any) -> str:
    """Bytes as they are, anything else as JSON, in base64url."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def mac_signed(header: dict[str, Any], claims: Any, secret: bytes) -> str:
    """A JWT whose signature is an HMAC, as who knows only a public key would forge it."""
    signed = f"{segment(header)}.{segment(claims)}"
    digest = hmac.digest(secret, signed.encode(), f"sha{header['alg'][2:]}")
    return f"{signed}.{segment(digest)}"


def elliptic_system(**changes: Any) -> System:
    """A system that signs ES384."""
    return System(*new_client_key(), **changes)


@cache
def rsa_key(bits: int = 2048) -> RSAKey:
    """One RSA key for all tests: making one is slow."""
    return RSAKey.generate_key(bits, auto_kid=True)


def rsa_system() -> System:
    """A system that signs RS384."""
    key = rsa_key()
    return System(key.as_dict(private=True), {"keys": [key.as_dict(private=False)]})


@cache
def hub_key() -> ECKey:
    """The hub's signing key of the tests."""
    return signing_key(json.dumps(new_signing_key()))


def registered(system: System) -> System:
    """The system with its set as the register would hold it."""
    system.jwks = register_client(**system.registration()).jwks
    return system
