"""What a provider says of itself is asked where it was set to be, and believed of itself alone.

https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey

from hub.oauth.dezi_keys import AGAIN, FRESH
from hub.oauth.openid_provider import DISCOVERY, Endpoints, OpenIdProvider, endpoints
from hub.oauth.sign_in import Asked, SignInRefused
from hub.outbound.fetch import Fetch, Unreachable
from tests.builders import a_bsn
from tests.hub.oauth.signing_in import asking, browsed, logged_in, refused
from tests.hub.security.systems import rsa_key, segment
from tests.stubs.openid_provider import OpenIdStub, provider_key

pytestmark = pytest.mark.anyio

ELSEWHERE = "https://provider.example"


def asked(provider: OpenIdStub, path: str) -> int:
    return provider.paths.count(path)


WRONG: dict[str, dict[str, Any]] = {
    "is another issuer's": {"issuer": ELSEWHERE},
    "is of a longer issuer": {"issuer": "http://127.0.0.1:1"},
    "names no issuer": {"issuer": None},
    "has keys on the open network": {"jwks_uri": f"{ELSEWHERE}/jwks"},
    "has no keys": {"jwks_uri": None},
    "gives tokens on the open network": {"token_endpoint": f"{ELSEWHERE}/token"},
    "gives no tokens": {"token_endpoint": None},
    "lets log in without TLS": {"authorization_endpoint": "http://provider.example/authorize"},
    "lets log in by a script": {"authorization_endpoint": "javascript:alert(1)"},
    "lets log in nowhere": {"authorization_endpoint": None},
    "lets log in at a list": {"authorization_endpoint": ["http://127.0.0.1/"]},
    "gives no codes": {"response_types_supported": ["id_token"]},
    "gives what sounds like codes": {"response_types_supported": "no code"},
    "says nothing of codes": {"response_types_supported": None},
    "knows no PKCE": {"code_challenge_methods_supported": None},
    "knows plain PKCE alone": {"code_challenge_methods_supported": ["plain"]},
    "knows clients by secrets": {"token_endpoint_auth_methods_supported": ["client_secret_basic"]},
    "does not say who answers": {"authorization_response_iss_parameter_supported": None},
    "says a word where a yes is due": {"authorization_response_iss_parameter_supported": "yes"},
}


@pytest.mark.parametrize("what", WRONG)
async def test_nobody_is_sent_to_a_provider_that(provider: OpenIdStub, what: str) -> None:
    provider.metadata = WRONG[what]

    assert await refused(provider) == "sign-in-unreachable"
    assert provider.asked == []


def document(**changes: Any) -> bytes:
    """Of a provider on the open network."""
    good = {
        "issuer": ELSEWHERE,
        "authorization_endpoint": f"{ELSEWHERE}/authorize?tenant=1",
        "token_endpoint": f"{ELSEWHERE}/token",
        "jwks_uri": "https://keys.example/jwks",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "authorization_response_iss_parameter_supported": True,
    }
    return json.dumps({**good, **changes}).encode()


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/there",
        "https://127.0.0.1/there",
        "http://localhost/there",
        "https://user:secret@provider.example/there",
        "https://provider.example/there#here",
        "https://provider.example:0/there",
        "https:///there",
        "//provider.example/there",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_provider_of_the_open_network_sends_nobody(name: str, url: str) -> None:
    with pytest.raises(Unreachable):
        endpoints(document(**{name: url}), ELSEWHERE)


def test_a_provider_may_have_its_keys_at_another_host() -> None:
    assert endpoints(document(), ELSEWHERE) == Endpoints(
        f"{ELSEWHERE}/authorize?tenant=1", f"{ELSEWHERE}/token", "https://keys.example/jwks"
    )


@pytest.mark.parametrize(
    "instead",
    [
        (404, {}),
        (500, {}),
        (302, {}),
        (307, {}),
        (200, b""),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"a":' * 5_000),
        (200, b" " * 70_000),
    ],
    ids=["absent", "down", "moved", "sent on", "empty", "list", "object", "deep", "huge"],
)
async def test_a_document_that_is_none_is_not_used(
    provider: OpenIdStub, instead: tuple[int, Any]
) -> None:
    provider.instead = {DISCOVERY: instead}

    assert await refused(provider) == "sign-in-unreachable"
    assert "/elsewhere" not in provider.paths


async def test_a_document_that_is_right_and_huge_is_not_read(provider: OpenIdStub) -> None:
    provider.metadata = {"more": "x" * 70_000}

    assert await refused(provider) == "sign-in-unreachable"


async def test_keys_that_are_right_and_huge_are_not_read(provider: OpenIdStub) -> None:
    provider.person, provider.keys = {"bsn": a_bsn()}, [{**provider.keys[0], "more": "x" * 70_000}]

    assert await refused(provider) == "sign-in-unreachable"


async def test_a_token_that_comes_with_a_huge_answer_is_not_read(provider: OpenIdStub) -> None:
    provider.person, provider.token = {"bsn": a_bsn()}, {"more": "x" * 70_000}

    assert await refused(provider) == "sign-in-unreachable"


async def test_a_document_that_comes_slowly_is_not_waited_for(provider: OpenIdStub) -> None:
    provider.slow, provider.pause = {DISCOVERY}, 0.1
    door = asking(provider)
    door.upstreams["inhabitant"].provider.fetch.within = 0.3

    with pytest.raises(SignInRefused, match="sign-in-unreachable"):
        await door.begin(Asked(), datetime.now(UTC))


async def test_who_does_not_answer_is_not_asked_at_each_log_in(provider: OpenIdStub) -> None:
    provider.instead = {DISCOVERY: (500, {})}
    found = OpenIdProvider(provider.issuer, Fetch())

    for _ in range(3):
        with pytest.raises(Unreachable):
            await found.endpoints()

    assert asked(provider, DISCOVERY) == 1
    provider.instead = {}
    found._at -= AGAIN
    assert (await found.endpoints()).token == f"{provider.issuer}/token"


async def test_a_document_is_asked_again_after_an_hour_and_not_used_without(
    provider: OpenIdStub,
) -> None:
    found = OpenIdProvider(provider.issuer, Fetch())
    for _ in range(2):
        assert await found.endpoints() == Endpoints(
            *(f"{provider.issuer}/{name}" for name in ("authorize", "token", "jwks"))
        )
    assert asked(provider, DISCOVERY) == 1

    found._at -= FRESH
    provider.instead = {DISCOVERY: (500, {})}
    for _ in range(2):
        with pytest.raises(Unreachable):
            await found.endpoints()


async def test_a_new_key_is_found_and_not_looked_for_at_each_log_in(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}
    door = asking(provider)

    async def again() -> str:
        begun = await door.begin(Asked(), datetime.now(UTC))
        pairs = await browsed(begun.url, provider)
        try:
            await door.came_back(pairs, Asked(), begun.kept, datetime.now(UTC))
        except SignInRefused as refusal:
            return refusal.rule
        return "in"

    assert await again() == "in"
    fresh = ECKey.generate_key("P-256", auto_kid=True)
    provider.key, provider.keys = fresh, [fresh.as_dict(private=False)]
    assert [await again(), await again()] == ["id-token-key", "id-token-key"]
    assert asked(provider, "/jwks") == 1

    [held] = door.upstreams["inhabitant"].provider._keys._held.values()
    held.at -= AGAIN
    assert await again() == "in"
    assert asked(provider, "/jwks") == 2


async def test_a_key_that_was_taken_away_opens_nothing_after_an_hour(provider: OpenIdStub) -> None:
    found = OpenIdProvider(provider.issuer, Fetch())
    kid = str(provider.key.kid)
    assert await found.key(kid)
    provider.keys = [ECKey.generate_key("P-256", auto_kid=True).as_dict(private=False)]

    [held] = found._keys._held.values()
    held.at -= FRESH + 1
    assert await found.key(kid) is None


async def test_keys_of_other_kinds_beside_its_own_are_passed_over(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}
    own = provider.key.as_dict(private=False)
    others = [
        OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=False),
        ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False),
        rsa_key().as_dict(private=False) | {"use": "enc"},
        {"kty": "unheard", "kid": "x"},
        {"kty": "EC"},
        {name: value for name, value in own.items() if name != "kid"},
    ]
    provider.keys = [*others, own]

    assert (await logged_in(provider)).vouched_by == provider.issuer


@pytest.mark.parametrize(
    "kind", ["small", "two alike", "for encryption", "none", "no list", "a text in the list"]
)
async def test_a_set_of_keys_that_is_not_right_verifies_nothing(
    provider: OpenIdStub, kind: str
) -> None:
    other = ECKey.generate_key("P-256", {"kid": provider_key().kid})
    small = {"kty": "RSA", "kid": provider_key().kid, "n": segment(b"\xff" * 128), "e": "AQAB"}
    keys: dict[str, Any] = {
        "small": [small],
        "two alike": [*provider.keys, other.as_dict(private=False)],
        "for encryption": [{**provider.keys[0], "use": "enc"}],
        "none": [],
        "no list": None,
        "a text in the list": ["key"],
    }
    provider.keys = keys[kind]

    assert await refused(provider) == "sign-in-unreachable"
