"""POST /auth/token over HTTP: what it refuses, what it records, and when it gives a token."""

import asyncio
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from asyncpg import UniqueViolationError

from hub.security.tokens import TokenVerifier
from hub.storage import clients
from hub.storage.append import execute
from hub.storage.assertions import use, was_used
from tests.hub.oauth.token_exchange import exchange
from tests.hub.security.proofs import Prover
from tests.hub.security.systems import (
    DOCTOR,
    NOW,
    PUBLIC_URL,
    TOKEN_URL,
    elliptic_system,
    hub_key,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def hub(database_url, owner_url):
    async with exchange(database_url, owner_url) as running:
        yield running


def _refused(answer, status, error):
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "access_token" not in answer.json()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"grant_type":"client_credentials"}'),
        ("text/plain", b"grant_type=client_credentials"),
        ("", b"grant_type=client_credentials"),
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"nonsense"),
        ("application/x-www-form-urlencoded", b"grant_type=%ff"),
        ("application/x-www-form-urlencoded", b"grant_type=\xff"),
        ("application/x-www-form-urlencoded", b"scope=a&scope=b"),
        ("application/x-www-form-urlencoded", b"grant_type=a&grant%5Ftype=b"),
        ("application/x-www-form-urlencoded", b"a=1&" * 30 + b"b=2"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 40_000),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 5_000_000),
    ],
)
async def test_a_body_that_is_no_form_is_an_invalid_request(hub, content_type, body):
    headers = {"Content-Type": content_type}
    answer = await hub.http.post("/auth/token", content=body, headers=headers)
    _refused(answer, 400, "invalid_request")
    assert (await hub.audited(answer))["status"] == 400


async def test_parameters_in_the_url_or_a_second_credential_are_refused(hub):
    system = await hub.register()
    form = system.form(system.sign(system.claims()))
    answer = await hub.http.post(f"/auth/token?{urlencode(form)}", data=form)
    _refused(answer, 400, "invalid_request")
    _refused(await hub.ask(form, Authorization="Basic YTpi"), 400, "invalid_request")
    assert (await hub.ask(form)).status_code == 200


async def test_an_unknown_a_disabled_and_a_wrongly_signing_client_get_the_same_answer(hub):
    stranger, disabled = elliptic_system(), await hub.register(disabled=True)
    known = await hub.register()
    answers = [
        await hub.ask(stranger.form(stranger.sign(stranger.claims()))),
        await hub.ask(disabled.form(disabled.sign(disabled.claims()))),
        await hub.ask(known.form(stranger.sign(known.claims()))),
    ]
    for answer in answers:
        _refused(answer, 401, "invalid_client")
        assert (await hub.audited(answer))["client_id"] is None
    assert len({answer.content for answer in answers}) == 1
    assert (await hub.audited(answers[2]))["detail"] == {"claimed": known.client_id}


async def test_an_assertion_is_used_once(hub):
    system = await hub.register()
    form = system.form(system.sign(system.claims()))
    assert (await hub.ask(form)).status_code == 200
    hub.now += timedelta(seconds=240 + 59)
    replay = await hub.ask(form)
    _refused(replay, 401, "invalid_client")
    row = await hub.audited(replay)
    assert (row["rule"], row["client_id"]) == ("assertion-replayed", system.client_id)


async def test_a_proof_that_was_used_uses_up_the_assertion_that_came_with_it(hub):
    system, prover = await hub.register(), Prover()
    sent = [prover.sign(prover.claims("POST", TOKEN_URL, now=NOW)) for _ in range(2)]
    first = system.form(system.sign(system.claims()))
    second = system.form(system.sign(system.claims()))
    assert (await hub.ask(first, DPoP=sent[0])).json()["token_type"] == "DPoP"

    replay = await hub.ask(second, DPoP=sent[0])
    again = await hub.ask(second, DPoP=sent[1])

    _refused(replay, 400, "invalid_dpop_proof")
    assert (await hub.audited(replay))["rule"] == "proof-replayed"
    _refused(again, 401, "invalid_client")
    assert (await hub.audited(again))["rule"] == "assertion-replayed"


async def test_both_used_before_is_one_refusal(hub):
    system, prover = await hub.register(), Prover()
    form = system.form(system.sign(system.claims()))
    sent = prover.sign(prover.claims("POST", TOKEN_URL, now=NOW))
    assert (await hub.ask(form, DPoP=sent)).is_success

    assert (await hub.ask(form, DPoP=sent)).status_code in {400, 401}
    assert (await hub.ask(form)).status_code == 401


async def test_the_same_jti_in_another_assertion_is_a_replay_but_not_of_another_client(hub):
    one, other = await hub.register(), await hub.register()
    first = one.claims()
    assert (await hub.ask(one.form(one.sign(first)))).status_code == 200
    again = one.form(one.sign(first | {"nbf": first["iat"]}))
    _refused(await hub.ask(again), 401, "invalid_client")
    assert (await hub.ask(other.form(other.sign(other.claims(jti=first["jti"]))))).is_success


async def test_an_assertion_that_was_refused_a_scope_is_used_up(hub):
    system = await hub.register()
    assertion = system.sign(system.claims())
    _refused(await hub.ask(system.form(assertion, scope="system/Goal.d")), 400, "invalid_scope")
    _refused(await hub.ask(system.form(assertion)), 401, "invalid_client")


