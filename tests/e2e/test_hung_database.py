"""A PostgreSQL that hangs holds up nobody for more than seconds, and nothing after it goes on."""

import asyncio
import secrets
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import httpx
import pytest

from hub.postgres import EmbeddedPostgres
from hub.postgres.configuration import APP
from hub.storage.migrate import upgrade
from tests.builders import a_goal, a_patient, a_transaction, urn
from tests.e2e.systems import System, registered
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.stopped import stopped
from tests.plugins.warm import Warm

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

IN_SECONDS = 5.0
AT_ONCE = 4.0  # of which 2.5 are waited for the one statement
READY_WITHIN = 3.0
POOL = 3
Slow = Callable[[float], Awaitable[None]]
_URAS = count(secrets.randbelow(30_000_000) + 60_000_000)
SLOW = """
CREATE OR REPLACE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NEW; END $$
"""
SLOW_COMMIT = """
CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON resource_version DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW
WHEN (NEW.custodian = '{ura}')
EXECUTE FUNCTION slow_commit()
"""


@dataclass
class Site:
    """A hub with a server of its own, and a source that has a goal there."""

    server: EmbeddedPostgres
    hub: HubProcess
    source: System
    token: str
    goal: dict

    async def timed(
        self, method: str, path: str, **request: object
    ) -> tuple[httpx.Response, float]:
        """The answer, and after how many seconds."""
        began = time.monotonic()
        answer = await self.source.call(self.hub.url, method, path, self.token, **request)
        return answer, time.monotonic() - began

    async def ready(self) -> tuple[int, float]:
        began = time.monotonic()
        answer = await self.source.http.get(f"{self.hub.url}/health/ready")
        return answer.status_code, time.monotonic() - began

    async def asks_token(self) -> tuple[httpx.Response, float]:
        source = self.source.token_source(self.hub.url)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": source._assertion(f"{self.hub.url}/auth/token"),
        }
        began = time.monotonic()
        answer = await self.source.http.post(f"{self.hub.url}/auth/token", data=form)
        return answer, time.monotonic() - began

    async def change(self, day: int) -> tuple[httpx.Response, float]:
        return await self.timed("PUT", self.path, json=self.changed(day))

    def changed(self, day: int) -> dict:
        return self.goal | {"startDate": f"2026-05-{day:02d}"}

    @property
    def path(self) -> str:
        return f"Goal/{self.goal['id']}"

    async def well(self) -> None:
        """Everything answers again within seconds."""
        deadline = time.monotonic() + IN_SECONDS
        while True:
            token, _ = await self.asks_token()
            reads = await asyncio.gather(*(self.timed("GET", self.path) for _ in range(2 * POOL)))
            status, _ = await self.ready()
            if {token.status_code, status, *(answer.status_code for answer, _ in reads)} == {200}:
                return
            assert time.monotonic() < deadline, self.hub.log.read_text()[-3000:]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres")) as running:
        upgrade(running.url(), running.url(role=APP))
        yield running


@pytest.fixture(scope="module")
def hub(
    server: EmbeddedPostgres, warm: Warm, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubProcess]:
    port = free_port()
    settings = settings_of(server.url(role=APP), port) | {"HUB_POOL_SIZE": str(POOL)}
    del settings["HUB_STATEMENT_TIMEOUT"]  # as it is where nobody sets it
    started = hub_process(warm, settings, port, tmp_path_factory.mktemp("hub") / "hub.log")
    yield started
    started.kill()


@pytest.fixture
async def site(server: EmbeddedPostgres, hub: HubProcess) -> AsyncIterator[Site]:
    hub.ready()
    source = await registered(server.url(), str(next(_URAS)))
    async with httpx.AsyncClient(timeout=30) as source.http:
        goal = a_goal(urn(0), id=f"goal-{source.ura}")
        entries = (a_patient(), "POST Patient"), (goal, f"PUT Goal/{goal['id']}")
        stored = await source.call(hub.url, "POST", "", json=a_transaction(*entries))
        assert stored.status_code == 200, stored.text
        token = await source.token(hub.url)
        kept = (await source.call(hub.url, "GET", f"Goal/{goal['id']}", token)).json()
        yield Site(server, hub, source, token, kept)


def refused(answer: httpx.Response, seconds: float) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["Retry-After"]
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0]["code"] == "transient"
    assert seconds < IN_SECONDS


async def test_every_call_is_refused_in_seconds_and_all_is_well_soon_after(site: Site) -> None:
    assert site.server.pid
    with stopped(site.server.pid):
        asked = await asyncio.gather(
            *(site.timed("GET", site.path) for _ in range(3 * POOL)),
            site.timed("GET", f"Goal?patient={site.goal['subject']['reference']}"),
            site.timed("GET", f"{site.path}/_history"),
            site.change(1),
        )
        token, token_after = await site.asks_token()
        status, ready_after = await site.ready()
        described = await site.source.http.get(f"{site.hub.url}/fhir/metadata")
        again = await asyncio.gather(*(site.timed("GET", site.path) for _ in range(3 * POOL)))

    for answer, seconds in (*asked, *again):
        refused(answer, seconds)
    assert (token.status_code, token.json()["error"]) == (503, "temporarily_unavailable")
    assert token.headers["Retry-After"]
    assert token_after < IN_SECONDS
    assert (status, ready_after < READY_WITHIN) == (503, True)
    assert described.status_code == 200
    await site.well()


