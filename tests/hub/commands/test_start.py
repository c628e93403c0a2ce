"""A hub that can't serve well does not start: it says why in one sentence, and ends."""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from hub import storage
from hub.settings import Settings
from hub.storage.admission import admitted
from hub.storage.revisions import known
from tests.plugins.database import as_app
from tests.plugins.databases import Make, run
from tests.plugins.hub import Clock
from tests.plugins.processes import free_port, hub_process, settings_of
from tests.plugins.warm import Warm

SOON = 5.0  # seconds
SECRET = "hunter2"
INDEX, SEALING = secrets.token_hex(32), secrets.token_hex(32)
OTHER = secrets.token_hex(32)
KEYS = {"HUB_INDEX_KEY": INDEX, "HUB_SEALING_KEYS": f"1:{SEALING}"}


@dataclass
class Start:
    """`hub serve` as an operator would try it."""

    warm: Warm
    folder: Path

    def says(self, environment: Mapping[str, str], *options: str) -> str:
        """The one line of a start that is refused at once."""
        port = free_port()
        hub = hub_process(self.warm, {**settings_of("", port), **environment}, port, self.log)
        hub.arguments += options
        began = time.monotonic()
        hub.start()
        try:
            assert hub.ended(SOON) == 1, self.log.read_text()
        finally:
            hub.kill()
        assert time.monotonic() - began < SOON
        [line] = self.log.read_text().splitlines()
        assert SECRET not in line
        return line

    @property
    def log(self) -> Path:
        return self.folder / "hub.log"


@pytest.fixture
def start(warm: Warm, tmp_path: Path) -> Start:
    # What forks has imported all once it has forked one: that is no part of a start.
    assert warm.start(["hub", "profiles", "policy"], {}, tmp_path / "first.log").wait() == 0
    return Start(warm, tmp_path)


@pytest.fixture
def served(migrated: str) -> str:
    """The app's URL of a database that a hub with KEYS has served from."""
    url = as_app(migrated)
    prove(url)
    return url


def prove(url: str, **keys: str) -> None:
    settings = {**settings_of(url, 1), **KEYS, **keys}
    fields = {name.removeprefix("HUB_").lower(): value for name, value in settings.items()}
    asyncio.run(admitted(Settings(**fields), Clock()()))


@pytest.mark.parametrize(
    ("keys", "setting", "told"),
    [
        ({"HUB_INDEX_KEY": OTHER}, "HUB_INDEX_KEY", "not the key that this database"),
        ({"HUB_SEALING_KEYS": f"1:{OTHER}"}, "HUB_SEALING_KEYS", "key 1 is not the key 1"),
        ({"HUB_SEALING_KEYS": f"2:{OTHER}"}, "HUB_SEALING_KEYS", "key 1 of this database is missi"),
        (
            {"HUB_INDEX_KEY": SEALING, "HUB_SEALING_KEYS": f"1:{INDEX}"},
            "HUB_INDEX_KEY",
            "stands in HUB_SEALING_KEYS",
        ),
        ({"HUB_INDEX_KEY": SEALING}, "HUB_INDEX_KEY", "is a key of HUB_SEALING_KEYS too"),
        (
            {"HUB_SEALING_KEYS": f"1:{SEALING},2:{SEALING}"},
            "HUB_SEALING_KEYS",
            "two numbers have the same key",
        ),
    ],
    ids=["wrong-index", "wrong-sealing", "missing", "swapped", "index-is-sealing", "same-twice"],
)
def test_keys_that_are_not_the_databases_are_refused(
    start: Start, served: str, keys: dict[str, str], setting: str, told: str
) -> None:
    line = start.says({"HUB_DATABASE_URL": served, **KEYS, **keys})

    assert line.startswith(f"hub: {setting}: ")
    assert told in line
    assert not any(key in line for key in (INDEX, SEALING, OTHER))


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"postgresql://{SECRET}:{SECRET}@127.0.0.1:1/x", "does not answer"),
        (f"postgresql://{SECRET}@/x?host=/nowhere", "does not answer"),
    ],
)
def test_without_a_database_it_does_not_start(
    start: Start, url: str, told: str, options: tuple[str, ...]
) -> None:
    line = start.says({"HUB_DATABASE_URL": url}, *options)

    assert line.startswith("hub: HUB_DATABASE_URL: ")
    assert told in line


def test_a_database_that_is_not_on_the_server_is_told(start: Start, migrated: str) -> None:
    absent = as_app(migrated).replace("/own_", f"/{SECRET}_own_")

    assert "no such database" in start.says({"HUB_DATABASE_URL": absent})


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_an_empty_database_is_to_be_migrated_first(
    start: Start, a_database: Make, options: tuple[str, ...]
) -> None:
    line = start.says({"HUB_DATABASE_URL": as_app(a_database())}, *options)

    assert line == "hub: HUB_DATABASE_URL: the database is empty; run `hub migrate`"


