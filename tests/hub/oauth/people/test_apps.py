"""POST /auth/revoke and /auth/introspect: an app and its own tokens.

https://www.rfc-editor.org/rfc/rfc7009 and https://www.rfc-editor.org/rfc/rfc7662
"""

import httpx
import pytest

from tests.hub.security.systems import elliptic_system
from tests.plugins.people import App, Inhabitant, PeopleHub, later

pytestmark = pytest.mark.anyio


@pytest.fixture
async def app(people: PeopleHub) -> App:
    return await people.app()


@pytest.fixture
async def who(people: PeopleHub) -> Inhabitant:
    return await people.inhabitant()


def ask(app: App, name: str, token: str | None, **more: str) -> httpx.Response:
    """Either of both."""
    return app.post(f"/auth/{name}", app.proven(token=token, **more))


@pytest.mark.parametrize("name", ["revoke", "introspect"])
async def test_nobody_asks_without_proving_himself(
    people: PeopleHub, app: App, who: Inhabitant, name: str
) -> None:
    token = app.tokens(who)["refresh_token"]
    signed = app.assertion(signer=elliptic_system())
    answers = {
        "assertion-absent": app.post(f"/auth/{name}", {"token": token}),
        "assertion-signature": ask(app, name, token, assertion=signed),
    }
    for rule, answer in answers.items():
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert await people.rule(answer) == rule
    assert app.refresh(token).status_code == 200


@pytest.mark.parametrize("name", ["revoke", "introspect"])
async def test_without_a_token_there_is_nothing_to_say(
    people: PeopleHub, app: App, name: str
) -> None:
    answer = ask(app, name, None)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert await people.rule(answer) == "token-absent"


async def test_what_is_revoked_is_gone_with_all_that_followed_from_it(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    first = app.tokens(who)["refresh_token"]
    second = app.refresh(first).json()["refresh_token"]

    answer = ask(app, "revoke", first, token_type_hint="refresh_token")

    assert answer.status_code == 200
    [row] = await people.rows(answer)
    assert (row["rule"], row["pat"] is not None) == ("revoked", True)
    assert app.refresh(second).json()["error"] == "invalid_grant"
    assert ask(app, "introspect", second).json() == {"active": False}
    assert ask(app, "revoke", first).status_code == 200, "gone is gone"


async def test_nobody_revokes_what_is_another_s(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    token, other = app.tokens(who)["refresh_token"], await people.app()

    answer = ask(other, "revoke", token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert await people.rule(answer) == "revoke-of-another"
    assert app.refresh(token).status_code == 200


async def test_an_access_token_ends_by_itself(app: App, who: Inhabitant) -> None:
    answer = ask(app, "revoke", app.tokens(who)["access_token"])

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_token_type")


@pytest.mark.parametrize("token", ["x", "A" * 43, "a.b.c", "é"])
async def test_of_what_is_none_nothing_is_told(app: App, token: str) -> None:
    assert ask(app, "revoke", token).status_code == 200
    assert ask(app, "introspect", token).json() == {"active": False}


async def test_an_app_looks_at_its_own_tokens(people: PeopleHub, app: App, who: Inhabitant) -> None:
    found = app.tokens(who)

    access = ask(app, "introspect", found["access_token"]).json()
    refresh = ask(app, "introspect", found["refresh_token"]).json()

    assert (access["active"], access["client_id"]) == (True, app.client_id)
    assert (access["token_type"], access["iss"]) == ("DPoP", people.url)
    assert access["cnf"] == {"jkt": app.prover.thumbprint}
    assert refresh["active"]
    assert refresh["scope"] == found["scope"]
    assert refresh["sub"] == access["sub"]
    assert who.bsn not in str((access, refresh))


async def test_of_another_s_token_as_little_is_told_as_of_none(
    people: PeopleHub, app: App, who: Inhabitant
) -> None:
    found, other = app.tokens(who), await people.app()
    for name in ("access_token", "refresh_token"):
        assert ask(other, "introspect", found[name]).json() == {"active": False}


async def test_what_ended_is_not_active(people: PeopleHub, app: App, who: Inhabitant) -> None:
    found = app.tokens(who)
    with later(people, seconds=301):
        assert ask(app, "introspect", found["access_token"]).json() == {"active": False}
        assert ask(app, "introspect", found["refresh_token"]).json()["active"]
    app.refresh(found["refresh_token"])
    assert ask(app, "introspect", found["refresh_token"]).json() == {"active": False}


async def test_an_app_that_must_be_bound_may_ask_unbound_what_gives_no_token(
    people: PeopleHub,
) -> None:
    app = await people.app(bound=True)

    assert app.push().status_code == 201
    assert ask(app, "introspect", "x").json() == {"active": False}
