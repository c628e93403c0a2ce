"""`hub audit export`: all that the ledger says, by who keeps it; and that he read it."""

import json
from pathlib import Path

import anyio
import pytest

from hub.cli import main
from tests.hub.ledger.ledgers import Written, a_ledger, public_half
from tests.hub.ledger.test_audit_event import faults
from tests.plugins.database import as_app
from tests.plugins.databases import run
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.ledger import left_behind

pytestmark = pytest.mark.anyio


@pytest.fixture
def environment(migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HUB_DATABASE_URL": as_app(migrated),
        "HUB_INDEX_KEY": INDEX_KEY,
        "HUB_SEALING_KEYS": SEALING_KEYS,
        "HUB_CHECKPOINT_KEY": public_half(),
        "HUB_CHECKPOINT_FILES": str(tmp_path / "checkpoints"),
    }.items():
        monkeypatch.setenv(name, value)


async def exported(capfd: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict]]:
    status = await anyio.to_thread.run_sync(main, ["audit", "export", *options])
    return status, [json.loads(line) for line in capfd.readouterr().out.splitlines()]


async def rows(written: Written) -> int:
    return len(await left_behind(written.database, written.keyring))


@pytest.mark.usefixtures("environment")
async def test_it_has_everything_and_says_first_that_it_is_read(
    migrated: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as written:
        await written.write(30)
        before = await rows(written)

        status, events = await exported(capfd)

        assert (status, len(events)) == (0, before + 1)
        assert [faults(event) for event in events] == [[]] * len(events)
        assert sorted(events, key=lambda one: one["recorded"]) == events
        await written.ledger.write(written.record())
        day = written.now.date().isoformat()
        _, early = await exported(capfd, "--before", day)
        _, late = await exported(capfd, "--since", day)
        assert len(early) + len(late) == before + 4
        found = await left_behind(written.database, written.keyring)
        reads = [one["detail"] for one in found if one["interaction"] == "export"]
        assert [one["role"] for one in reads] == ["hub_app"] * 3
        assert [bool(one["since"]) for one in reads] == [False, False, True]


@pytest.mark.usefixtures("environment")
async def test_where_it_can_not_be_told_nothing_is_shown(
    migrated: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as written:
        await written.write(3)
    await anyio.to_thread.run_sync(run, migrated, "REVOKE INSERT ON ledger FROM hub_app")

    assert await exported(capfd) == (1, [])


@pytest.mark.usefixtures("environment")
async def test_that_a_row_was_changed_is_told(
    migrated: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with a_ledger(as_app(migrated), tmp_path / "checkpoints", 7) as written:
        await written.write(9)
        before = await rows(written)
        changed = (
            "SET session_replication_role = replica; UPDATE ledger SET sealed = sha256(sealed) "
            "WHERE ctid = (SELECT min(ctid) FROM ledger)"
        )
        await anyio.to_thread.run_sync(run, migrated, changed)

        status, events = await exported(capfd)

        assert (status, len(events)) == (1, before)
