"""POST /auth/par: what an app may ask, to the letter, before any person is asked anything.

https://www.rfc-editor.org/rfc/rfc9126, https://openid.net/specs/fapi-security-profile-2_0-final.html
"""

from typing import Any

import httpx
import pytest

from tests.hub.security.proofs import Prover
from tests.hub.security.systems import elliptic_system
from tests.plugins.people import BACK, SCOPE, App, PeopleHub, later

pytestmark = pytest.mark.anyio


async def refused(
    people: PeopleHub, answer: httpx.Response, error: str, rule: str, status: int = 400
) -> None:
    """As OAuth has it, with its row in the ledger, and nothing to go on by."""
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "request_uri" not in answer.json()
    assert "location" not in answer.headers
    assert await people.rule(answer) == rule


@pytest.fixture
async def app(people: PeopleHub) -> App:
    return await people.app()


@pytest.mark.parametrize(
    "uri",
    [
        None,
        "",
        BACK + "/",
        BACK + "?x=1",
        BACK + "#part",
        BACK + "/more/",
        BACK.replace("https", "http"),
        BACK.replace("app.example", "app.example.evil.example"),
        BACK.replace("app.example", "app.example:8443"),
        BACK.replace("app.example", "APP.EXAMPLE"),
        BACK.replace("app.example", "user@app.example"),
        BACK.replace("app.example", "evil.example"),
        BACK.replace("/cb", "/cb/../cb"),
        BACK.replace("/cb", "/%63b"),
        "https://app.example/",
        "https://app.example",
        f"{BACK} {BACK}/more",
        "javascript:alert(1)",
        "http://127.0.0.1/cb",
        "urn:ietf:wg:oauth:2.0:oob",
    ],
)
async def test_a_redirect_address_is_a_registered_one_letter_by_letter(
    people: PeopleHub, app: App, uri: str | None
) -> None:
    await refused(people, app.push(redirect_uri=uri), "invalid_request", "redirect-uri")


async def test_each_registered_redirect_address_may_be_asked(app: App) -> None:
    for uri in (BACK, f"{BACK}/more"):
        assert app.push(redirect_uri=uri).status_code == 201


async def test_a_system_that_has_none_lets_nobody_in(people: PeopleHub) -> None:
    app = await people.app(redirect_uris=[])

    await refused(people, app.push(), "invalid_request", "redirect-uri")


