"""A refresh token at /auth/token: each use gives another, and a second use ends the family.

https://www.rfc-editor.org/rfc/rfc9700#section-4.14
"""

import asyncio

import pytest

from hub.commands.clients import grant_client, switch_client
from hub.security.segment import json_object
from tests.hub.oauth.people.judging import refused
from tests.hub.security.proofs import Prover
from tests.plugins.people import App, Inhabitant, PeopleHub, later

pytestmark = pytest.mark.anyio


async def test_a_refresh_token_gives_another_and_is_none_any_more(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    first = app.tokens(who)
    second = app.refresh(first["refresh_token"]).json()
    third = app.refresh(second["refresh_token"]).json()

    assert len({one["refresh_token"] for one in (first, second, third)}) == 3
    assert third["patient"] == who.patient
    assert "id_token" not in third
    assert app.read(third["access_token"], f"/fhir/Patient/{who.patient}").status_code == 200


async def test_one_that_was_used_and_comes_again_ends_its_family(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    first = app.tokens(who)
    second = app.refresh(first["refresh_token"]).json()
    other = app.tokens(who)

    row = await refused(people, app.refresh(first["refresh_token"]), "secret-reused")

    assert (row["interaction"], row["client_id"]) == ("reuse", app.client_id)
    await refused(people, app.refresh(second["refresh_token"]), "secret-unknown")
    assert app.refresh(other["refresh_token"]).status_code == 200, "of another log-in"


async def test_of_those_who_use_one_at_the_same_moment_none_goes_on(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token = app.tokens(who)["refresh_token"]

    answers = await asyncio.gather(*(asyncio.to_thread(app.refresh, token) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 5]
    [good] = [answer for answer in answers if answer.status_code == 200]
    await refused(people, app.refresh(good.json()["refresh_token"]), "secret-unknown")


async def test_a_refresh_token_is_of_its_app_and_its_key(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    """Whoever else brings it uses nothing up."""
    token, thief = app.tokens(who)["refresh_token"], await people.app()
    await refused(people, thief.refresh(token), "secret-unknown")
    app.prover, own = Prover(), app.prover
    await refused(people, app.refresh(token), "proof-other-key", "invalid_dpop_proof")
    app.prover = own
    await refused(people, app.refresh(token, proof=""), "proof-absent", "invalid_dpop_proof")
    assert app.refresh(token).status_code == 200


async def test_less_may_be_asked_when_refreshing_more_may_not(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token = app.tokens(who, scope="patient/*.rs patient/Consent.crus offline_access", nonce=None)
    for more in ("patient/AuditEvent.rs", "patient/*.rs openid", "system/*.rs", "offline_access"):
        answer = app.refresh(token["refresh_token"], scope=more)
        assert answer.json()["error"] == "invalid_scope"
        assert len(await people.rows(answer)) == 1
    less = app.refresh(token["refresh_token"], scope="patient/*.rs").json()
    assert less["scope"].split(" ")[0] == "patient/*.rs"
    assert "Consent" not in less["scope"]
    again = app.refresh(less["refresh_token"]).json()
    assert "patient/Consent.crus" in again["scope"]


async def test_what_the_register_no_longer_gives_is_not_refreshed(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token = app.tokens(who)["refresh_token"]
    await grant_client(people.owner_url, app.client_id, "patient/Goal.rs")

    await refused(people, app.refresh(token), "scope-refused", "invalid_scope")


async def test_a_disabled_app_gets_nothing_more(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    code, token = app.code(who), app.tokens(who)["refresh_token"]
    await switch_client(people.owner_url, app.client_id, disabled=True)

    await refused(people, app.redeem(code), "client-disabled", "invalid_client")
    await refused(people, app.refresh(token), "client-disabled", "invalid_client")


async def test_a_permission_ends_however_often_it_is_refreshed(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token = app.tokens(who)["refresh_token"]
    for days in (29, 58, 87):
        with later(people, days=days):
            answer = app.refresh(token)
            assert answer.status_code == 200, answer.text
            token = answer.json()["refresh_token"]
    with later(people, days=90, seconds=5):
        await refused(people, app.refresh(token), "secret-expired")


async def test_one_that_waits_too_long_is_none(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token = app.tokens(who)["refresh_token"]
    with later(people, days=30, seconds=5):
        await refused(people, app.refresh(token), "secret-expired")


async def test_a_mandate_is_asked_again_at_each_refresh(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    child = await people.inhabitant(age=9)
    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "parent"}]
    url = app.permitted(who, whose="1")
    code = dict(part.split("=") for part in url.partition("?")[2].split("&"))["code"]
    first = app.redeem(code).json()
    assert first["patient"] == child.patient
    assert "fhirUser" not in (json_object(first["id_token"].split(".")[1]) or {})
    second = app.refresh(first["refresh_token"]).json()

    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "guardian"}]
    await refused(people, app.refresh(second["refresh_token"]), "not-entitled")

    people.provider.mandates[who.bsn] = [{"bsn": child.bsn, "ground": "parent"}]
    assert app.refresh(second["refresh_token"]).status_code == 200, "it was asked, not used up"


async def test_no_grant_of_people_takes_what_is_for_systems(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    for grant in ("password", "implicit", "urn:ietf:params:oauth:grant-type:device_code"):
        answer = app.token({"grant_type": grant})
        await refused(people, answer, "grant-unsupported", "unsupported_grant_type")
    mixed = {"grant_type": "client_credentials", "code": app.code(who)}
    await refused(people, app.token(mixed), "other-credentials", "invalid_request")


async def test_neither_code_nor_token_is_kept_in_clear(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    found = app.tokens(who)
    rows = await people.rows(app.refresh(found["refresh_token"]))

    assert found["refresh_token"] not in str(rows)
    assert app.verifier not in str(rows)