@pytest.mark.parametrize(
    ("revision", "told"),
    [("9999", "newer schema"), ("0004", "older schema"), ("0003", "an early version")],
)
def test_a_schema_of_another_version_is_refused(
    start: Start, migrated: str, revision: str, told: str
) -> None:
    run(migrated, f"UPDATE alembic_version SET version_num = '{revision}'")

    line = start.says({"HUB_DATABASE_URL": as_app(migrated), **KEYS})

    assert line.startswith("hub: HUB_DATABASE_URL: the database ")
    assert told in line


def test_a_superuser_does_not_serve(
    start: Start, a_role: Callable[[str], str], served: str
) -> None:
    line = start.says({"HUB_DATABASE_URL": as_app(served, a_role("SUPERUSER")), **KEYS})

    assert line.startswith("hub: HUB_DATABASE_URL: its role is a superuser")


@pytest.mark.parametrize(
    ("granted", "told"),
    [
        ("ALTER TABLE ledger OWNER TO {role}", "owns"),
        ("ALTER SCHEMA public OWNER TO {role}", "owns"),
        ("GRANT SET ON PARAMETER session_replication_role TO {role}", "session_replication_role"),
        ("GRANT DELETE ON ledger TO {role}", "may DELETE on ledger"),
        ("GRANT UPDATE ON resource_version TO {role}", "may UPDATE on resource_version"),
        ("GRANT TRIGGER ON resource TO {role}", "may TRIGGER on resource"),
        ("GRANT INSERT ON client TO PUBLIC", "may INSERT on client"),
        ("GRANT pg_write_all_data TO {role}", "on "),
        ("ALTER ROLE {role} CREATEROLE", "may make roles"),
    ],
)
def test_a_role_that_could_undo_what_must_last_does_not_serve(
    start: Start, a_role: Callable[[str], str], migrated: str, granted: str, told: str
) -> None:
    role = a_role("")
    run(migrated, granted.format(role=role))

    line = start.says({"HUB_DATABASE_URL": as_app(migrated, role), **KEYS})

    assert line.startswith("hub: HUB_DATABASE_URL: its role ")
    assert told in line
    run(migrated, f"REASSIGN OWNED BY {role} TO CURRENT_USER", f"DROP OWNED BY {role}")


def test_a_member_of_the_owner_does_not_serve(
    start: Start, a_role: Callable[[str], str], migrated: str
) -> None:
    owner, member = a_role(""), a_role("NOINHERIT")
    run(migrated, f"ALTER TABLE ledger OWNER TO {owner}", f"GRANT {owner} TO {member}")

    line = start.says({"HUB_DATABASE_URL": as_app(migrated, member), **KEYS})

    assert "owns the database or its tables" in line
    run(migrated, f"REASSIGN OWNED BY {owner} TO CURRENT_USER")


def test_a_role_that_was_granted_nothing_is_told_how_to_be(
    start: Start, a_role: Callable[[str], str], migrated: str
) -> None:
    role = a_role("")
    line = start.says({"HUB_DATABASE_URL": as_app(migrated, role), **KEYS})

    assert "may not SELECT on" in line
    assert "run `hub migrate` with it" in line


def test_a_role_that_is_unknown_is_told(start: Start, migrated: str) -> None:
    line = start.says({"HUB_DATABASE_URL": as_app(migrated, f"{SECRET}_{os.getpid()}"), **KEYS})

    assert "refuses its role or password" in line


def test_a_hub_with_the_keys_of_its_database_may_serve(served: str) -> None:
    prove(served)
    prove(served, HUB_SEALING_KEYS=f"1:{SEALING},2:{OTHER}")
    prove(served, HUB_SEALING_KEYS=f"2:{OTHER},1:{SEALING}")


def test_the_revisions_are_those_of_the_migrations_and_the_newest_is_the_last_by_name() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)

    assert known() == {one.revision for one in scripts.walk_revisions()}
    assert max(known()) == scripts.get_current_head()


def test_where_its_metrics_can_not_be_told_it_does_not_start(start: Start, served: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        line = start.says({"HUB_DATABASE_URL": served, **KEYS, "HUB_METRICS_ADDRESS": where})

    assert line.startswith("hub: HUB_METRICS_ADDRESS: can't be listened at")


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_where_checkpoints_can_not_be_written_it_does_not_start(
    start: Start, served: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    files = f"{tmp_path / 'first.jsonl'},{tmp_path / SECRET / 'checkpoints.jsonl'}"

    line = start.says({"HUB_DATABASE_URL": served, **KEYS, "HUB_CHECKPOINT_FILES": files}, *options)

    assert line.startswith("hub: HUB_CHECKPOINT_FILES: file 2 can't be written (No such file")