async def test_ten_uses_at_one_moment_give_one_token(hub):
    system = await hub.register()
    form = system.form(system.sign(system.claims()))
    answers = await asyncio.gather(*(hub.ask(form) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9
    assert len({answer.headers["x-request-id"] for answer in answers}) == 10


@pytest.mark.parametrize("jti", ["\x00", "\ud800", "€" * 256, "'; DROP TABLE assertion; --"])
async def test_any_text_is_a_jti(hub, jti):
    system = await hub.register()
    form = system.form(system.sign(system.claims(jti=jti)))
    assert (await hub.ask(form)).status_code == 200
    _refused(await hub.ask(form), 401, "invalid_client")


async def test_a_used_assertion_is_forgotten_only_when_it_is_long_expired(hub):
    long_ago, until = datetime(2001, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, 0, 6, tzinfo=UTC)

    async def first_use(jti, now):
        async with hub.database.connection() as connection:
            try:
                await execute(connection, use([("forgetful", jti, until)], now))
            except UniqueViolationError as failure:
                return not was_used(failure)
            return True

    assert await first_use("early", long_ago)
    await first_use("another", until + timedelta(minutes=59))
    assert not await first_use("early", long_ago)
    await first_use("one more", until + timedelta(minutes=61))
    assert await first_use("early", long_ago)


async def _asked_where(hub, goes_wrong, system, form):
    """The answer while the database does this wrong with every assertion of the system."""
    async with hub.owner.connection() as connection:
        await connection.execute(goes_wrong.format(client=system.client_id))
    try:
        return await hub.ask(form)
    finally:
        async with hub.owner.connection() as connection:
            await connection.execute("DROP FUNCTION goes_wrong CASCADE")


async def test_a_commit_that_fails_gives_an_error_and_no_token(hub):
    system = await hub.register()
    form = system.form(system.sign(system.claims()))
    answer = await _asked_where(hub, FAILING_COMMIT, system, form)
    _refused(answer, 503, "temporarily_unavailable")
    assert (await hub.ask(form)).status_code == 200, "nothing of the first try was kept"


async def test_two_who_ask_for_a_token_make_no_turns_for_those_who_read(hub):
    for system in (await hub.register(), await hub.register()):
        assert (await hub.ask(system.form(system.sign(system.claims())))).is_success
    assert not hub.places.is_shared


async def test_a_name_that_is_taken_elsewhere_is_no_second_use(hub):
    """Two writers that took one number, say: that is ours to mend, and not the caller's fault."""
    system = await hub.register()
    form = system.form(system.sign(system.claims()))
    answer = await _asked_where(hub, TAKEN_ELSEWHERE, system, form)
    _refused(answer, 503, "temporarily_unavailable")
    assert (await hub.ask(form)).status_code == 200


async def test_without_a_database_there_is_an_error_and_no_token(database_url, owner_url):
    async with exchange(database_url, owner_url) as hub:
        system = await hub.register()
        form = system.form(system.sign(system.claims()))
        await hub.database.pool.close()
        _refused(await hub.ask(form), 503, "temporarily_unavailable")


async def test_a_token_is_given_and_its_issue_audited(hub):
    system = await hub.register()
    claims = system.claims(extensions={"ihe_iua": DOCTOR.claims()})
    form = system.form(system.sign(claims), scope="system/Consent.rs")
    answer = await hub.ask(form, **{"X-Request-Id": "seen-by-the-caller"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"] == "seen-by-the-caller"
    requester = TokenVerifier(hub_key(), PUBLIC_URL).verify(answer.json()["access_token"], hub.now)
    assert requester.practitioner == DOCTOR.practitioner
    row = await hub.audited(answer)
    assert (row["interaction"], row["status"], row["rule"]) == ("token", 200, "token-issued")
    assert (row["client_id"], row["ura"]) == (system.client_id, system.ura)
    assert row["detail"] == {"scope": "system/Consent.rs"}
    assert row["who"].number == DOCTOR.practitioner.number


async def test_a_request_id_that_is_none_is_replaced(hub):
    for given in ("", "x" * 65, "a b", 'a"b'):
        answer = await hub.ask({}, **{"X-Request-Id": given})
        assert answer.headers["x-request-id"] != given


async def test_the_register_lists_its_clients_by_name(hub):
    last, first = await hub.register(name="Zorggroep"), await hub.register(name="Ambulance")
    async with hub.database.session() as session:
        found = [row.client_id for row in await clients.registered(session)]
    assert found.index(first.client_id) < found.index(last.client_id)


FAILING_COMMIT = """
CREATE FUNCTION goes_wrong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE CONSTRAINT TRIGGER no_commit AFTER INSERT ON assertion DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.client_id = '{client}') EXECUTE FUNCTION goes_wrong();
"""


TAKEN_ELSEWHERE = """
CREATE FUNCTION goes_wrong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE unique_violation USING TABLE = 'ledger'; END $$;
CREATE TRIGGER taken_elsewhere BEFORE INSERT ON assertion
FOR EACH ROW WHEN (NEW.client_id = '{client}') EXECUTE FUNCTION goes_wrong();
"""


async def test_who_is_refused_too_often_waits_and_others_do_not(database_url, owner_url):
    async with exchange(database_url, owner_url, refusals=5) as hub:
        system, other = await hub.register(), await hub.register()
        bad = system.form(system.sign(system.claims(aud="https://elsewhere.example")))

        answers = [await hub.ask(bad) for _ in range(30)]
        good = await hub.ask(other.form(other.sign(other.claims())))

    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 25
    assert answers[-1].json()["error"] == "temporarily_unavailable"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert good.status_code == 200
