"""A code at /auth/token: once, for its own app, by its own key.

https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3, https://www.rfc-editor.org/rfc/rfc7636 and
https://www.rfc-editor.org/rfc/rfc9449
"""

import asyncio
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from hub.security.segment import json_object
from tests.hub.oauth.people.judging import refused
from tests.hub.security.proofs import Prover
from tests.hub.security.systems import elliptic_system
from tests.plugins.people import BACK, App, Inhabitant, PeopleHub, later

pytestmark = pytest.mark.anyio
CODE_ALONE = "openid patient/*.rs"


async def test_a_code_is_redeemed_once_and_then_nothing_of_it_holds(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    code = app.code(who)
    first = app.redeem(code).json()

    row = await refused(people, app.redeem(code), "secret-reused")

    assert row["interaction"] == "reuse"
    assert row["client_id"] == app.client_id
    assert row["pat"] is not None
    await refused(people, app.refresh(first["refresh_token"]), "secret-unknown")


async def test_a_code_that_is_redeemed_ten_times_at_once_is_redeemed_once(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    code = app.code(who)

    answers = await asyncio.gather(*(asyncio.to_thread(app.redeem, code) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 9]
    [good] = [answer for answer in answers if answer.status_code == 200]
    await refused(people, app.refresh(good.json()["refresh_token"]), "secret-unknown")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"code_verifier": None}, "verifier"),
        ({"code_verifier": ""}, "verifier"),
        ({"code_verifier": "x" * 64}, "verifier"),
        ({"code_verifier": "short"}, "verifier"),
        ({"code_verifier": "x" * 129}, "verifier"),
        ({"redirect_uri": None}, "redirect-uri"),
        ({"redirect_uri": f"{BACK}/more"}, "redirect-uri"),
        ({"redirect_uri": f"{BACK}/"}, "redirect-uri"),
    ],
)
async def test_what_does_not_fit_the_code_uses_it_up(
    people: PeopleHub, app: App, who: Inhabitant, changes: dict[str, Any], rule: str
) -> None:
    code = app.code(who)

    await refused(people, app.redeem(code, **changes), rule)
    await refused(people, app.redeem(code), "secret-reused")


async def test_the_challenge_itself_is_no_verifier(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """A server that falls back to `plain` would take it."""
    code = app.code(who)
    challenge = app.request()["code_challenge"]

    await refused(people, app.redeem(code, code_verifier=challenge), "verifier")


async def test_no_scope_beside_a_code_gives_more_than_was_permitted(
    app: App, who: Inhabitant
) -> None:
    code = app.code(who, scope=CODE_ALONE)

    found = app.redeem(code, scope="patient/*.rs patient/AuditEvent.rs patient/Consent.crus").json()

    assert found["scope"] == "patient/*.rs openid"
    claims = json_object(found["access_token"].split(".")[1]) or {}
    assert claims["scope"] == "patient/*.rs"


@pytest.mark.parametrize("verifier", ["x" * 42, "x" * 129, "x" * 42 + "+", "x" * 42 + "\n"])
async def test_a_verifier_that_could_be_guessed_is_none_though_it_fits(
    people: PeopleHub, app: App, who: Inhabitant, verifier: str
) -> None:
    """https://www.rfc-editor.org/rfc/rfc7636#section-4.1."""
    app.verifier = verifier

    await refused(people, app.redeem(app.code(who)), "verifier")


async def test_a_code_is_of_the_app_that_got_it(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """Another's try does not use it up: a thief keeps nobody out."""
    thief = await people.app()
    code = app.code(who)

    await refused(people, thief.redeem(code, code_verifier=app.verifier), "secret-unknown")
    assert app.redeem(code).status_code == 200


async def test_who_is_not_the_app_does_not_use_a_code_up(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    code, forged = app.code(who), app.assertion(signer=elliptic_system())

    answer = app.redeem(code, assertion=forged)

    await refused(people, answer, "assertion-signature", "invalid_client")
    assert app.redeem(code).status_code == 200


@pytest.mark.parametrize("code", ["", "x", "A" * 43, "A" * 5_000])
async def test_what_is_no_code_is_refused(people: PeopleHub, app: App, code: str) -> None:
    answer = app.redeem(code)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}
    assert len(await people.rows(answer)) == 1


async def test_a_code_is_no_refresh_token_nor_the_other_way_round(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    refresh = app.tokens(who)["refresh_token"]
    await refused(people, app.redeem(refresh), "secret-unknown")
    await refused(people, app.refresh(app.code(who)), "secret-unknown")
    pushed = app.pushed().rpartition(":")[2]
    await refused(people, app.redeem(pushed), "secret-unknown")


async def test_a_code_lives_a_minute(people: PeopleHub, app: App, who: Inhabitant) -> None:
    code = app.code(who)
    with later(people, seconds=61):
        await refused(people, app.redeem(code), "secret-expired")


async def test_a_person_s_token_is_bound_always(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    code = app.code(who)

    await refused(people, app.redeem(code, proof=""), "proof-absent", "invalid_dpop_proof")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"htm": "GET"}, "proof-request"),
        ({"htu": "https://evil.example/auth/token"}, "proof-request"),
        ({"iat": 1}, "proof-time"),
        ({"jti": None}, "proof-jti"),
    ],
)
async def test_a_proof_that_is_not_right_proves_nothing(
    people: PeopleHub, app: App, who: Inhabitant, changes: dict[str, Any], rule: str
) -> None:
    code = app.code(who)

    answer = app.redeem(code, proof=app.proof(**changes))

    await refused(people, answer, rule, "invalid_dpop_proof")
    assert app.redeem(code).status_code == 200, "an app that got its clock wrong may try again"


