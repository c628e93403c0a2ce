"""Is this assertion the client's own, fresh, and meant for this server?

https://www.rfc-editor.org/rfc/rfc7523#section-3 and
https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from joserfc import jws
from joserfc.errors import JoseError

from consent.asker import Assurance
from hub.oauth.refusals import InvalidClient
from hub.security.client_keys import candidates
from hub.security.keys import InvalidKey
from hub.security.numeric_date import SKEW_SECONDS, numeric_date
from hub.security.segment import json_object

ALGORITHMS = frozenset({"ES384", "RS384"})
LONGEST_LIFE_SECONDS = 300
LONGEST_JTI = 256
LONGEST_CLIENT_ID = 64

# A header that brings its own key, its own rules or an address to fetch a key from.
REFUSED_HEADERS = frozenset({"crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc"})


Kind = Literal["confidential", "smart"]
"""One that proves itself by its keys; and an app in a browser, which has nothing to prove it by.

https://hl7.org/fhir/smart-app-launch/app-launch.html#support-for-public-and-confidential-apps
"""
SMART: Kind = "smart"


class RegisteredClient(Protocol):
    """What the register says of a client; `certificate` is PEM.

    `scopes` and `redirect_uris` are space-separated.
    """

    client_id: str
    name: str
    ura: str
    organization_type: str
    scopes: str
    jwks: dict[str, Any]
    redirect_uris: str
    certificate: str | None
    bound: bool
    desk: bool
    vouches: Assurance
    kind: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class VerifiedAssertion:
    """Claims that the client signed; `jti` must not be taken again before `until`."""

    client_id: str
    jti: str
    until: datetime
    claims: Mapping[str, Any]


def claimed_client(assertion: str) -> str | None:
    """The `sub` of an assertion that nobody verified yet: good for a look-up only."""
    parts = assertion.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        return None
    subject = (json_object(parts[1]) or {}).get("sub")
    return subject if _is_client_id(subject) else None


def claimed_by(form: Mapping[str, str]) -> str | None:
    """Whom a form claims to come from: by its assertion, or where it has none by its word."""
    if "client_assertion" in form:
        return claimed_client(form["client_assertion"])
    said = form.get("client_id")
    return said if _is_client_id(said) else None


def verify_assertion(
    assertion: str,
    client: RegisteredClient | None,
    url: str,
    now: datetime,
    others: Collection[str] = (),
) -> VerifiedAssertion:
    """The assertion's claims, when its signature, its audience and its times are right.

    `url` is the endpoint that it is for, `others` are what it may say instead. Whether the `jti`
    was used before is for the caller, in its transaction.

    Raises:
        InvalidClient: with one and the same text for unknown, disabled and badly signed.
    """
    algorithm, kid = _header(assertion)
    if client is None or client.disabled:
        raise _unproven("client-unknown" if client is None else "client-disabled")
    claims = _signed_claims(assertion, client, algorithm, kid)
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        raise InvalidClient("assertion-issuer", "iss and sub must both be the client_id")
    if not any(claims.get("aud") in (one, [one]) for one in (url, *others)):
        raise InvalidClient("assertion-audience", f"aud must be {url} alone")
    expires = _expiry(claims, now.timestamp())
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI:
        raise InvalidClient("assertion-jti", "jti must be a text of 1 to 256 characters")
    until = datetime.fromtimestamp(expires + SKEW_SECONDS, UTC)
    return VerifiedAssertion(client.client_id, jti, until, claims)


def _header(assertion: str) -> tuple[str, str | None]:
    """The algorithm and key id, from a header that asks for nothing else."""
    header = json_object(assertion.partition(".")[0]) or {}
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise InvalidClient("assertion-algorithm", "the assertion must be signed ES384 or RS384")
    if REFUSED_HEADERS & set(header):
        raise InvalidClient("assertion-header", "the header must not bring keys or extensions")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        raise InvalidClient("assertion-type", "typ must be JWT")
    if kid is not None and not isinstance(kid, str):
        raise InvalidClient("assertion-header", "kid must be a text")
    return algorithm, kid


def _signed_claims(
    assertion: str, client: RegisteredClient, algorithm: str, kid: str | None
) -> Mapping[str, Any]:
    for key in candidates(client.jwks, algorithm, kid):
        try:
            jws.deserialize_compact(assertion, key, algorithms=[algorithm])
        except (JoseError, InvalidKey, ValueError):
            continue
        return json_object(assertion.split(".")[1]) or {}
    raise _unproven("assertion-signature")


def _expiry(claims: Mapping[str, Any], now: float) -> float:
    expires, issued = _moment(claims, "exp"), _moment(claims, "iat")
    if now >= expires + SKEW_SECONDS:
        raise InvalidClient("assertion-expired", "the assertion is expired")
    if not 0 < expires - issued <= LONGEST_LIFE_SECONDS:
        raise InvalidClient("assertion-lifetime", "exp must be at most 300 seconds after iat")
    starts = _moment(claims, "nbf") if "nbf" in claims else issued
    if max(issued, starts) > now + SKEW_SECONDS:
        raise InvalidClient("assertion-early", "the assertion is not valid yet: check your clock")
    return expires


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """A NumericDate in seconds."""
    moment = numeric_date(claims.get(name))
    if moment is None:
        raise InvalidClient("assertion-times", f"{name} must be a time in seconds since 1970")
    return moment


def _unproven(reason: str) -> InvalidClient:
    return InvalidClient(reason, "unknown client, unknown key or wrong signature")


def _is_client_id(subject: object) -> bool:
    """Whether it may be the id of a client at all."""
    return (
        isinstance(subject, str)
        and 0 < len(subject) <= LONGEST_CLIENT_ID
        and subject.isascii()
        and subject.isprintable()
    )
