"""The exchange of a form for a token, without database or web."""

import pytest
from authlib.oauth2 import OAuth2Error
from hypothesis import given
from hypothesis import strategies as st

from hub.oauth.authorization_server import HubAuthorizationServer
from hub.oauth.binding import Binding, Shown
from hub.security.tokens import TokenIssuer, TokenVerifier
from tests.hub.security.systems import (
    DOCTOR,
    NOW,
    PUBLIC_URL,
    elliptic_system,
    hub_key,
    registered,
)

SYSTEM = registered(elliptic_system())
SERVER = HubAuthorizationServer(TokenIssuer(hub_key(), PUBLIC_URL), Binding())
VERIFIER = TokenVerifier(hub_key(), PUBLIC_URL)


def _answer(claims=None, client=SYSTEM, **more):
    form = client.form(client.sign(claims or client.claims()), **more)
    return SERVER.answer({k: v for k, v in form.items() if v}, client, NOW, Shown())


def _error(answer):
    assert answer.requester is None
    assert "access_token" not in answer.body
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body["error_description"]
    return answer.status, answer.body["error"]


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"grant_type": "€\n"}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": ""}, 401, "invalid_client"),
        ({"client_assertion_type": "urn:other"}, 401, "invalid_client"),
        ({"client_assertion": ""}, 401, "invalid_client"),
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"client_secret": "x"}, 400, "invalid_request"),
        ({"scope": "system/AuditEvent.rs"}, 400, "invalid_scope"),
        ({"scope": "system/Patient.cruds"}, 400, "invalid_scope"),
        ({"scope": "system/Consent.sr"}, 400, "invalid_scope"),
        ({"scope": "patient/Consent.rs"}, 400, "invalid_scope"),
    ],
)
def test_a_fault_in_the_form_has_its_oauth_error(more, status, error):
    assert _error(_answer(**more)) == (status, error)


@pytest.mark.parametrize(
    "extensions",
    [
        "text",
        {"ihe_iua": None},
        {"ihe_iua": DOCTOR.claims() | {"purpose_of_use": ["HMARKT"]}},
        {"ihe_iua": DOCTOR.claims() | {"purpose_of_use": ["TREAT", "COC"]}},
    ],
)
def test_a_professional_that_is_not_one_is_an_invalid_request(extensions):
    answer = _answer(SYSTEM.claims(extensions=extensions))
    assert _error(answer) == (400, "invalid_request")


def test_a_statement_that_nobody_looked_at_is_not_passed_over():
    extensions = {"ihe_iua": DOCTOR.claims(), "dezi": "a.b.c"}
    assert _error(_answer(SYSTEM.claims(extensions=extensions))) == (400, "invalid_grant")


def test_a_refused_assertion_that_was_verified_is_handed_on_to_be_used_up():
    assert _answer(scope="system/Patient.cruds").assertion is not None
    assert _answer(SYSTEM.claims(aud="https://evil.example.org")).assertion is None


@given(st.dictionaries(st.text(max_size=20), st.text(min_size=1, max_size=50), max_size=6))
def test_any_form_has_an_oauth_answer(form):
    form = {"grant_type": "client_credentials"} | form
    assert _error(SERVER.answer(form, SYSTEM, NOW, Shown()))[0] in (400, 401)


def test_a_hub_without_tls_gives_no_tokens():
    with pytest.raises(OAuth2Error):
        HubAuthorizationServer(TokenIssuer(hub_key(), "http://hub.example.org"), Binding())
    assert HubAuthorizationServer(TokenIssuer(hub_key(), "http://127.0.0.1:8000"), Binding())


def test_a_system_gets_a_token_for_itself():
    answer = _answer(scope="system/Patient.read system/Consent.c")
    assert answer.status == 200
    assert answer.body["token_type"] == "Bearer"
    assert answer.body["expires_in"] == 300
    assert answer.body["scope"] == "system/Patient.rs system/Consent.c"
    requester = VERIFIER.verify(answer.body["access_token"], NOW)
    assert requester == answer.requester
    assert (requester.client_id, requester.ura.value) == (SYSTEM.client_id, SYSTEM.ura)
    assert (requester.practitioner, requester.purpose) == (None, None)


def test_a_professional_stands_in_the_token():
    answer = _answer(SYSTEM.claims(extensions={"ihe_iua": DOCTOR.claims()}))
    requester = VERIFIER.verify(answer.body["access_token"], NOW)
    assert (requester.practitioner, requester.purpose) == (DOCTOR.practitioner, DOCTOR.purpose)


def test_without_scope_a_client_gets_what_it_is_registered_for():
    assert _answer().body["scope"] == SYSTEM.scopes


def test_no_two_tokens_have_the_same_id():
    assert _answer().requester.token_id != _answer().requester.token_id
