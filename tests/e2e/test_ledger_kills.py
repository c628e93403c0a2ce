"""kill -9 of hubs, whoever has the duty to seal among them, and of the database, under load.

No answer without its row, no row without its call, and the chain is whole.
LEDGER_KILLS and LEDGER_SECONDS make it longer; HUB_TEST_SEED=<seed> repeats the moments.
"""

import asyncio
import json
import os
import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from bench.wire import Line
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.entry import entries
from hub.ledger.own import OWN
from hub.ledger.verification import Verifier
from hub.ledger.words import Words
from hub.postgres import EmbeddedPostgres
from hub.security.keys import checkpoint_public_key
from hub.storage.connections import Connection
from hub.storage.migrate import upgrade
from hub.storage.sealing import Keyring
from tests.builders import a_bsn, a_goal, a_patient
from tests.e2e.systems import System, registered
from tests.plugins.database import as_app
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

KILLS = int(os.environ.get("LEDGER_KILLS", "6"))
SECONDS = float(os.environ.get("LEDGER_SECONDS", "12"))
CALLERS = int(os.environ.get("LEDGER_CALLERS", "8"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path / "postgres") as running:
        yield running


@dataclass
class Site:
    """Two hubs on one database, and what callers asked and were answered."""

    server: EmbeddedPostgres
    url: str
    hubs: list[HubProcess]
    system: System
    file: CheckpointFile
    asked: set[str] = field(default_factory=set)
    answered: Counter[int] = field(default_factory=Counter)
    confirmed: set[str] = field(default_factory=set)

    async def call_on(self, until: float, patient: str) -> None:
        """Reads, searches and writes, one after the other, by whichever hub answers."""
        number, lines = 0, dict[str, Line]()
        while time.monotonic() < until:
            number += 1
            hub = self.hubs[number % len(self.hubs)].url
            try:
                if hub not in lines:
                    lines[hub] = await Line.open(int(hub.rpartition(":")[2]))
                await self._call(lines[hub], hub, number, patient)
            # No token to be had, or no answer: its hub has just been killed.
            except Exception:  # noqa: BLE001
                if hub in lines:
                    lines.pop(hub).close()
                await asyncio.sleep(0.05)
        for line in lines.values():
            line.close()

    async def _call(self, line: Line, hub: str, number: int, patient: str) -> None:
        name = str(uuid4())
        headers = (
            f"Authorization: Bearer {await self.system.token(hub)}\r\n"
            f"X-Request-Id: {name}\r\nContent-Type: application/fhir+json\r\n"
        )
        self.asked.add(name)
        if number % 5 == 0:
            body = json.dumps(a_goal(patient)).encode()
            answer = await line.ask("POST", "/fhir/Goal", headers, body)
        else:
            path = patient if number % 2 else f"Goal?patient={patient}&_count=3"
            answer = await line.ask("GET", f"/fhir/{path}", headers)
        self.answered[answer.status] += 1
        # A 503 tells that nobody confirmed the row; any other answer has one.
        if answer.status != 503:
            self.confirmed.add(name)

    def kill_on(self, moments: random.Random) -> None:
        """So many kills, spread over the time; what was killed is started again.

        In the thread of the test, for the database ends with the thread that started it.
        """
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.2, 1.8) * SECONDS / (KILLS + 1))
            self._kill(moments.choice(["hub", "hub", "postgres"]), moments)

    def _kill(self, victim: str, moments: random.Random) -> None:
        if victim == "postgres":
            process = self.server._process
            assert process is not None
            process.kill()
            process.wait()
            self.server.start()
        else:
            hub = moments.choice(self.hubs)
            hub.kill()
            hub.ready()


def a_site(warm: Warm, server: EmbeddedPostgres, folder: Path) -> Site:
    url = server.url()
    upgrade(url, as_app(url))
    system = asyncio.run(registered(url, "90000778"))
    file = CheckpointFile(folder / "checkpoints.jsonl")
    hubs = []
    for number in range(2):
        port = free_port()
        own = settings_of(as_app(url), port) | {
            "HUB_CHECKPOINT_FILES": str(file.path),
            "HUB_SEAL_SECONDS": "0.2",
            "HUB_STATEMENT_TIMEOUT": "5",
            "HUB_CLIENT_RATE": "100000",
            "HUB_CLIENT_BURST": "100000",
        }
        hubs.append(hub_process(warm, own, port, folder / f"hub-{number}.log"))
    return Site(server, url, hubs, system, file)


async def load(site: Site) -> None:
    async with httpx.AsyncClient(timeout=30) as site.system.http:
        hub = site.hubs[0].url
        made = await site.system.call(hub, "POST", "Patient", json=a_patient(a_bsn()))
        site.asked.add(made.headers["X-Request-Id"])
        patient = "/".join(made.headers["Location"].split("/")[-4:-2])
        until = time.monotonic() + SECONDS
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(site.call_on(until, patient))


async def looked_at(site: Site) -> tuple[list[str], Counter[str]]:
    """What the verifier finds, and how many rows each call of ours has."""
    keyring = Keyring.parse(INDEX_KEY, SEALING_KEYS)
    connection = await asyncpg.connect(site.url, connection_class=Connection)
    try:
        await _sealed(connection)
        words, key = Words(keyring), checkpoint_public_key(CHECKPOINT_KEY)
        verifier = Verifier(connection, words, key, datetime.now(UTC))
        faults = [fault async for fault in verifier.faults([site.file])]
        rows = await connection.fetch("SELECT * FROM ledger")
        told = await entries(connection, words, rows)
        assert len(told) == len(rows)
    finally:
        await connection.close()
    # Tokens are asked for by ids that the hub gives; the rest are rows of the hub's own.
    others = {"token", *OWN}
    calls = (one.record for one in told if one.record.interaction not in others)
    return faults, Counter(one.request_id for one in calls)


async def _sealed(connection: Connection) -> None:
    """Until every row has its seal."""
    for _ in range(200):
        sealed = await connection.fetchval(
            "SELECT coalesce(sum(t.last - t.first + 1), 0) FROM ledger_seal s "
            "CROSS JOIN LATERAL unnest(s.froms, s.tos) AS t (first, last)"
        )
        if sealed == await connection.fetchval("SELECT count(*) FROM ledger"):
            return
        await asyncio.sleep(0.1)


@pytest.mark.slow
def test_no_answer_is_without_its_row_and_no_row_without_its_call(
    server: EmbeddedPostgres, warm: Warm, tmp_path: Path
) -> None:
    seed = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
    print(f"HUB_TEST_SEED={seed}")  # noqa: T201 -- shown where the test fails
    site = a_site(warm, server, tmp_path)
    try:
        for hub in site.hubs:
            hub.ready()
        with ThreadPoolExecutor(1) as thread:
            loaded = thread.submit(asyncio.run, load(site))
            site.kill_on(random.Random(seed))  # noqa: S311 -- moments, no secret
            loaded.result()
        for hub in site.hubs:
            hub.ready()
        faults, rows = asyncio.run(looked_at(site))
    finally:
        for hub in site.hubs:
            hub.kill()

    print(dict(site.answered), len(rows), f"{site.answered.total() / SECONDS:.0f} a second")  # noqa: T201 -- likewise
    assert faults == []
    assert len(site.confirmed) > SECONDS * 20
    assert [name for name in site.confirmed if rows[name] != 1] == []
    assert [name for name, number in rows.items() if number > 1] == []
    assert rows.keys() - site.asked == set()
