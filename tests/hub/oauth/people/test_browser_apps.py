"""An app in a browser: what it need not do, and what it may not leave out.

https://hl7.org/fhir/smart-app-launch/app-launch.html#support-for-public-and-confidential-apps
https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1 and docs/decisions/0044-smart-app-launch.md
"""

from typing import Any

import httpx
import pytest

from hub.commands.clients import switch_client
from tests.hub.oauth.people.judging import refused, stopped
from tests.hub.security.proofs import Prover
from tests.plugins.launching import ALONE, SmartApp, a_smart_app
from tests.plugins.people import App, Browser, Inhabitant, PeopleHub

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def app(people: PeopleHub) -> SmartApp:
    return await a_smart_app(people)


def asked(app: SmartApp, **changes: Any) -> httpx.Response:
    with Browser(app.hub) as browser:
        return app.authorize(browser, **{"scope": ALONE, **changes})


@pytest.mark.parametrize(
    "ending", ["/", "/more", "?x=1", "#x", ":8443", ".evil.example", "%2f..", "/../cb"]
)
async def test_another_redirect_address_is_sent_nowhere(
    people: PeopleHub, app: SmartApp, ending: str
) -> None:
    """A suffix, a port, a path, a fragment: letter by letter."""
    host, path = app.back.rsplit("/", 1)
    other = f"{host}{ending}/{path}" if ending.startswith((":", ".")) else f"{app.back}{ending}"
    await stopped(people, asked(app, redirect_uri=other), "redirect-uri")
    await stopped(people, asked(app, redirect_uri=None), "redirect-uri")


@pytest.mark.parametrize("state", [None, "", "x" * 15, "x" * 513, "with a space in it"])
async def test_without_a_state_that_nobody_guesses_it_is_sent_nowhere(
    people: PeopleHub, app: SmartApp, state: str | None
) -> None:
    await stopped(people, asked(app, state=state), "state")


@pytest.mark.parametrize(
    ("changes", "error", "rule"),
    [
        ({"code_challenge": None}, "invalid_request", "challenge"),
        ({"code_challenge_method": None}, "invalid_request", "challenge-method"),
        ({"code_challenge_method": "plain"}, "invalid_request", "challenge-method"),
        ({"aud": None}, "invalid_request", "audience"),
        ({"aud": "https://evil.example/fhir"}, "invalid_request", "audience"),
        ({"response_type": "token"}, "unsupported_response_type", "response-type"),
        ({"response_mode": "fragment"}, "invalid_request", "response-mode"),
        ({"prompt": "none"}, "login_required", "prompt-none"),
        ({"request": "x.y.z"}, "request_not_supported", "request-object"),
        ({"scope": "patient/*.cruds"}, "invalid_scope", "scope-refused"),
        ({"scope": "patient/Consent.crus"}, "invalid_scope", "scope-refused"),
        ({"scope": "system/*.rs"}, "invalid_scope", "scope-refused"),
        ({"scope": "openid"}, "invalid_scope", "scope-refused"),
        ({"scope": None}, "invalid_scope", "scope-refused"),
        ({"nonce": "short"}, "invalid_request", "nonce"),
    ],
)
async def test_what_else_is_not_right_the_app_is_told(
    people: PeopleHub, app: SmartApp, changes: dict[str, Any], error: str, rule: str
) -> None:
    answer = asked(app, **changes)
    assert app.sent(answer)["error"] == error
    assert "code" not in app.sent(answer)
    assert await people.rule(answer) == rule


async def test_an_app_that_is_unknown_or_switched_off_is_sent_nowhere(
    people: PeopleHub, app: SmartApp
) -> None:
    await stopped(people, asked(app, client_id="nobody"), "client-unknown")
    other = await a_smart_app(people)
    await switch_client(people.owner_url, other.client_id, disabled=True)
    await stopped(people, asked(other), "client-unknown")


async def test_every_other_app_still_pushes_its_request(people: PeopleHub) -> None:
    other: App = await people.app()
    with Browser(people) as browser:
        whole = other.request() | {"aud": f"{people.url}/fhir"}
        answer = browser.http.get("/auth/authorize", params=whole)
    await stopped(people, answer, "request-uri-absent")


async def test_it_pushes_and_revokes_and_looks_at_nothing(people: PeopleHub, app: SmartApp) -> None:
    for name in ("par", "revoke", "introspect"):
        answer = app.post(f"/auth/{name}", {"client_id": app.client_id, "token": "x"})
        await refused(people, answer, "assertion-absent", "invalid_client")


async def test_it_gets_no_token_of_its_own(people: PeopleHub, app: SmartApp) -> None:
    answer = app.token({"grant_type": "client_credentials"})
    await refused(people, answer, "assertion-absent", "invalid_client")


