"""An assertion that is not the client's own, fresh and meant for this hub gives nothing."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.oauth.client_authentication import claimed_client, verify_assertion
from hub.oauth.refusals import InvalidClient
from hub.security.assertion import client_assertion
from tests.hub.security.systems import (
    DOCTOR,
    NOW,
    TOKEN_URL,
    elliptic_system,
    mac_signed,
    registered,
    rsa_key,
    rsa_system,
    segment,
)

SYSTEM = registered(elliptic_system())
SECONDS = int(NOW.timestamp())


def _refusal(assertion, client=SYSTEM, now=NOW):
    with pytest.raises(InvalidClient) as refusal:
        verify_assertion(assertion, client, TOKEN_URL, now)
    assert refusal.value.status_code == 401
    return refusal.value


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"sub": "somebody-else"},
        {"iss": None},
        {"sub": None},
        {"iss": ["a"]},
        {"aud": None},
        {"aud": "https://evil.example.org/auth/token"},
        {"aud": f"{TOKEN_URL}/"},
        {"aud": [TOKEN_URL, "https://evil.example.org/auth/token"]},
        {"aud": [[TOKEN_URL]]},
        {"aud": {TOKEN_URL: 1}},
        {"aud": []},
        {"exp": None},
        {"iat": None},
        {"exp": str(SECONDS + 200)},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"iat": -(10**400)},
        {"iat": -1},
        {"exp": SECONDS + 301},
        {"exp": SECONDS + 315_360_000},
        {"exp": SECONDS},
        {"exp": SECONDS - 1},
        {"iat": SECONDS - 400, "exp": SECONDS - 60},
        {"iat": SECONDS - 400, "exp": SECONDS - 90},
        {"iat": SECONDS + 61, "exp": SECONDS + 200},
        {"nbf": SECONDS + 61},
        {"iat": SECONDS + 61, "exp": SECONDS + 200, "nbf": SECONDS},
        {"nbf": "soon"},
        {"nbf": None, "iat": SECONDS + 1000, "exp": SECONDS + 1200},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": ["a"]},
        {"jti": "x" * 257},
    ],
)
def test_a_fault_in_one_claim_refuses_the_assertion(changes):
    _refusal(SYSTEM.sign(SYSTEM.claims(**changes)))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256"},
        {"alg": "ES512"},
        {"alg": "RS256"},
        {"alg": "PS384"},
        {"alg": "EdDSA"},
        {"alg": "HS256"},
        {"alg": "HS384"},
        {"alg": "none"},
        {"alg": "NONE"},
        {"alg": ["ES384"]},
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"b64": True},
        {"jku": "https://evil.example.org/jwks"},
        {"x5u": "https://evil.example.org/cert"},
        {"jwk": {"kty": "EC"}},
        {"x5c": ["AAAA"]},
        {"typ": "at+jwt"},
        {"typ": 1},
        {"kid": 1},
        {"kid": {"a": 1}},
    ],
)
def test_a_header_that_asks_for_something_else_refuses_the_assertion(header):
    assertion = SYSTEM.sign(SYSTEM.claims(), **header)
    assert _refusal(assertion).reason != "assertion-signature"


@pytest.mark.parametrize("segments", [{"typ": "JWT"}, {}, [], "ES384", b"", b"nonsense"])
def test_a_header_that_is_none_refuses_the_assertion(segments):
    _, claims, signature = SYSTEM.sign(SYSTEM.claims()).split(".")
    _refusal(f"{segment(segments)}.{claims}.{signature}")


def test_a_key_that_was_never_registered_refuses_the_assertion():
    assert _refusal(SYSTEM.sign(SYSTEM.claims(), kid="unknown")).reason == "assertion-signature"


@pytest.mark.parametrize("signature", ["", "AAAA", segment(b"\0" * 96), segment(b"\xff" * 96)])
def test_a_made_up_signature_is_refused(signature):
    header, claims, _ = SYSTEM.sign(SYSTEM.claims()).split(".")
    _refusal(f"{header}.{claims}.{signature}")


def test_no_algorithm_means_no_token():
    _refusal(f"{segment({'alg': 'none'})}.{segment(SYSTEM.claims())}.")


@pytest.mark.parametrize("algorithm", ["HS256", "HS384"])
def test_the_public_key_is_no_shared_secret(algorithm):
    client = registered(rsa_system())
    for secret in (rsa_key().as_pem(private=False), rsa_key().as_der(private=False)):
        forged = mac_signed({"alg": algorithm, "typ": "JWT"}, client.claims(), secret)
        assert _refusal(forged, client).reason == "assertion-algorithm"


def test_the_algorithm_must_fit_the_key():
    other = rsa_system()
    _refusal(other.sign(SYSTEM.claims(), kid=SYSTEM.jwks["keys"][0]["kid"]))


def test_another_systems_key_does_not_sign_for_this_one():
    stranger = registered(elliptic_system())
    mine = SYSTEM.claims()
    for header in ({}, {"kid": None}, {"kid": SYSTEM.jwks["keys"][0]["kid"]}):
        _refusal(stranger.sign(mine, **header))


def test_unknown_disabled_and_badly_signed_read_the_same():
    disabled = registered(elliptic_system(disabled=True))
    stranger = registered(elliptic_system())
    refusals = [
        _refusal(SYSTEM.sign(SYSTEM.claims()), None),
        _refusal(disabled.sign(disabled.claims()), disabled),
        _refusal(stranger.sign(SYSTEM.claims())),
    ]
    assert len({str(refusal()) for refusal in refusals}) == 1
    assert len({refusal.reason for refusal in refusals}) == 3


@given(st.text(max_size=200))
@example("a.b.c")
@example("..")
@example("€.€.€")
@example(f"{segment(b'[' * 20_000)}.{segment(b'[' * 20_000)}.x")
@example(f"{segment({'alg': 'ES384'})}.{segment(b'[' * 20_000)}.x")
@example(f"{segment({'alg': 'ES384'})}.{segment({'sub': 'a' * 65})}.x")
@example(f"{segment({'alg': 'ES384'})}.{segment({'sub': chr(0)})}.x")
def test_any_text_as_an_assertion_is_refused_and_nothing_else(text):
    assert claimed_client(text) is None
    _refusal(text)


@given(st.data())
def test_a_changed_character_anywhere_refuses_the_assertion(data):
    good = SYSTEM.sign(SYSTEM.claims())
    place = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != good[place]))
    _refusal(good[:place] + letter + good[place + 1 :])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(["iss", "sub", "aud", "exp", "iat", "jti", "nbf"]),
)
def test_any_json_in_any_claim_is_refused_or_right(value, claim):
    claims = SYSTEM.claims() | {claim: value}
    try:
        verified = verify_assertion(SYSTEM.sign(claims), SYSTEM, TOKEN_URL, NOW)
    except InvalidClient:
        return
    assert verified.client_id == SYSTEM.client_id
    assert claim in ("jti", "nbf") or value == SYSTEM.claims()[claim]


@pytest.mark.parametrize("text", [b"[]", b"1", b"null", b"nonsense", b"[" * 20_000])
def test_signed_claims_that_are_no_object_are_refused(text):
    _refusal(SYSTEM.sign(text))


@pytest.mark.parametrize("make", [elliptic_system, rsa_system])
@pytest.mark.parametrize("header", [{}, {"kid": None}, {"typ": None}, {"typ": "jwt"}])
@pytest.mark.parametrize("audience", [TOKEN_URL, [TOKEN_URL]])
def test_a_good_assertion_is_taken(make, header, audience):
    client = registered(make())
    claims = client.claims(aud=audience, nbf=SECONDS + 60, jti="j")
    verified = verify_assertion(client.sign(claims, **header), client, TOKEN_URL, NOW)
    assert (verified.client_id, verified.jti) == (client.client_id, "j")


def test_one_of_more_keys_is_enough():
    other = elliptic_system().jwks["keys"][0]
    client = registered(elliptic_system())
    client.jwks = {"keys": [other, *client.jwks["keys"]]}
    assert verify_assertion(client.sign(client.claims(), kid=None), client, TOKEN_URL, NOW)


def test_a_jti_is_kept_until_no_clock_would_take_the_assertion_again():
    assertion = SYSTEM.sign(SYSTEM.claims())
    last_moment = NOW + timedelta(seconds=240 + 59)
    until = verify_assertion(assertion, SYSTEM, TOKEN_URL, last_moment).until
    assert until == NOW + timedelta(seconds=240 + 60)
    assert _refusal(assertion, now=until).reason == "assertion-expired"


@pytest.mark.parametrize("make", [elliptic_system, rsa_system])
def test_our_own_assertions_are_taken_and_carry_the_professional(make):
    client = registered(make())
    said = {"ihe_iua": DOCTOR.claims()}
    assertion = client_assertion(client.private, client.client_id, TOKEN_URL, NOW, said)
    assert claimed_client(assertion) == client.client_id
    verified = verify_assertion(assertion, client, TOKEN_URL, NOW)
    assert verified.claims["extensions"]["ihe_iua"] == DOCTOR.claims()
