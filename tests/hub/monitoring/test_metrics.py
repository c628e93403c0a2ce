"""Metrics tell what all processes did, at an address of their own, and name nobody."""

import asyncio
import json
import os
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hub.ledger.record import Record
from hub.ledger.tally import Tally
from hub.monitoring.collector import Workers
from hub.monitoring.listener import address
from hub.monitoring.worker import Told, telling
from hub.telemetry.answers import BOUNDS
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier
from tests.hub.monitoring.scrape import samples_of, scraped, summed
from tests.plugins.database import as_app
from tests.plugins.hub import Region
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

pytestmark = pytest.mark.anyio

ASKED = 40
WORKERS = 2


@pytest.fixture
def served(warm: Warm, migrated: str, tmp_path: Path) -> Iterator[HubProcess]:
    """A hub of two processes that tells its metrics."""
    port = free_port()
    settings = settings_of(as_app(migrated), port)
    settings |= {"HUB_METRICS_ADDRESS": f"127.0.0.1:{free_port()}"}
    hub = hub_process(warm, settings, port, tmp_path / "hub.log")
    hub.arguments[-1] = str(WORKERS)
    yield hub.ready()
    hub.process.send_signal(15)
    hub.process.wait()


@pytest.mark.slow
def test_a_scrape_has_what_all_workers_did(served: HubProcess) -> None:
    where = served.environment["HUB_METRICS_ADDRESS"]
    for _ in range(ASKED):
        # Each on a connection of its own, so that chance spreads them.
        httpx.get(f"{served.url}/fhir/Goal/1", trust_env=False)

    found = scraped(where)
    again = scraped(where)

    up = found["hub_worker_up"]
    assert [value for _, value in up] == [1.0] * len(up)
    counts = found["hub_request_seconds_count"]
    assert summed(counts, route="read", status="401") == ASKED
    assert summed(found["hub_refusals_total"], door="bearer", rule="token-absent") == ASKED
    assert summed(again["hub_request_seconds_count"], route="read", status="401") == ASKED
    assert httpx.get(f"{served.url}/metrics", trust_env=False).status_code == 404
    assert len(up) == WORKERS


@asynccontextmanager
async def told_by(region: Region, folder: Path) -> AsyncIterator[Workers]:
    """The hub of the tests, told by a socket."""
    async with telling(folder, region.running.app.tell):
        yield Workers(folder)


async def scrape(workers: Workers) -> str:
    registry = CollectorRegistry()
    registry.register(workers)
    return (await asyncio.to_thread(generate_latest, registry)).decode()


async def test_routes_are_of_a_closed_set_and_name_nobody(region: Region, tmp_path: Path) -> None:
    bsn, dossier = a_bsn(), await a_dossier(region)
    source = dossier.source
    async with told_by(region, tmp_path / "told") as workers:
        before = samples_of(await scrape(workers))["hub_request_seconds_count"]
        await source.get(dossier.patient)
        await source.find("Goal", patient=dossier.patient)
        await source.get(f"{bsn}/{bsn}")
        await source.client.get(f"/Account/{bsn}")
        await source.client.request(f"{bsn}", "/Goal")
        await source.client.get(f"http://127.0.0.1:8000/{bsn}")
        text = await scrape(workers)

    after = samples_of(text)["hub_request_seconds_count"]
    grown = {
        (has["route"], has["status"])
        for has, value in after
        if value > summed(before, route=has["route"], status=has["status"])
    }
    assert {("read Patient", "200"), ("search Goal", "200"), ("other", "404")} <= grown
    assert ("read", "401") in grown
    assert not [route for route, _ in grown if "Account" in route]
    assert bsn not in text
    assert dossier.bsn not in text
    assert dossier.patient.partition("/")[2] not in text
    labels = {value for sample in after for value in sample[0].values()}
    assert not [one for one in labels if re.search(r"[0-9a-f]{8}-", one)]


async def test_decisions_are_counted_by_rule(region: Region, tmp_path: Path) -> None:
    dossier = await a_dossier(region)
    stranger = await region.organization()
    async with told_by(region, tmp_path / "told") as workers:
        before = samples_of(await scrape(workers))["hub_decisions_total"]
        await dossier.source.get(dossier.patient)
        await stranger.get(dossier.patient)
        after = samples_of(await scrape(workers))["hub_decisions_total"]

    assert summed(after, decision="permit") == summed(before, decision="permit") + 1
    assert summed(after, decision="deny") == summed(before, decision="deny") + 1


async def test_pool_queue_and_ledger_are_told(region: Region, tmp_path: Path) -> None:
    database = region.running.database
    async with told_by(region, tmp_path / "told") as workers, database.connection():
        found = samples_of(await scrape(workers))

    assert summed(found["hub_pool_connections_limit"]) == region.running.settings.pool_size
    assert 1 <= summed(found["hub_pool_connections_in_use"]) <= database.pool.size
    assert summed(found["hub_pool_waiting"]) == 0
    assert summed(found["hub_ledger_queue"]) == 0
    assert summed(found["hub_ledger_lag_seconds"]) >= 0
    assert summed(found["hub_ledger_seals"]) >= 0


