"""Proofs that a caller has a key, one for each request: DPoP.

https://www.rfc-editor.org/rfc/rfc9449#section-4.3
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from hub.security.client_keys import PRIVATE, PUBLIC, imported
from hub.security.keys import InvalidKey
from hub.security.segment import json_object

TYPE = "dpop+jwt"
PROOF_ALGORITHMS = {"P-256": ("ES256",), "P-384": ("ES384",), "RSA": ("PS256", "RS256")}
"""By the curve of the key, or its kind."""
SKEW = timedelta(seconds=60)
LONGEST, LONGEST_JTI = 8_192, 256
_KNOWN_HEADERS = frozenset({"typ", "alg", "jwk", "kid"})
_PORTS = {"https": 443, "http": 80}


class ProofRefused(ValueError):
    """A proof that proves nothing; `reason` is for the ledger, the text for who sent it."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Proof:
    """A right one: of the key with this thumbprint; `name` must not be taken before `until`."""

    key: str
    name: bytes
    until: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proof is for; `url` has no query, `token` is the access token that goes with it."""

    method: str
    url: str
    token: str | None = None


def proof(sent: Sequence[str], asked: Asked, now: datetime) -> Proof:
    """What the one DPoP header of a request proves.

    Whether it was used before is for the caller, in the database.

    Raises:
        ProofRefused: none, more than one, or one that is not right, new and for just this.
    """
    if len(sent) != 1:
        reason = "proof-twice" if sent else "proof-absent"
        raise ProofRefused(reason, "a request has one header DPoP, with one proof")
    text = sent[0]
    if len(text) > LONGEST or not text.isascii():
        raise ProofRefused("proof-malformed", "the proof is no JWT")
    key = _signer(text)
    claims = _object(text.split(".")[1])
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI:
        raise ProofRefused("proof-jti", "jti must be a text of 1 to 256 characters")
    if claims.get("htm") != asked.method or not _is_url(claims.get("htu"), asked.url):
        raise ProofRefused("proof-request", "htm and htu must be this method and this URL")
    until = _moment(claims.get("iat"), now) + SKEW
    if asked.token is not None and claims.get("ath") != token_hash(asked.token):
        raise ProofRefused("proof-token", "ath must be the hash of the access token")
    thumbprint = key.thumbprint()
    name = hashlib.sha256(f"{thumbprint} {jti}".encode("utf-8", "surrogatepass")).digest()
    return Proof(thumbprint, name, until)


def token_hash(token: str) -> str:
    """`ath`: the SHA-256 of an access token in base64url."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode()


def _signer(text: str) -> ECKey | RSAKey:
    """The key in the header, whose signature is right."""
    header = _object(text.partition(".")[0])
    algorithm, jwk = header.get("alg"), header.get("jwk")
    if header.get("typ") != TYPE or not _KNOWN_HEADERS.issuperset(header):
        raise ProofRefused("proof-header", f"the header must have typ {TYPE}, alg and jwk alone")
    if not isinstance(jwk, Mapping) or PRIVATE & set(jwk):
        raise ProofRefused("proof-key", "jwk must be a public key")
    key, kind = _key(jwk)
    if algorithm not in PROOF_ALGORITHMS.get(kind, ()):
        raise ProofRefused(
            "proof-algorithm", "alg must be ES256, ES384, PS256 or RS256, as the key"
        )
    try:
        jws.deserialize_compact(text, key, registry=_registry(str(algorithm)))
    except (JoseError, ValueError):
        raise ProofRefused("proof-signature", "the signature is not of the key in jwk") from None
    return key


@cache
def _registry(algorithm: str) -> JWSRegistry:
    """Of this algorithm alone, and of headers that hold the key, which joserfc finds too long."""
    registry = JWSRegistry(algorithms=[algorithm])
    registry.max_header_length = LONGEST
    return registry


def _key(jwk: Mapping[str, Any]) -> tuple[ECKey | RSAKey, str]:
    """The key, and its curve or kind."""
    kind = jwk.get("kty")
    names = PUBLIC.get(kind, ()) if isinstance(kind, str) else ()
    members = [(name, jwk.get(name)) for name in names]
    if not members or not all(isinstance(value, str) for _, value in members):
        raise ProofRefused("proof-key", "jwk must be a public key, EC or RSA")
    try:
        key = imported({"kty": str(kind), **{name: str(value) for name, value in members}})
    except InvalidKey:
        raise ProofRefused("proof-key", "jwk makes no key, or a weak one") from None
    return key, key.curve_name if isinstance(key, ECKey) else "RSA"


def _moment(issued: object, now: datetime) -> datetime:
    """When it was issued: at most a minute from now, for a clock that is off."""
    if not isinstance(issued, int | float) or isinstance(issued, bool):
        raise ProofRefused("proof-time", "iat must be a time in seconds since 1970")
    seconds, skew = now.timestamp(), SKEW.total_seconds()
    if not seconds - skew <= issued <= seconds + skew:
        raise ProofRefused("proof-time", "iat must be now: make a new proof for each request")
    return datetime.fromtimestamp(issued, UTC)


def _is_url(said: object, url: str) -> bool:
    """Whether both are one address, whatever the case of the host; the query does not count."""
    if not isinstance(said, str):
        return False
    try:
        return _normal(said) == _normal(url)
    except ValueError:
        return False


def _normal(url: str) -> tuple[str, str | None, int | None, str]:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("nobody logs in by a URL")
    port = parts.port or _PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port, unquote(parts.path) or "/"


def _object(segment: str) -> Mapping[str, Any]:
    """The JSON object in a base64url segment; ProofRefused where it is none."""
    found = json_object(segment)
    if found is None:
        raise ProofRefused("proof-malformed", "the proof is no JWT")
    return found
