"""kill -9 at any moment of a push, then start again: the same store as without.

The moments come from a seed that stands in the output; HUB_TEST_SEED=<seed> repeats them.
"""

import asyncio
import os
import random
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from hub.postgres import EmbeddedPostgres
from hub.storage.migrate import upgrade
from tests.e2e.exports import leave_exports
from tests.e2e.inventory import counts, inventory
from tests.e2e.systems import System, registered
from tests.plugins.database import as_app
from tests.plugins.processes import (
    HubProcess,
    Program,
    free_port,
    hospital_process,
    hub_process,
    settings_of,
)
from tests.plugins.warm import Warm

URA = "90000777"
INHABITANTS = 20
KILLS = (["adapter"] * 5 + ["hub"] * 3 + ["postgres"] * 2) * (2 if os.environ.get("SOAK") else 1)
LONGEST_WAIT = 0.7  # seconds: about what a push takes
ENDS_WITHIN = 60.0


@dataclass
class Line:
    """From an export folder to a database: the adapter, the hub and the system it is."""

    url: str
    hub: HubProcess
    adapter: Program
    system: System
    folder: Path

    def push(self) -> None:
        """Push to the end."""
        self.hub.ready()
        self.adapter.start()
        assert self.adapter.ended(ENDS_WITHIN) == 0, self.said()

    def pushes_after(self, seconds: float) -> bool:
        """Whether the adapter is still at it after this time."""
        self.adapter.start()
        return self.adapter.ended(seconds) is None

    def push_everything_again(self) -> None:
        """The adapter forgets what it did."""
        self.adapter.kill()
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        self.push()

    def said(self) -> str:
        """The last lines of both logs."""
        return f"{self.adapter.log.read_text()[-1500:]}\n{self.hub.log.read_text()[-1500:]}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path / "postgres") as running:
        yield running


def a_line(warm: Warm, server: EmbeddedPostgres, name: str, folder: Path, exports: Path) -> Line:
    asyncio.run(_create(server.url(), name))
    url = server.url(name)
    app = as_app(url)
    upgrade(url, app)
    system = asyncio.run(registered(url, URA))
    folder.mkdir()
    shutil.copytree(exports, folder / "source")
    system.leave_key(folder)
    port = free_port()
    hub = hub_process(warm, settings_of(app, port), port, folder / "hub.log")
    adapter = hospital_process(warm, hub.url, system.client_id, folder)
    return Line(url, hub, adapter, system, folder)


async def _create(url: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


def what_is_there(line: Line, people: list[str]) -> tuple[Counter[str], dict[str, tuple[int, int]]]:
    async def look() -> tuple[Counter[str], dict[str, tuple[int, int]]]:
        async with httpx.AsyncClient(timeout=30) as line.system.http:
            return await inventory(line.hub.url, line.system, people), await counts(line.url)

    return asyncio.run(look())


def kill_one(line: Line, server: EmbeddedPostgres, victim: str) -> None:
    if victim == "postgres":
        process = server._process
        assert process is not None
        process.kill()
        process.wait()
        server.start()
    else:
        {"adapter": line.adapter, "hub": line.hub}[victim].kill()


def storm(line: Line, server: EmbeddedPostgres, moments: random.Random) -> None:
    for victim in moments.sample(KILLS, len(KILLS)):
        line.hub.ready()
        while not line.pushes_after(moments.uniform(0, LONGEST_WAIT)):
            shutil.rmtree(line.folder / "state", ignore_errors=True)
        kill_one(line, server, victim)


@pytest.mark.slow
def test_kills_at_random_moments_change_nothing_of_the_end(
    server: EmbeddedPostgres, warm: Warm, tmp_path: Path, search_database: Callable[[str], None]
) -> None:
    seed = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
    print(f"HUB_TEST_SEED={seed}")  # noqa: T201 -- shown where the test fails
    people = leave_exports(tmp_path / "exports", INHABITANTS)
    calm = a_line(warm, server, "calm", tmp_path / "calm", tmp_path / "exports")
    stormy = a_line(warm, server, "stormy", tmp_path / "stormy", tmp_path / "exports")
    try:
        calm.push()
        expected = what_is_there(calm, people)
        assert {line.rpartition(" in ")[2] for line in expected[0]} == {"1 versions"}
        calm.hub.kill()

        storm(stormy, server, random.Random(seed))  # noqa: S311 -- moments, no secret
        stormy.push_everything_again()

        assert what_is_there(stormy, people) == expected
        search_database(stormy.url)
    finally:
        for line in (calm, stormy):
            line.adapter.kill()
            line.hub.kill()