async def test_who_has_keys_gets_nothing_by_his_name_alone(
    people: PeopleHub, who: Inhabitant
) -> None:
    other = await people.app()
    code = other.code(who)
    form = {"grant_type": "authorization_code", "code": code, "client_id": other.client_id}
    form |= {"redirect_uri": "https://app.example/cb", "code_verifier": other.verifier}
    await refused(people, other.post("/auth/token", form), "assertion-absent", "invalid_client")
    assert other.redeem(code).status_code == 200


async def test_a_secret_beside_its_name_is_refused(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    code = app.code_alone(who)
    answer = app.redeem(code, client_secret="hunter2")
    await refused(people, answer, "other-credentials", "invalid_request")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"code_verifier": None}, "verifier"), ({"code_verifier": "x" * 64}, "verifier")],
)
async def test_a_code_without_its_verifier_is_worth_nothing(
    people: PeopleHub, app: SmartApp, who: Inhabitant, changes: dict[str, Any], rule: str
) -> None:
    code = app.code_alone(who)
    await refused(people, app.redeem(code, **changes), rule)
    await refused(people, app.redeem(code), "secret-reused")


async def test_another_apps_code_is_worth_nothing(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    other = await a_smart_app(people)
    code = app.code_alone(who)
    await refused(people, other.redeem(code), "secret-unknown")
    assert app.redeem(code).status_code == 200


async def test_an_inhabitant_reads_his_own_record_by_it(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    given = app.redeem(app.code_alone(who)).json()
    assert (given["token_type"], given["patient"]) == ("Bearer", who.patient)
    assert set(given["scope"].split()) == set(ALONE.split())
    path = f"/fhir/Patient/{who.patient}"
    assert app.bearer(given["access_token"], "GET", path).status_code == 200
    again = app.refresh(given["refresh_token"])
    assert again.json()["refresh_token"] != given["refresh_token"]
    await refused(people, app.refresh(given["refresh_token"]), "secret-reused")
    await refused(people, app.refresh(again.json()["refresh_token"]), "secret-unknown")


async def test_where_it_has_a_key_its_tokens_are_bound_to_it(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    proof = app.proof()
    given = app.redeem(app.code_alone(who), proof).json()
    assert given["token_type"] == "DPoP"
    path = f"/fhir/Patient/{who.patient}"
    assert app.bearer(given["access_token"], "GET", path).status_code == 401
    assert app.read(given["access_token"], path).status_code == 200
    await refused(people, app.refresh(given["refresh_token"]), "proof-absent", "invalid_dpop_proof")
    again = app.refresh(given["refresh_token"], proof)
    await refused(people, again, "proof-replayed", "invalid_dpop_proof")
    app.prover = Prover()
    other = app.refresh(given["refresh_token"], app.proof())
    await refused(people, other, "proof-other-key", "invalid_dpop_proof")


async def test_who_has_keys_refreshes_nothing_without_a_word_of_who_it_is(
    people: PeopleHub, who: Inhabitant
) -> None:
    confidential = await people.app()
    token = confidential.tokens(who)["refresh_token"]
    unsaid = {"client_assertion": None, "client_assertion_type": None}
    await refused(
        people, confidential.refresh(token, **unsaid), "assertion-absent", "invalid_client"
    )
    assert confidential.refresh(token).status_code == 200


async def test_it_may_leave_out_its_name_when_it_refreshes(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    """As SMART's own library does."""
    given = app.redeem(app.code_alone(who)).json()

    again = app.refresh(given["refresh_token"], client_id=None)

    assert again.status_code == 200, again.text
    assert set(again.json()["scope"].split()) == set(ALONE.split())
    await refused(people, app.refresh(given["refresh_token"], client_id=None), "secret-reused")
    unknown = app.refresh("A" * 43, client_id=None)
    await refused(people, unknown, "assertion-absent", "invalid_client")


async def test_who_says_another_name_refreshes_nothing(
    people: PeopleHub, app: SmartApp, who: Inhabitant
) -> None:
    other = await a_smart_app(people)
    token = app.redeem(app.code_alone(who)).json()["refresh_token"]
    for said in (other.client_id, "no name of any app at all " * 3):
        answer = app.refresh(token, client_id=said)
        assert answer.status_code in {400, 401}, said
    beside = {"client_id": None, "client_assertion": "a.b.c"}
    assert app.refresh(token, **beside).status_code == 401
    code = app.code_alone(who)
    assert app.redeem(code, client_id=None, refresh_token=token).status_code == 401
    assert app.refresh(token).status_code == 200