async def test_a_connection_that_hangs_is_dropped_and_not_asked_to_cancel(site: Site) -> None:
    """That would take twice the time: a cancel, and a rollback, wait for an answer as well."""
    await asyncio.gather(*(site.timed("GET", site.path) for _ in range(4 * POOL)))  # all connect
    newcomer = a_transaction((a_patient(), "POST Patient"))
    assert site.server.pid
    with stopped(site.server.pid):
        token, read, write = await asyncio.gather(
            site.asks_token(),
            site.timed("GET", site.path),
            site.timed("POST", "", json=newcomer),
        )

    assert [one.status_code for one, _ in (token, read, write)] == [503] * 3
    assert max(seconds for _, seconds in (token, read, write)) < AT_ONCE
    await site.well()


async def test_many_who_ask_for_readiness_hold_up_nobody(site: Site) -> None:
    assert site.server.pid
    with stopped(site.server.pid):
        asked = await asyncio.gather(*(site.ready() for _ in range(20)))

    assert {status for status, _ in asked} == {503}
    assert max(seconds for _, seconds in asked) < READY_WITHIN
    await site.well()


async def test_a_busy_pool_does_not_make_the_hub_unready(site: Site) -> None:
    connection = await asyncpg.connect(site.server.url())
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE resource, resource_version")
            reads = [asyncio.ensure_future(site.timed("GET", site.path)) for _ in range(3 * POOL)]
            await asyncio.sleep(0.5)
            status, seconds = await site.ready()
            assert not any(read.done() for read in reads)
            for answer, after in await asyncio.gather(*reads):
                refused(answer, after)
    finally:
        await connection.close()

    assert (status, seconds < 1) == (200, True)
    await site.well()


@pytest.fixture
async def slow(site: Site) -> AsyncIterator[Callable[[float], Awaitable[None]]]:
    """Makes the commits of this source's updates last so long."""
    connection = await asyncpg.connect(site.server.url())

    async def make(seconds: float) -> None:
        await connection.execute(SLOW.format(seconds=seconds))

    await make(0)
    await connection.execute(SLOW_COMMIT.format(ura=site.source.ura))
    yield make
    await connection.execute("DROP FUNCTION slow_commit CASCADE")
    await connection.close()


async def test_a_write_whose_commit_hung_is_never_said_to_be_stored(site: Site, slow: Slow) -> None:
    await slow(1)
    write = asyncio.ensure_future(site.change(2))
    await asyncio.sleep(0.5)
    assert not write.done()
    assert site.server.pid
    with stopped(site.server.pid):
        refused(*await write)
    await site.well()

    await slow(0)
    assert await stored_once(site, 2)


async def test_a_write_whose_commit_took_too_long_is_never_said_to_be_stored(
    site: Site, slow: Slow
) -> None:
    await slow(4)
    refused(*await site.change(3))

    await slow(0)
    assert await stored_once(site, 3)


async def test_so_is_a_push_of_somebody_new(site: Site, slow: Slow) -> None:
    """It has a transaction with locks, the update above is one statement."""
    name = f"new-{site.source.ura}"
    push = a_transaction(
        (a_patient(), "POST Patient"), (a_goal(urn(0), id=name), f"PUT Goal/{name}")
    )
    await slow(4)
    refused(*await site.timed("POST", "", json=push))

    await slow(0)
    await sent_until_taken(site, "POST", "", push)
    history, _ = await site.timed("GET", f"Goal/{name}/_history")
    assert history.json()["total"] == 1


async def sent_until_taken(site: Site, method: str, path: str, body: dict) -> None:
    """As the refusal says."""
    deadline = time.monotonic() + 4 * IN_SECONDS
    while (again := await site.timed(method, path, json=body))[0].status_code != 200:
        refused(*again)
        assert time.monotonic() < deadline


async def stored_once(site: Site, day: int) -> bool:
    """Sent until it is taken, it is there once: committed then or now."""
    await sent_until_taken(site, "PUT", site.path, site.changed(day))
    history = (await site.timed("GET", f"{site.path}/_history"))[0].json()
    dates = [entry["resource"].get("startDate") for entry in history["entry"]]
    return dates.count(f"2026-05-{day:02d}") == 1


async def test_a_hub_does_not_start_on_it(
    server: EmbeddedPostgres, warm: Warm, tmp_path: Path
) -> None:
    port = free_port()
    settings = settings_of(server.url(role=APP), port)
    hub = hub_process(warm, settings, port, tmp_path / "hub.log")
    assert server.pid
    with stopped(server.pid):
        began = time.monotonic()
        hub.start()
        try:
            assert hub.ended(IN_SECONDS) == 1
        finally:
            hub.kill()
    assert time.monotonic() - began < IN_SECONDS
    [line] = hub.log.read_text().splitlines()
    assert line.startswith("hub: HUB_DATABASE_URL: the database does not answer (TimeoutError)")


async def test_a_hub_that_is_told_to_stop_does_not_wait_for_it(
    server: EmbeddedPostgres, warm: Warm, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute("CREATE DATABASE other")
    await connection.close()
    await asyncio.to_thread(upgrade, server.url("other"), server.url("other", APP))
    port = free_port()
    settings = settings_of(server.url("other", APP), port) | {"HUB_STATEMENT_TIMEOUT": "2"}
    hub = hub_process(warm, settings, port, tmp_path / "hub.log").ready()
    assert hub.process
    assert server.pid
    try:
        with stopped(server.pid):
            hub.process.send_signal(signal.SIGTERM)
            assert hub.ended(2 * IN_SECONDS) is not None
    finally:
        hub.kill()
