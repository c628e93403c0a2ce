"""A hub that can not write down who looked gives nothing out, and says that it is not ready."""

import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import anyio
import asyncpg
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.app import create_app, wire
from hub.ledger import duty as duties
from hub.ledger.sealer import Sealer
from hub.monitoring.worker import Told
from hub.storage.database import Connection, Database
from hub.storage.key_checks import prove
from hub.storage.sealing import Keyring
from tests.plugins.database import as_app
from tests.plugins.databases import run
from tests.plugins.hub import Clock, Region

pytestmark = pytest.mark.anyio

REFUSING = """
CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE TRIGGER refusing BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION refusing();
"""


@dataclass
class Alone:
    """A hub whose duty to seal nobody does, on a database of its own."""

    owner: str
    http: httpx.AsyncClient
    connection: Connection
    keyring: Keyring
    told: Callable[[], Told]

    async def owner_does(self, *statements: str) -> None:
        await anyio.to_thread.run_sync(run, self.owner, *statements)

    async def ready(self) -> tuple[int, str]:
        """The answer, and that it came within three seconds."""
        began = time.monotonic()
        answer = await self.http.get("/health/ready")
        assert time.monotonic() - began < 3
        return answer.status_code, answer.json()["status"]


@pytest.fixture
async def alone(region: Region, migrated: str) -> AsyncIterator[Alone]:
    running = region.running
    database = await Database.open(as_app(migrated), 2, 2.0)
    app = create_app(running.settings)
    wire(app, running.settings, database, running.clock)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        connection = await asyncpg.connect(migrated, connection_class=Connection)
        yield Alone(migrated, http, connection, Keyring.of_settings(running.settings), app.tell)
        await connection.close()
    await database.close()


async def test_without_the_ledgers_table_it_is_not_ready(alone: Alone) -> None:
    assert await alone.ready() == (200, "ready")

    for table in ("ledger", "ledger_word"):
        await alone.owner_does(f"ALTER TABLE {table} RENAME TO elsewhere")
        status, _ = await alone.ready()
        await alone.owner_does(f"ALTER TABLE elsewhere RENAME TO {table}")

        assert status == 503, table
        assert await alone.ready() == (200, "ready")


async def test_without_the_right_to_write_there_it_is_not_ready(alone: Alone) -> None:
    await alone.owner_does("REVOKE INSERT ON ledger FROM hub_app")

    assert (await alone.ready())[0] == 503


async def test_a_ledger_that_takes_no_row_is_told_until_it_does_again(alone: Alone) -> None:
    await alone.owner_does(REFUSING)

    refused = await alone.http.get("/fhir/Goal/1")
    told = await alone.ready()
    await alone.owner_does("DROP FUNCTION refusing CASCADE")

    assert refused.status_code == 503
    assert told == (503, "ledger not writable")
    assert await alone.ready() == (200, "ready")
    assert (await alone.http.get("/fhir/Goal/1")).status_code == 401


async def test_a_sealing_key_that_another_hub_began_with_is_missed(alone: Alone) -> None:
    await alone.owner_does(
        "INSERT INTO key_check VALUES ('index', 0, '\\x00'), ('sealing', 7, '\\x00')"
    )
    assert await alone.ready() == (503, "key missing")

    await alone.owner_does("DELETE FROM key_check")
    assert await alone.ready() == (200, "ready")


async def test_which_sealing_key_is_missing_is_told_and_no_key_is(alone: Alone) -> None:
    await prove(alone.connection, alone.keyring)
    newer = Keyring(
        alone.keyring.index_key, {**alone.keyring.sealing_keys, 9: secrets.token_bytes(32)}
    )
    assert await alone.ready() == (200, "ready")

    await prove(alone.connection, newer)
    answer = await alone.http.get("/health/ready")

    assert answer.json() == {
        "status": "key missing",
        "do": "HUB_SEALING_KEYS: key 9 of this database is missing; put it back",
    }


async def test_a_seal_of_another_checkpoint_key_is_told(alone: Alone) -> None:
    await alone.http.get("/fhir/Goal/1")
    other = Ed25519PrivateKey.generate()
    sealer = await Sealer.resumed(alone.connection, other, Clock())
    await sealer.seal()

    answer = await alone.http.get("/health/ready")

    assert answer.json()["status"] == "key missing"
    assert answer.json()["do"].startswith("HUB_CHECKPOINT_KEY: ")


async def test_a_seal_that_is_overdue_is_told(
    alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "WITHIN", 0.05)
    await alone.http.get("/fhir/Goal/1")

    await alone.ready()
    await anyio.sleep(0.1)

    assert await alone.ready() == (503, "seal overdue")
    assert alone.told().ledger_lag > 0.05
