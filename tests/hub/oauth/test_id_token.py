"""An ID token is believed to the letter, or not at all.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

import time
from typing import Any

import pytest
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from hub.oauth.sign_in import Asked
from hub.security.numeric_date import SKEW_SECONDS
from tests.builders import a_bsn
from tests.hub.oauth.signing_in import logged_in, refused
from tests.hub.security.systems import hub_key, mac_signed, segment
from tests.stubs.openid_provider import CLIENT_ID, OpenIdStub

pytestmark = pytest.mark.anyio

LOW, HIGH = (f"http://eidas.europa.eu/LoA/{level}" for level in ("low", "high"))
LONG_AGO = 1_000_000_000
FAR = 2**35


@pytest.fixture(autouse=True)
def _somebody(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}


WRONG_CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "of another issuer": ({"iss": "https://other.example"}, "iss"),
    "of an issuer with a slash behind it": ({"iss": "http://127.0.0.1/"}, "iss"),
    "of no issuer": ({"iss": None}, "iss"),
    "for another": ({"aud": "other"}, "azp"),
    "for another, and the hub may use it": ({"aud": "other", "azp": CLIENT_ID}, "aud"),
    "for the hub and another": ({"aud": [CLIENT_ID, "other"], "azp": CLIENT_ID}, "aud"),
    "for nobody": ({"aud": None}, "aud"),
    "for a list that is empty": ({"aud": []}, "aud"),
    "given to another": ({"azp": "other"}, "azp"),
    "of another log-in": ({"nonce": "another"}, "nonce"),
    "of no log-in in particular": ({"nonce": None}, "nonce"),
    "expired": ({"exp": LONG_AGO}, "exp"),
    "that never expires": ({"exp": None}, "exp"),
    "that expires some day": ({"exp": "some day"}, "exp"),
    "of the future": ({"iat": FAR}, "iat"),
    "of long ago": ({"iat": LONG_AGO}, "iat"),
    "of no time": ({"iat": None}, "iat"),
    "of a yes for a time": ({"iat": True}, "iat"),
    "that does not hold yet": ({"nbf": FAR}, "nbf"),
    "of nobody": ({"sub": None}, "sub"),
    "of somebody on two lines": ({"sub": "a\nb"}, "sub"),
    "of somebody without end": ({"sub": "a" * 256}, "sub"),
    "of another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at-hash"),
    "with a list for a hash": ({"at_hash": ["A"]}, "claims"),
    "of a log-in that is less sure": ({"acr": LOW}, "acr"),
    "of a log-in of no known kind": ({"acr": "urn:very-sure"}, "acr"),
    "that does not say how sure": ({"acr": None}, "acr"),
    "of a list of assurances": ({"acr": [HIGH]}, "acr"),
    "that does not say since when": ({"auth_time": None}, "auth-time"),
    "of a log-in long ago": ({"auth_time": LONG_AGO}, "auth-time"),
    "of a log-in that has yet to come": ({"auth_time": FAR}, "auth-time"),
    "of a log-in at no time": ({"auth_time": "now"}, "auth-time"),
    "of a log-in at zero": ({"auth_time": 0}, "auth-time"),
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
async def test_nobody_comes_in_by_a_token(provider: OpenIdStub, what: str) -> None:
    provider.claims, claim = WRONG_CLAIMS[what]

    assert await refused(provider) == f"id-token-{claim}"


async def test_nobody_comes_in_by_a_log_in_of_just_before(provider: OpenIdStub) -> None:
    provider.claims = {"auth_time": provider.seconds - SKEW_SECONDS - 5}

    assert await refused(provider) == "id-token-auth-time"


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "at+jwt"},
        {"typ": "logout+jwt"},
        {"typ": 1},
    ],
)
async def test_a_token_of_another_kind_is_no_log_in(
    provider: OpenIdStub, header: dict[str, Any]
) -> None:
    provider.header = header

    assert await refused(provider) == "id-token-typ"


async def test_a_token_that_nobody_signed_is_not_believed(provider: OpenIdStub) -> None:
    provider.header = {"alg": "none"}

    assert await refused(provider) == "id-token-key"


@pytest.mark.parametrize("algorithm", ["HS256", "ES384", "RS256", "PS256", "EdDSA", None, 1])
async def test_an_algorithm_that_is_not_of_the_key_is_not_believed(
    provider: OpenIdStub, algorithm: object
) -> None:
    provider.header = {"alg": algorithm}

    assert await refused(provider) == "id-token-key"


async def test_a_public_key_is_no_secret_to_sign_by(provider: OpenIdStub) -> None:
    async def forged(secret: bytes) -> str:
        claims = {"iss": provider.issuer, "sub": "someone", "aud": CLIENT_ID}
        header = {"alg": "HS256", "kid": provider.key.kid, "typ": "JWT"}
        provider.token = {"id_token": mac_signed(header, claims, secret)}
        return await refused(provider)

    assert await forged(provider.key.as_pem(private=False)) == "id-token-key"
    assert await forged(provider.key.as_bytes(private=False)) == "id-token-key"


async def test_a_token_by_another_key_of_that_name_is_not_believed(provider: OpenIdStub) -> None:
    other = ECKey.generate_key("P-256", {"kid": provider.key.kid})
    provider.keys = [other.as_dict(private=False)]

    assert await refused(provider) == "id-token-signature"


async def test_a_key_that_the_token_brings_along_is_not_taken(provider: OpenIdStub) -> None:
    own = ECKey.generate_key("P-256", auto_kid=True)
    provider.key = own
    provider.header = {"jwk": own.as_dict(private=False), "jku": f"{provider.issuer}/own"}

    assert await refused(provider) == "id-token-key"
    assert "/own" not in provider.paths


async def test_the_hubs_own_key_signs_no_log_in(provider: OpenIdStub) -> None:
    provider.key = hub_key()

    assert await refused(provider) == "id-token-key"


async def test_a_rule_of_its_own_in_the_header_is_not_passed_over(provider: OpenIdStub) -> None:
    provider.header = {"crit": ["urn:unknown"], "urn:unknown": True}

    assert await refused(provider) == "id-token-signature"


@pytest.mark.parametrize("kid", [None, 1, "other"])
async def test_a_token_names_the_key_that_it_is_by(provider: OpenIdStub, kid: object) -> None:
    provider.header = {"kid": kid}

    assert await refused(provider) in {"id-token-malformed", "id-token-key"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b.c",
        "eyJ",
        "é.é.é",
        f"{segment([])}.e30.x",
        f"{segment({'alg': 'ES256', 'kid': 'x'})}.{'a' * 20_000}.x",
    ],
    ids=["empty", "letters", "broken", "accents", "list", "long"],
)
async def test_what_is_no_token_is_refused(provider: OpenIdStub, text: str) -> None:
    provider.token = {"id_token": text}

    assert await refused(provider) == "id-token-malformed"


@pytest.mark.parametrize("content", [b"[]", b"no json", b'{"a":' * 2_000, b"\xff", b"{}"])
async def test_what_is_no_object_of_claims_is_refused(provider: OpenIdStub, content: bytes) -> None:
    text = f"{segment({'alg': 'ES256', 'kid': provider.key.kid})}.{segment(content)}"
    signature = JWSRegistry.algorithms["ES256"].sign(text.encode(), provider.key)
    provider.token = {"id_token": f"{text}.{segment(signature)}"}

    assert await refused(provider) == "id-token-iss"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_who_signs_by_rsa_is_believed_too(provider: OpenIdStub, algorithm: str) -> None:
    provider.becomes_rsa(algorithm)

    assert (await logged_in(provider)).vouched_by == provider.issuer


async def test_who_is_surer_than_asked_is_as_sure_as_he_is(provider: OpenIdStub) -> None:
    provider.claims = {"acr": HIGH}

    assert (await logged_in(provider)).assurance == "high"
    assert (await logged_in(provider, Asked(level="low"))).assurance == "high"


async def test_what_says_more_than_asked_is_believed(provider: OpenIdStub) -> None:
    provider.claims = {"azp": CLIENT_ID, "aud": [CLIENT_ID], "nbf": int(time.time()) - 1}
    provider.header = {"typ": "jwt", "x5t": "whatever"}

    assert (await logged_in(provider)).assurance == "substantial"


async def test_a_hash_may_be_left_out(provider: OpenIdStub) -> None:
    provider.claims = {"at_hash": None}

    assert (await logged_in(provider)).assurance == "substantial"
