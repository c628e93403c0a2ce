"""A client that asks too much is told to wait, and nobody else is."""

import json
from datetime import timedelta

import httpx
import pytest

from hub.app import Application, create_app, wire
from hub.security.buckets import Buckets
from tests.hub.dossier import fault
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


def throttled(region: Region, *callers: Caller, rate: float, burst: int) -> None:
    """These callers ask a hub that lets them."""
    running = region.running
    settings = running.settings.model_copy(update={"client_rate": rate, "client_burst": burst})
    app = create_app(settings)
    wire(app, settings, running.database, running.clock)
    for caller in callers:
        caller.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=f"{settings.public_url}/fhir"
        )


async def test_a_client_that_asks_too_much_waits_and_another_does_not(region: Region) -> None:
    greedy, other = await region.organization(), await region.organization()
    throttled(region, greedy, other, rate=0.01, burst=3)

    answers = [await greedy.get("Goal/1") for _ in range(8)]
    beside = await other.get("Goal/1")

    assert [answer.status_code for answer in answers] == [404] * 3 + [429] * 5
    assert fault(answers[-1])["code"] == "throttled"
    assert 50 <= int(answers[-1].headers["Retry-After"]) <= 100
    assert beside.status_code == 404


async def test_of_many_refusals_the_ledger_has_one_a_second(region: Region) -> None:
    greedy = await region.organization()
    throttled(region, greedy, rate=0.01, burst=1)

    answers = [await greedy.get("Goal/1") for _ in range(20)]

    rows = [row for row in await region.running.left_behind() if row["ura"] == greedy.ura]
    assert [answer.status_code for answer in answers[1:]] == [429] * 19
    assert [row["status"] for row in rows][:2] == [404, 429]
    assert len(rows) <= 4


async def test_who_waited_may_ask_again(region: Region) -> None:
    patient = await region.organization()
    throttled(region, patient, rate=1_000_000, burst=1)

    answers = [await patient.get("Goal/1") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {404}


async def test_a_batch_costs_as_much_as_its_entries(region: Region) -> None:
    greedy = await region.organization()
    throttled(region, greedy, rate=0.01, burst=20)
    entries = [{"request": {"method": "GET", "url": "Goal/1"}}] * 30
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}

    first = await greedy("POST", "", json.dumps(bundle))
    second = await greedy.get("Goal/1")

    assert first.status_code == 200
    assert second.status_code == 429


def test_a_bucket_is_never_fuller_than_full_and_few_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.security.buckets.MOST", 2)
    buckets = Buckets(1e12, 2.0)

    taken = [buckets.take("one", 2.0), buckets.take("one", 5.0), buckets.take("one")]

    assert taken == [0.0, 0.0, 0.0], "full again by the next call"
    for name in ("two", "three", "four"):
        buckets.take(name)
    assert len(buckets._left) == 2


def guarded(region: Region, refusals: int) -> Application:
    """A hub that bears so many refused tokens of an address."""
    running = region.running
    settings = running.settings.model_copy(update={"bearer_refusals": refusals})
    app = create_app(settings)
    wire(app, settings, running.database, running.clock)
    return app


async def asked(app: Application, address: str, token: str) -> httpx.Response:
    """A call from this address, with this token."""
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        return await client.get("/fhir/Goal/1", headers={"Authorization": f"Bearer {token}"})


async def test_an_address_whose_tokens_are_refused_waits_and_another_does_not(
    region: Region,
) -> None:
    app = guarded(region, 3)

    answers = [await asked(app, "192.0.2.1", "forged") for _ in range(20)]
    beside = await asked(app, "192.0.2.2", "forged")

    assert [answer.status_code for answer in answers[:3]] == [401] * 3
    assert {answer.status_code for answer in answers[4:]} == {429}
    assert fault(answers[-1])["code"] == "throttled"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert beside.status_code == 401


async def test_a_good_token_is_taken_from_such_an_address_all_the_same(region: Region) -> None:
    app, caller = guarded(region, 1), await region.organization()
    for _ in range(5):
        await asked(app, "192.0.2.1", "forged")

    answer = await asked(app, "192.0.2.1", caller.token())

    assert answer.status_code == 404


async def test_who_had_a_good_token_there_is_told_that_it_expired(region: Region) -> None:
    app, caller = guarded(region, 1), await region.organization()
    token, clock = caller.token(), region.running.clock
    clock.ahead += timedelta(seconds=301)
    try:
        for _ in range(5):
            await asked(app, "192.0.2.1", "forged")
        answer = await asked(app, "192.0.2.1", token)
    finally:
        clock.ahead -= timedelta(seconds=301)

    assert (answer.status_code, fault(answer)["code"]) == (401, "expired")


async def test_of_many_such_tokens_the_ledger_has_a_row_a_second(region: Region) -> None:
    app = guarded(region, 1)

    answers = [await asked(app, "192.0.2.1", "forged") for _ in range(20)]

    ids = {answer.headers["X-Request-Id"] for answer in answers}
    rows = [row for row in await region.running.left_behind() if row["request_id"] in ids]
    assert rows[0]["status"] == 401
    assert len(rows) <= 5
