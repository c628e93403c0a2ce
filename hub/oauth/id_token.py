"""An ID token, to the letter: who it is of is read by others, from what is verified here.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped] # Authlib has no types
from joserfc import jws
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, RSAKey

from consent.asker import Assurance
from hub.oauth.dezi_keys import ALGORITHMS, NOT_AS_IT_SHOULD_BE
from hub.oauth.openid_provider import OpenIdProvider
from hub.oauth.sign_in import SignInRefused
from hub.security.assurance import LEVELS
from hub.security.numeric_date import SKEW_SECONDS, numeric_date
from hub.security.professional import is_one_line
from hub.security.segment import json_object

LONGEST = 16_384
LONGEST_SUBJECT = 255
NOTICED = frozenset(
    {"iss", "sub", "aud", "exp", "nbf", "iat", "nonce", "azp", "at-hash", "auth-time"}
)
"""Claims by whose names a refusal is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was asked, and since when: nobody logged in for it before."""

    client_id: str
    nonce: str
    access_token: str
    level: Assurance
    begun: datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """What it says, how sure the log-in was, and when."""

    claims: Mapping[str, Any]
    level: Assurance
    authenticated_at: datetime


async def verified(
    text: str,
    provider: OpenIdProvider,
    levels: Mapping[str, Assurance],
    expected: Expected,
    now: datetime,
) -> Verified:
    """What a token of this provider says; `levels` are the assurances by its `acr` values.

    Raises:
        SignInRefused: it is not signed so, not of now, not for here, or not sure enough.
        Unreachable: there are no keys to verify it by.
    """
    header = _header(text)
    key = await provider.key(header["kid"])
    claims = _signed(text, header, key)
    _check_claims(claims, header, provider.issuer, expected, now)
    return Verified(claims, _level(claims, levels, expected), _moment(claims, expected, now))


def _header(text: str) -> Mapping[str, Any]:
    header = json_object(text.partition(".")[0]) if len(text) <= LONGEST else None
    if header is None or not isinstance(header.get("kid"), str):
        raise SignInRefused("id-token-malformed")
    kind = header.get("typ", "JWT")
    if not (isinstance(kind, str) and kind.upper() == "JWT"):
        # An access token or a log-out of the same provider is no log-in.
        raise SignInRefused("id-token-typ")
    return header


def _signed(text: str, header: Mapping[str, Any], key: ECKey | RSAKey | None) -> Mapping[str, Any]:
    algorithm = header.get("alg")
    if key is None or not isinstance(algorithm, str) or algorithm not in ALGORITHMS[key.key_type]:
        raise SignInRefused("id-token-key")
    try:
        jws.deserialize_compact(text, key, algorithms=[algorithm])
    except (JoseError, ValueError):
        raise SignInRefused("id-token-signature") from None
    return json_object(text.split(".")[1]) or {}


def _check_claims(
    claims: Mapping[str, Any],
    header: Mapping[str, Any],
    issuer: str,
    expected: Expected,
    now: datetime,
) -> None:
    params = {
        "nonce": expected.nonce,
        "client_id": expected.client_id,
        "access_token": expected.access_token,
    }
    token = CodeIDToken(dict(claims), dict(header), {"iss": {"value": issuer}}, params)
    try:
        token.validate(int(now.timestamp()), SKEW_SECONDS)
    except ClaimError as error:
        named = error.claim.replace("_", "-")
        raise SignInRefused(f"id-token-{named if named in NOTICED else 'claims'}") from None
    except (JoseError, *NOT_AS_IT_SHOULD_BE):
        raise SignInRefused("id-token-claims") from None
    # Authlib lets others be meant beside us, and a token be of long ago.
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise SignInRefused("id-token-aud")
    if claims["iat"] < expected.begun.timestamp() - SKEW_SECONDS:
        raise SignInRefused("id-token-iat")
    if not is_one_line(claims["sub"], LONGEST_SUBJECT):
        raise SignInRefused("id-token-sub")


def _level(
    claims: Mapping[str, Any], levels: Mapping[str, Assurance], expected: Expected
) -> Assurance:
    said = claims.get("acr")
    level = levels.get(said) if isinstance(said, str) else None
    if level is None or LEVELS.index(level) < LEVELS.index(expected.level):
        raise SignInRefused("id-token-acr")
    return level


def _moment(claims: Mapping[str, Any], expected: Expected, now: datetime) -> datetime:
    """When he logged in: for this, and not some time ago, on a machine that he left."""
    said = numeric_date(claims.get("auth_time"))
    earliest = expected.begun.timestamp() - SKEW_SECONDS
    if said is None or not earliest <= said <= now.timestamp() + SKEW_SECONDS:
        raise SignInRefused("id-token-auth-time")
    return datetime.fromtimestamp(int(said), UTC)
