"""Access tokens: signed JWTs that the hub gives out and takes back.

https://www.rfc-editor.org/rfc/rfc9068
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.util import json_b64encode

from consent.rules.purpose import OWN_REQUEST
from hub.errors import TokenExpired, Unauthenticated
from hub.security.bound import bound
from hub.security.patient_request import patient_request
from hub.security.person_claims import Behind, behind_of, person_claims
from hub.security.requester import Requester
from profiles.identifiers import URA

SIGNED_BY = "ES256"
LIFETIME = timedelta(seconds=300)
SKEW = timedelta(seconds=60)
LONGEST_TOKEN = 16_384
MOST_REMEMBERED = 20_000
URA_OID = "urn:oid:2.16.528.1.1007.3.3"
BEARER, DPOP = "bearer", "dpop"
LAUNCHED = "launched_for"
"""The claim that names the one inhabitant, as the hub does, for whom an app was opened."""
_SCHEMES = frozenset({BEARER, DPOP})
NO_TOKEN = {"WWW-Authenticate": "Bearer"}
BAD_TOKEN = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def access_token(authorization: str | None) -> tuple[str, str]:
    """The scheme in an Authorization header, in small letters, and the token.

    Raises:
        Unauthenticated: no header, or another scheme than Bearer and DPoP.
    """
    scheme, _, token = (authorization or "").partition(" ")
    scheme = scheme.lower()
    if scheme not in _SCHEMES or not token:
        raise Unauthenticated("an access token is needed", headers=NO_TOKEN, rule="token-absent")
    return scheme, token


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Signs tokens with the hub's key; `public_url` has no slash at its end.

    Each lasts `lifetime` from when it was issued.
    """

    key: ECKey
    public_url: str
    lifetime: timedelta = LIFETIME

    def issue(self, requester: Requester) -> str:
        """The token that says who the requester is, good until `requester.expires`."""
        claims = self._claims(requester)
        return jwt.encode(_header(self.key), claims, self.key, algorithms=[SIGNED_BY])

    def _claims(self, requester: Requester) -> dict[str, Any]:
        issued = int((requester.expires - self.lifetime).timestamp())
        return {
            "iss": self.public_url,
            "aud": _audience(self.public_url),
            "sub": requester.client_id,
            "client_id": requester.client_id,
            "client_name": requester.name,
            "ura": requester.ura.value,
            "organization_type": requester.organization_type,
            "scope": " ".join(requester.scopes),
            "jti": requester.token_id,
            "iat": issued,
            "nbf": issued,
            "exp": int(requester.expires.timestamp()),
            **({"desk": True} if requester.desk else {}),
            **({"cnf": requester.bound.claim()} if requester.bound else {}),
            **({LAUNCHED: str(requester.launched)} if requester.launched else {}),
            **_person(requester),
        }


@dataclass(slots=True)
class TokenVerifier:
    """Turns a token back into its Requester; remembers what it verified, by SHA-256.

    Of a remembered token only the end is checked again, and that every time.
    """

    key: ECKey
    public_url: str
    lifetime: timedelta = LIFETIME
    _remembered: OrderedDict[bytes, Requester] = field(default_factory=OrderedDict, repr=False)

    def verify(self, token: str, now: datetime) -> Requester:
        """Who calls.

        Raises:
            Unauthenticated: not a token of this hub for this FHIR base, or changed.
            TokenExpired: it was one.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise _refused("token-malformed")
        digest = hashlib.sha256(token.encode()).digest()
        requester = self._remembered.get(digest)
        if requester is None:
            requester = self._checked(token)
            if requester.expires - self.lifetime - SKEW > now:
                raise _refused("token-early")
            self._remember(digest, requester)
        if now >= requester.expires:
            self._remembered.pop(digest, None)
            raise TokenExpired("the access token is expired", headers=BAD_TOKEN)
        return requester

    def _remember(self, digest: bytes, requester: Requester) -> None:
        self._remembered[digest] = requester
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def _checked(self, token: str) -> Requester:
        """Only the hub's own header passes: no other algorithm, key or type can be named."""
        if not token.startswith(f"{json_b64encode(_header(self.key)).decode()}."):
            raise _refused("token-foreign")
        try:
            signed = jws.deserialize_compact(token, self.key, algorithms=[SIGNED_BY])
        except (JoseError, ValueError):
            raise _refused("token-signature") from None
        claims = json.loads(signed.payload or b"{}")
        if claims["iss"] != self.public_url or claims["aud"] != _audience(self.public_url):
            raise _refused("token-audience")
        return _requester(claims)


def _audience(public_url: str) -> str:
    return f"{public_url}/fhir"


def _header(key: ECKey) -> dict[str, Any]:
    return {"typ": "at+jwt", "alg": SIGNED_BY, "kid": key.kid}


def _person(requester: Requester) -> dict[str, Any]:
    if requester.patient_request is not None:
        return requester.patient_request.claims()
    behind = Behind(
        requester.practitioner, requester.purpose, requester.emergency, requester.relation
    )
    return person_claims(behind, (requester.name, requester.ura.value))


def _requester(claims: Mapping[str, Any]) -> Requester:
    said, asks_himself = behind_of(claims), patient_request(claims)
    return Requester(
        client_id=claims["client_id"],
        name=claims["client_name"],
        ura=URA(claims["ura"]),
        organization_type=claims["organization_type"],
        scopes=tuple(claims["scope"].split(" ")),
        token_id=claims["jti"],
        expires=datetime.fromtimestamp(claims["exp"], UTC),
        practitioner=said.practitioner,
        purpose=OWN_REQUEST if asks_himself else said.purpose,
        emergency=said.emergency,
        relation=said.relation,
        desk=claims.get("desk") is True,
        bound=bound(claims),
        patient_request=asks_himself,
        launched=UUID(claims[LAUNCHED]) if LAUNCHED in claims else None,
    )


def _refused(rule: str) -> Unauthenticated:
    return Unauthenticated("the access token is not valid", headers=BAD_TOKEN, rule=rule)