async def test_each_count_has_its_series(tmp_path: Path) -> None:
    cell = [0.0] * (len(BOUNDS) + 2)
    cell[0], cell[2], cell[-2], cell[-1] = 5, 2, 1, 33.5
    counts = Told(
        answers=[("read Goal", 200, cell)],
        pool_size=11,
        pool_in_use=12,
        pool_waiting=13,
        queue_waiting=14,
        ledger_lag=15.5,
        ledger_seals=16,
        undelivered=True,
        decisions=[("deny", "C-NO-CHOICE", 17)],
        refusals=[("token", "assertion-replayed", 18)],
        mitz=[("unknown", "slow", cell)],
    )
    async with telling(tmp_path / "told", lambda: counts):
        found = samples_of(await scrape(Workers(tmp_path / "told")))

    values = {name: [value for _, value in samples] for name, samples in found.items()}
    buckets = {has["le"]: value for has, value in found["hub_request_seconds_bucket"]}
    assert (buckets["0.001"], buckets["0.005"], buckets["10.0"], buckets["+Inf"]) == (5, 7, 7, 8)
    assert values["hub_request_seconds_count"] == [8]
    assert values["hub_request_seconds_sum"] == [33.5]
    assert found["hub_mitz_seconds_count"] == [
        ({"worker": str(os.getpid()), "decision": "unknown", "why": "slow"}, 8)
    ]
    assert values["hub_mitz_seconds_sum"] == [33.5]
    assert values["hub_pool_connections_limit"] == [11]
    assert values["hub_pool_connections_in_use"] == [12]
    assert values["hub_pool_waiting"] == [13]
    assert values["hub_ledger_queue"] == [14]
    assert values["hub_ledger_lag_seconds"] == [15.5]
    assert values["hub_ledger_seals"] == [16]
    assert values["hub_checkpoints_undelivered"] == [1]
    assert found["hub_decisions_total"][0][0]["decision"] == "deny"
    assert found["hub_refusals_total"][0] == (
        {"worker": str(os.getpid()), "door": "token", "rule": "assertion-replayed"},
        18,
    )


async def test_only_its_own_user_may_ask_a_process(region: Region, tmp_path: Path) -> None:
    async with told_by(region, tmp_path / "told"):
        mode = (tmp_path / "told").stat().st_mode & 0o777

    assert mode == 0o700
    assert not (tmp_path / "told").exists()


def test_what_is_no_rule_of_ours_is_not_told() -> None:
    tally = Tally()
    words = ["999940107", "Jan Jansen", "x" * 60, "token-absent", *(f"R-{n}" for n in range(400))]
    tally.add(Record(datetime.now(UTC), "call-1234", "read", 403, word) for word in words)

    told = {rule for _, rule in tally.refusals}
    assert {"other", "token-absent"} <= told
    assert not set(words[:3]) & told
    assert len(told) <= 301


async def test_who_waits_for_a_connection_is_counted(region: Region) -> None:
    pool = region.running.database.pool
    out = [await pool.take(urgent=True) for _ in range(pool.size)]
    waits = asyncio.create_task(pool.take(urgent=True))
    await asyncio.sleep(0)
    full = pool.in_use, pool.waiting

    pool.give_back(out.pop())
    for one in [*out, await waits]:
        pool.give_back(one)

    assert full == (pool.size, 1)
    assert (pool.in_use, pool.waiting) == (0, 0)


async def test_a_process_that_hangs_is_told_to_be_down_and_one_that_is_gone_is_not_told(
    tmp_path: Path,
) -> None:
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(tmp_path / "12.sock"))
    with socket.socket(socket.AF_UNIX) as hangs:
        hangs.bind(str(tmp_path / "11.sock"))
        hangs.listen()

        found = samples_of(await scrape(Workers(tmp_path)))

    assert found["hub_worker_up"] == [({"worker": "11"}, 0.0)]


@pytest.mark.parametrize("text", ["9464", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", ":9464"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        address(text)


def test_off_is_nowhere_and_an_address_has_a_host_and_a_port() -> None:
    assert address("off") is None
    assert address("127.0.0.1:9464") == ("127.0.0.1", 9464)
    assert address("[::1]:9464") == ("::1", 9464)


async def test_every_door_leaves_its_line(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    log, written = region.running.app.fhir.app.hub.seen.log, list[str]()
    log.flush()
    monkeypatch.setattr(log, "write", written.append)
    http = (await region.organization()).client

    live = await http.get("http://127.0.0.1:8000/health/live")
    refused = await http.post(
        "http://127.0.0.1:8000/auth/token", headers={"X-Request-Id": "of-the-caller"}
    )
    number = await http.get(f"http://127.0.0.1:8000/{a_bsn()}", headers={"X-Request-Id": a_bsn()})
    log.flush()

    lines = [json.loads(line) for line in "".join(written).splitlines()]
    assert [one["status"] for one in lines] == [200, refused.status_code, 404]
    assert [one["request"] for one in lines] == [
        answer.headers["X-Request-Id"] for answer in (live, refused, number)
    ]
    assert lines[1]["request"] == "of-the-caller"
    assert {one["client"] for one in lines} == {"-"}