@pytest.mark.parametrize(
    ("changes", "error", "rule"),
    [
        ({"response_type": None}, "invalid_request", "response-type"),
        ({"response_type": "token"}, "unsupported_response_type", "response-type"),
        ({"response_type": "code token"}, "unsupported_response_type", "response-type"),
        ({"response_type": "code id_token"}, "unsupported_response_type", "response-type"),
        ({"response_type": "id_token"}, "unsupported_response_type", "response-type"),
        ({"response_type": "none"}, "unsupported_response_type", "response-type"),
        ({"response_mode": "fragment"}, "invalid_request", "response-mode"),
        ({"response_mode": "form_post"}, "invalid_request", "response-mode"),
        ({"code_challenge": None}, "invalid_request", "challenge"),
        ({"code_challenge": "x" * 42}, "invalid_request", "challenge"),
        ({"code_challenge": "x" * 44}, "invalid_request", "challenge"),
        ({"code_challenge": "x" * 42 + "="}, "invalid_request", "challenge"),
        ({"code_challenge": "x" * 42 + "\n"}, "invalid_request", "challenge"),
        ({"code_challenge_method": None}, "invalid_request", "challenge-method"),
        ({"code_challenge_method": "plain"}, "invalid_request", "challenge-method"),
        ({"code_challenge_method": "s256"}, "invalid_request", "challenge-method"),
        ({"code_challenge_method": "S512"}, "invalid_request", "challenge-method"),
        ({"state": None}, "invalid_request", "state"),
        ({"state": "x" * 21}, "invalid_request", "state"),
        ({"state": "x" * 513}, "invalid_request", "state"),
        ({"state": "x" * 30 + "\r\nSet-Cookie: a=b"}, "invalid_request", "state"),
        ({"nonce": None}, "invalid_request", "nonce"),
        ({"nonce": "short"}, "invalid_request", "nonce"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported", "request-object"),
        ({"request_uri": "https://evil.example/r"}, "invalid_request", "request-uri"),
        ({"prompt": "none"}, "login_required", "prompt-none"),
        ({"max_age": "-1"}, "invalid_request", "max-age"),
        ({"max_age": "soon"}, "invalid_request", "max-age"),
        ({"dpop_jkt": "short"}, "invalid_request", "dpop-jkt"),
        ({"scope": None}, "invalid_scope", "scope-refused"),
        ({"scope": "openid"}, "invalid_scope", "scope-refused"),
        ({"scope": "openid offline_access"}, "invalid_scope", "scope-refused"),
        ({"scope": "fhirUser patient/*.rs"}, "invalid_scope", "scope-refused"),
        ({"scope": "patient/*.cruds"}, "invalid_scope", "scope-refused"),
        ({"scope": "patient/Goal.c"}, "invalid_scope", "scope-refused"),
        ({"scope": "user/*.rs"}, "invalid_scope", "scope-refused"),
        ({"scope": "system/*.rs"}, "invalid_scope", "scope-refused"),
        ({"scope": "launch patient/*.rs"}, "invalid_request", "launch"),
        ({"aud": "https://evil.example/fhir"}, "invalid_request", "audience"),
        ({"scope": "patient/Goal.rs?status=active"}, "invalid_scope", "scope-refused"),
        ({"scope": "patient/*.rs  openid"}, "invalid_scope", "scope-refused"),
        ({"scope": "email patient/*.rs"}, "invalid_scope", "scope-refused"),
        ({"client_id": "another"}, "invalid_client", "client-differs"),
        ({"client_secret": "hunter2"}, "invalid_request", "other-credentials"),
    ],
)
async def test_what_is_not_right_to_the_letter_is_refused(
    people: PeopleHub, app: App, changes: dict[str, Any], error: str, rule: str
) -> None:
    status = 401 if error == "invalid_client" else 400

    await refused(people, app.push(**changes), error, rule, status)


async def test_no_app_asks_without_proving_itself(people: PeopleHub, app: App) -> None:
    other = elliptic_system()
    answers = {
        "assertion-absent": app.post("/auth/par", app.request()),
        "assertion-signature": app.push(assertion=app.assertion(signer=other)),
        "assertion-expired": app.push(assertion=app.assertion(iat=1, exp=200)),
        "assertion-audience": app.push(assertion=app.assertion(aud="https://evil.example")),
        "assertion-algorithm": app.push(assertion="e30.e30."),
    }
    for rule, answer in answers.items():
        await refused(people, answer, "invalid_client", rule, 401)


async def test_an_assertion_is_taken_once_also_here(people: PeopleHub, app: App) -> None:
    assertion = app.assertion()
    assert app.push(assertion=assertion).status_code == 201

    answer = app.push(assertion=assertion)

    await refused(people, answer, "invalid_client", "assertion-replayed", 401)


async def test_one_that_was_refused_is_used_up_as_well(people: PeopleHub, app: App) -> None:
    assertion = app.assertion()
    await refused(people, app.push(assertion=assertion, state=None), "invalid_request", "state")

    answer = app.push(assertion=assertion)

    await refused(people, answer, "invalid_client", "assertion-replayed", 401)


@pytest.mark.parametrize("path", ["", "/auth/par", "/auth/token"])
async def test_whom_an_assertion_may_be_for(app: App, path: str) -> None:
    """https://www.rfc-editor.org/rfc/rfc9126#section-2."""
    for audience in (f"{app.hub.url}{path}", [f"{app.hub.url}{path}"]):
        assert app.push(assertion=app.assertion(aud=audience)).status_code == 201


async def test_nor_may_it_be_for_this_server_and_another(people: PeopleHub, app: App) -> None:
    both = app.assertion(aud=[app.hub.url, "https://evil.example"])

    answer = app.push(assertion=both)

    await refused(people, answer, "invalid_client", "assertion-audience", 401)


async def test_a_disabled_app_is_unknown(people: PeopleHub) -> None:
    from hub.commands.clients import switch_client  # noqa: PLC0415 -- of this test alone

    app = await people.app()
    await switch_client(people.owner_url, app.client_id, disabled=True)

    await refused(people, app.push(), "invalid_client", "client-disabled", 401)


async def test_a_proof_beside_it_must_be_of_the_key_that_is_named(
    people: PeopleHub, app: App
) -> None:
    form = app.proven(**app.request(dpop_jkt=Prover().thumbprint))

    answer = app.post("/auth/par", form, DPoP=app.proof("/auth/par"))

    await refused(people, answer, "invalid_request", "dpop-jkt")


async def test_a_proof_for_another_endpoint_is_none(people: PeopleHub, app: App) -> None:
    form = app.proven(**app.request())

    answer = app.post("/auth/par", form, DPoP=app.proof("/auth/token"))

    await refused(people, answer, "invalid_dpop_proof", "proof-request")


async def test_parameters_are_in_the_body_and_there_once(people: PeopleHub, app: App) -> None:
    form = app.proven(**app.request())
    with people.http() as http:
        url = http.post("/auth/par?scope=openid", data=form)
        twice = http.post("/auth/par", data=form | {"scope": [SCOPE, SCOPE]})
        got = http.get("/auth/par", params=form)

    await refused(people, url, "invalid_request", "form-query")
    await refused(people, twice, "invalid_request", "form-duplicate")
    assert got.status_code == 405


async def test_what_comes_of_it_is_random_short_and_for_one_use(app: App) -> None:
    answers = [app.push().json() for _ in range(3)]

    names = {answer["request_uri"] for answer in answers}
    assert len(names) == 3
    for one in names:
        assert one.startswith("urn:ietf:params:oauth:request_uri:")
        assert len(one.rpartition(":")[2]) >= 43
    assert {answer["expires_in"] for answer in answers} == {60}


async def test_unknown_parameters_are_passed_over(app: App) -> None:
    """https://www.rfc-editor.org/rfc/rfc6749#section-3.1."""
    assert app.push(display="page", login_hint="x", claims='{"userinfo":{}}').status_code == 201


async def test_an_old_request_is_none_any_more(people: PeopleHub, app: App) -> None:
    request_uri = app.pushed()

    with later(people, seconds=61), people.http() as http:
        asked = {"client_id": app.client_id, "request_uri": request_uri}
        answer = http.get("/auth/authorize", params=asked)

    assert answer.status_code == 400
    assert await people.rule(answer) == "request-uri-ended"
