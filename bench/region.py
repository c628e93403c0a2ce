"""Who takes part: practices that push, a post that reads, inhabitants that they know."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from bench.people import Doctor

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PERSON: dict[str, Any] = {
    "subject_name": "A. Waarnemer",
    "national_provider_identifier": "900000009",
    "subject_role": ["01.015"],
    "purpose_of_use": ["TREAT"],
}


DIRECTIVES = 7


@dataclass(frozen=True, slots=True)
class System:
    """A client with its private key; `is_reader` when a professional stands behind its calls.

    `purpose` is why he asks.
    """

    name: str
    ura: str
    organization_type: str
    scopes: str
    private: dict[str, Any] = field(repr=False)
    client_id: str = ""
    is_reader: bool = False
    purpose: str = PERSON["purpose_of_use"][0]

    def token_request(self, url: str) -> bytes:
        """The form for `/auth/token`, with an assertion that is good once."""
        key = ECKey.import_key(self.private)
        now = int(time.time())
        person = PERSON | {"purpose_of_use": [self.purpose]}
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{url}/auth/token",
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + 120,
            **({"extensions": {"ihe_iua": person}} if self.is_reader else {}),
        }
        header = {"alg": "ES384", "typ": "JWT", "kid": key.kid}
        assertion = jwt.encode(header, claims, key, algorithms=["ES384"])
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": assertion,
        }
        return urlencode(form).encode()


@dataclass(frozen=True)
class Inhabitant:
    """Somebody whose talk is stored; `addresses` are `Type/id` in the order of the bundle."""

    bsn: str
    doctor: Doctor
    addresses: tuple[str, ...]

    @property
    def patient(self) -> str:
        """The Patient's address."""
        return self.addresses[0]

    @cached_property
    def directives(self) -> tuple[str, ...]:
        """Those of the treatment limits, the first Consents of a talk."""
        return tuple(self.of("Consent")[:DIRECTIVES])

    @property
    def edition(self) -> str:
        """What the business identifiers of the talk begin with: no BSN, for they stand in URLs."""
        return f"first-{self.bsn[3:]}"

    def of(self, kind: str) -> list[str]:
        """The addresses of this type."""
        return [each for each in self.addresses if each.startswith(f"{kind}/")]


@dataclass(frozen=True, slots=True)
class Region:
    """Everybody; `strangers` are the BSNs that nothing is stored of yet."""

    practices: tuple[System, ...]
    reader: System
    doctors: tuple[Doctor, ...]
    strangers: tuple[str, ...]
    inhabitants: tuple[Inhabitant, ...] = ()