async def test_a_proof_is_used_once_and_a_replay_uses_nothing_up(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    proof = app.proof()
    assert app.redeem(app.code(who), proof=proof).status_code == 200
    code = app.code(who)

    answer = app.redeem(code, proof=proof)

    await refused(people, answer, "proof-replayed", "invalid_dpop_proof")
    assert app.redeem(code).status_code == 200


async def test_an_assertion_is_used_once_and_a_replay_uses_nothing_up(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    assertion = app.assertion()
    assert app.redeem(app.code(who), assertion=assertion).status_code == 200
    code = app.code(who)

    answer = app.redeem(code, assertion=assertion)

    await refused(people, answer, "assertion-replayed", "invalid_client")
    assert app.redeem(code).status_code == 200


async def test_the_key_that_was_named_is_the_one_that_counts(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """https://www.rfc-editor.org/rfc/rfc9449#section-10."""
    code = app.code(who, dpop_jkt=Prover().thumbprint)
    await refused(people, app.redeem(code), "proof-other-key", "invalid_dpop_proof")
    code = app.code(who, dpop_jkt=app.prover.thumbprint)
    assert app.redeem(code).status_code == 200


async def test_an_assertion_for_a_person_s_token_may_be_for_the_issuer_a_system_s_not(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    for audience in (people.url, f"{people.url}/auth/token"):
        answer = app.redeem(app.code(who), assertion=app.assertion(aud=audience))
        assert answer.status_code == 200, answer.text
    for wrong in ("https://evil.example", f"{people.url}/auth/par", f"{people.url}/", None):
        answer = app.redeem(app.code(who), assertion=app.assertion(aud=wrong))
        await refused(people, answer, "assertion-audience", "invalid_client")
    system = {"grant_type": "client_credentials", "assertion": app.assertion()}
    await refused(people, app.token(system), "assertion-audience", "invalid_client")


async def test_what_a_token_says_is_what_was_permitted(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    answer = app.redeem(app.code(who, scope=CODE_ALONE))

    found = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (found["token_type"], found["expires_in"]) == ("DPoP", 300)
    assert (found["scope"], found["patient"]) == ("patient/*.rs openid", who.patient)
    assert "refresh_token" not in found, "nobody asked offline_access"
    claims = json_object(found["access_token"].split(".")[1]) or {}
    assert claims["cnf"] == {"jkt": app.prover.thumbprint}
    assert claims["scope"] == "patient/*.rs"
    assert claims["acr"] == "http://eidas.europa.eu/LoA/substantial"
    assert who.bsn not in str(claims)
    [row] = await people.rows(answer)
    assert (row["rule"], row["who"].vouched_by) == ("token-issued", "https://digid.example")
    assert row["detail"]["grant"] == "authorization_code"


async def test_an_id_token_says_who_logged_in_to_this_app_for_this_request(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    found = app.tokens(who)
    with people.http() as http:
        keys = KeySet.import_key_set(http.get("/auth/jwks").json())

    token = jwt.decode(found["id_token"], keys, algorithms=["ES256"])

    access = json_object(found["access_token"].split(".")[1]) or {}
    claims = token.claims
    assert claims["iss"] == people.url
    assert claims["aud"] == app.client_id
    assert claims["nonce"] == app.nonce
    assert claims["sub"] == access["sub"]
    assert claims["fhirUser"] == f"{people.url}/fhir/Patient/{who.patient}"
    assert claims["exp"] - claims["iat"] == 300
    assert claims["iat"] - 60 < claims["auth_time"] <= claims["iat"]
    assert who.bsn not in str(claims)


async def test_an_id_token_opens_nothing(people: PeopleHub, app: App, who: Inhabitant) -> None:
    found = app.tokens(who)

    answer = app.read(found["id_token"], f"/fhir/Patient/{who.patient}")

    assert answer.status_code == 401


async def test_who_did_not_ask_who_he_is_is_not_told(app: App, who: Inhabitant) -> None:
    assert "id_token" not in app.tokens(who, scope="patient/*.rs", nonce=None)
    found = app.tokens(who, scope=CODE_ALONE)
    assert "fhirUser" not in (json_object(found["id_token"].split(".")[1]) or {})
