"""https://www.rfc-editor.org/rfc/rfc9068: a token of this hub, unchanged and in time."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey

from consent.declaration import Declaration
from hub.errors import FhirError, TokenExpired, Unauthenticated
from hub.security import tokens
from hub.security.keys import new_signing_key, signing_key
from hub.security.requester import Mandate, Requester
from hub.security.tokens import TokenIssuer, TokenVerifier, access_token
from profiles.identifiers import URA
from tests.hub.security.systems import DOCTOR, NOW, PUBLIC_URL, hub_key, mac_signed

SYSTEM_CALL = Requester(
    client_id="6c1d",
    name="Ziekenhuis Flevo",
    ura=URA("90000202"),
    organization_type="V4",
    scopes=("system/*.rs", "system/Consent.cruds"),
    token_id="b9f0",
    expires=NOW + timedelta(seconds=300),
)
DOCTOR_CALL = replace(SYSTEM_CALL, practitioner=DOCTOR.practitioner, purpose="TREAT")
EMERGENCY_CALL = replace(
    DOCTOR_CALL,
    purpose="ETREAT",
    practitioner=replace(
        DOCTOR.practitioner,
        assurance="high",
        authenticated_at=NOW,
        vouched_by="https://auth.example.org/jwks.json",
        mandate=Mandate("900000502", "01.015"),
    ),
    emergency=Declaration(code="life-threatening", words="Bewusteloos, geen naasten"),
)
ISSUER = TokenIssuer(hub_key(), PUBLIC_URL)
TOKEN = ISSUER.issue(DOCTOR_CALL)


def _verifier():
    return TokenVerifier(hub_key(), PUBLIC_URL)


def _refusal(token, verifier=None, now=NOW):
    with pytest.raises(Unauthenticated) as refusal:
        (verifier or _verifier()).verify(token, now)
    assert refusal.value.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    return refusal.value


@given(st.data())
def test_a_changed_character_anywhere_refuses_the_token(data):
    place = data.draw(st.integers(0, len(TOKEN) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != TOKEN[place]))
    verifier = _verifier()
    assert verifier.verify(TOKEN, NOW)
    _refusal(TOKEN[:place] + letter + TOKEN[place + 1 :], verifier)


def test_every_bit_of_the_last_byte_counts():
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for letter in set(alphabet) - {TOKEN[-1]}:
        _refusal(TOKEN[:-1] + letter)


@given(st.text(max_size=300))
@example("")
@example("\ud800")
@example("a" * 20_000)
@example(TOKEN.rpartition(".")[0])
@example(TOKEN + ".")
@example(TOKEN + "=")
@example(" " + TOKEN)
@example(TOKEN.split(".")[0] + "..")
def test_any_text_is_refused_and_nothing_else(text):
    _refusal(text)


def test_a_token_of_another_key_is_refused():
    other = signing_key(json.dumps(new_signing_key()))
    _refusal(TokenIssuer(other, PUBLIC_URL).issue(DOCTOR_CALL))
    same_name = ECKey.import_key(other.as_dict(private=True) | {"kid": hub_key().kid})
    _refusal(TokenIssuer(same_name, PUBLIC_URL).issue(DOCTOR_CALL))


def test_a_token_for_another_hub_with_the_same_key_is_refused():
    _refusal(TokenIssuer(hub_key(), "https://other.example.org").issue(DOCTOR_CALL))


def test_only_an_access_token_passes_for_one():
    claims = ISSUER._claims(DOCTOR_CALL)
    for header in ({"typ": "JWT"}, {"typ": "at+jwt", "kid": "other"}, {"typ": "at+jwt"}):
        signed = jwt.encode({"alg": "ES256", **header}, claims, hub_key())
        _refusal(signed)


def test_the_public_key_is_no_shared_secret():
    header = {"alg": "HS256", "typ": "at+jwt", "kid": hub_key().kid}
    for secret in (hub_key().as_pem(private=False), hub_key().as_der(private=False)):
        _refusal(mac_signed(header, ISSUER._claims(DOCTOR_CALL), secret))


def test_an_expired_token_says_so_also_when_it_was_remembered():
    verifier = _verifier()
    assert verifier.verify(TOKEN, NOW)
    for now in (DOCTOR_CALL.expires, DOCTOR_CALL.expires + timedelta(days=1)):
        for each in (verifier, _verifier()):
            with pytest.raises(TokenExpired) as refusal:
                each.verify(TOKEN, now)
            assert refusal.value.code == "expired"
            assert "invalid_token" in refusal.value.headers["WWW-Authenticate"]


def test_a_token_from_the_future_is_refused():
    _refusal(TOKEN, now=NOW - timedelta(seconds=61))
    assert _verifier().verify(TOKEN, NOW - timedelta(seconds=60))


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "DPoP", "DPoP ", "abc"]
)
def test_without_an_access_token_the_hub_asks_for_one(header):
    with pytest.raises(Unauthenticated) as refusal:
        access_token(header)
    assert refusal.value.headers == {"WWW-Authenticate": "Bearer"}
    assert isinstance(refusal.value, FhirError)


def test_the_token_stands_behind_its_scheme():
    assert access_token(f"BEARER {TOKEN}") == ("bearer", TOKEN)
    assert access_token(f"DPoP {TOKEN}") == ("dpop", TOKEN)


@pytest.mark.parametrize("requester", [SYSTEM_CALL, DOCTOR_CALL, EMERGENCY_CALL])
def test_who_was_issued_a_token_is_who_calls(requester):
    token = ISSUER.issue(requester)
    verifier = _verifier()
    assert verifier.verify(token, NOW) == requester
    assert verifier.verify(token, NOW) is verifier.verify(token, NOW)


def test_the_claims_are_those_of_rfc_9068_and_iua():
    header = jwt.decode(TOKEN, hub_key(), algorithms=["ES256"]).header
    claims = jwt.decode(TOKEN, hub_key(), algorithms=["ES256"]).claims
    assert (header["typ"], header["alg"], header["kid"]) == ("at+jwt", "ES256", hub_key().kid)
    assert (claims["iss"], claims["aud"]) == (PUBLIC_URL, f"{PUBLIC_URL}/fhir")
    assert claims["sub"] == claims["client_id"] == SYSTEM_CALL.client_id
    assert claims["exp"] - claims["iat"] == 300
    assert claims["extensions"]["ihe_iua"]["purpose_of_use"] == ["TREAT"]
    assert claims["extensions"]["ihe_iua"]["subject_organization_id"].endswith(".90000202")


def test_the_memory_of_tokens_has_an_end(monkeypatch):
    monkeypatch.setattr(tokens, "MOST_REMEMBERED", 3)
    verifier = _verifier()
    for number in range(5):
        verifier.verify(ISSUER.issue(replace(SYSTEM_CALL, token_id=str(number))), NOW)
    assert len(verifier._remembered) == 3
