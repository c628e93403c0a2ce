"""The doctor finds each thing that is wrong, whatever else is, and tells no secret."""

import asyncio
import json
import resource
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.commands.doctor import of_machine as machine
from hub.commands.doctor.examination import examination
from hub.commands.doctor.finding import Finding, each
from hub.ledger.append import Ledger
from hub.ledger.checkpoint_file import CheckpointFile
from hub.ledger.record import Record
from hub.ledger.sealer import Sealer
from hub.postgres import EmbeddedPostgres
from hub.security.keys import checkpoint_key, new_checkpoint_key
from hub.storage.database import Connection, Database
from hub.storage.key_checks import prove
from hub.storage.sealing import Keyring
from tests.plugins.database import as_app
from tests.plugins.databases import a_template, run
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS
from tests.plugins.processes import settings_of
from tests.plugins.warm import Warm
from tests.stubs.mitz.server import StubMitz

OTHER = secrets.token_hex(32)
FILES = 2


class Site:
    """Settings, a database and checkpoint files, all well; tests spoil them."""

    def __init__(self, owner: str, folder: Path, environment: pytest.MonkeyPatch) -> None:
        self.owner, self.folder, self._environment = owner, folder, environment
        self.files = [folder / f"{number}.jsonl" for number in range(FILES)]
        self.settings = settings_of(as_app(owner), 8000)
        self.set(**self.settings | {"HUB_CHECKPOINT_FILES": ",".join(map(str, self.files))})

    def set(self, **values: str) -> None:
        self.settings |= values
        for name, value in values.items():
            self._environment.setenv(name, value)

    def found(self) -> list[Finding]:
        found = asyncio.run(examination(self.folder / "demo"))
        said = "\n".join(one.line() for one in found)
        secret = [
            value for name, value in self.settings.items() if name.endswith(("_KEY", "_KEYS"))
        ]
        assert not [value for value in secret if value and value in said]
        assert as_app(self.owner) not in said
        return found

    def wrong(self) -> list[tuple[str, str]]:
        """About what, and what was said, of what is not well for another reason than one disk."""
        return [
            (one.about, one.said)
            for one in self.found()
            if one.level == "fail" or (one.level == "warn" and one.about not in EXPECTED)
        ]

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        database = await Database.open(self.owner, 1)
        async with database.connection() as connection:
            yield connection
        await database.close()

    async def sealed(self, calls: int = 3, key: str = CHECKPOINT_KEY) -> None:
        """A ledger with some rows, sealed and in the files."""
        await self.written(calls)
        async with self.connection() as connection:
            sealer = await Sealer.resumed(
                connection, checkpoint_key(key), lambda: datetime.now(UTC)
            )
            made = await sealer.seal()
        for file in self.files:
            CheckpointFile(file).add(made)

    async def written(self, calls: int, ago: timedelta = timedelta()) -> None:
        database = await Database.open(self.owner, 1)
        ledger = Ledger(database, Keyring.parse(INDEX_KEY, SEALING_KEYS))
        for _ in range(calls):
            at = datetime.now(UTC) - ago
            await ledger.write(Record(at, f"call-{calls}", "read", 200, "DIRECTORY"))
        await database.close()


# A test's folder is on one disk, its hub is on loopback; its limit of files may be low, and it need
# not print.
EXPECTED = {"checkpoints", "settings", "open files", "printing"}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One that waits for the disk, as it should; that of the other tests does not."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("durable")) as server:
        yield server.url()


@pytest.fixture(scope="module")
def template(postgres: str) -> Iterator[str]:
    with a_template(postgres) as name:
        yield name


@pytest.fixture
def site(migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = Site(migrated, tmp_path, monkeypatch)

    async def known() -> None:
        async with site.connection() as connection:
            await prove(connection, Keyring.parse(INDEX_KEY, SEALING_KEYS))
        await site.sealed()

    asyncio.run(known())
    return site


def test_where_all_is_well_every_look_says_so(site: Site) -> None:
    found = site.found()

    assert [one for one in found if one.level == "fail"] == []
    assert site.wrong() == []
    assert ("warn", "checkpoints") in {(one.level, one.about) for one in found}  # on one disk
    assert {one.about for one in found if one.level == "ok"} >= {
        "database",
        "version of PostgreSQL",
        "rights of the role",
        "schema",
        "clock",
        "keys",
        "durability",
        "months of the ledger",
        "newest seals",
        "seal",
        "profiles",
        "checkpoints, file 1",
        "checkpoints, file 2",
        "disk of checkpoint file 1",
    }


def _changed_row(site: Site) -> None:
    run(
        site.owner,
        "SET session_replication_role = replica;"
        "UPDATE ledger SET sealed = set_byte(sealed, 3, get_byte(sealed, 3) # 1) WHERE number = 2",
    )


def _cut_seals(site: Site) -> None:
    asyncio.run(site.sealed())
    run(
        site.owner,
        "SET session_replication_role = replica; DELETE FROM ledger_seal WHERE seal = 2",
    )


def _no_months(site: Site) -> None:
    later = (datetime.now(UTC).replace(day=1) + timedelta(days=40)).strftime("%Y_%m")
    run(site.owner, f"DROP TABLE ledger_of_{later}")


def _a_folder(site: Site) -> None:
    site.files[1].unlink()
    site.files[1].mkdir()


def _of_the_demo(site: Site) -> None:
    (site.folder / "demo").mkdir()
    (site.folder / "demo" / "index_key").write_text(INDEX_KEY + "\n")


SPOILT: dict[str, tuple[Callable[[Site], object], str, str]] = {
    "no database": (
        lambda site: site.set(HUB_DATABASE_URL="postgresql://x@127.0.0.1:1/x"),
        "database",
        "does not answer",
    ),
    "a role that may too much": (
        lambda site: site.set(HUB_DATABASE_URL=site.owner),
        "rights of the role",
        "is a superuser",
    ),
    "a role that may too little": (
        lambda site: run(site.owner, "REVOKE INSERT ON ledger FROM hub_app"),
        "rights of the role",
        "may not INSERT on ledger",
    ),
    "another schema": (
        lambda site: run(site.owner, "UPDATE alembic_version SET version_num = '9999'"),
        "schema",
        "newer schema",
    ),
    "another index key": (lambda site: site.set(HUB_INDEX_KEY=OTHER), "keys", "HUB_INDEX_KEY"),
    "a missing sealing key": (
        lambda site: site.set(HUB_SEALING_KEYS=f"2:{OTHER}"),
        "keys",
        "key 1 of this database is missing",
    ),
    "commits that do not wait": (
        lambda site: run(
            site.owner,
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', "
            "current_database()); END $$",
        ),
        "durability",
        "synchronous_commit is off",
    ),
    "months that are not there": (_no_months, "months of the ledger", "run `hub migrate`"),
    "a changed row": (_changed_row, "newest seals", "seal 1: row 2 of writer 1"),
    "a cut ledger": (_cut_seals, "checkpoints, file 1", "it was cut off"),
    "another checkpoint key": (
        lambda site: site.set(HUB_CHECKPOINT_KEY=json.dumps(new_checkpoint_key())),
        "seal",
        "is not signed by HUB_CHECKPOINT_KEY",
    ),
    "nobody who seals": (
        lambda site: asyncio.run(site.written(1, timedelta(minutes=5))),
        "seal",
        "no hub seals",
    ),
    "a file that can't be written": (_a_folder, "checkpoints, file 2", "can't be written"),
    "a missing setting": (
        lambda site: site.set(HUB_SIGNING_KEY=""),
        "settings",
        "HUB_SIGNING_KEY: ",
    ),
    "keys of the demo": (_of_the_demo, "settings", "HUB_INDEX_KEY: is the demo's"),
    "a key with two tasks": (
        lambda site: site.set(HUB_SEALING_KEYS=f"1:{INDEX_KEY}"),
        "settings",
        "HUB_INDEX_KEY: is a key of HUB_SEALING_KEYS too",
    ),
}


# What can be wrong at once: each is found beside the others.
AT_ONCE = (
    ["no database", "a file that can't be written", "keys of the demo"],
    ["a role that may too much", "another checkpoint key", "a missing sealing key"],
    [
        "a role that may too little",
        "another schema",
        "commits that do not wait",
        "months that are not there",
        "a changed row",
        "nobody who seals",
        "a file that can't be written",
        "keys of the demo",
    ],
    ["another index key", "a cut ledger"],
    ["a key with two tasks"],
    ["a missing setting"],
)


def test_everything_that_can_be_spoilt_is() -> None:
    assert {what for group in AT_ONCE for what in group} == set(SPOILT)


@pytest.mark.parametrize("group", AT_ONCE, ids=lambda group: group[0])
def test_what_is_wrong_is_found_whatever_else_is(site: Site, group: list[str]) -> None:
    for what in group:
        SPOILT[what][0](site)

    found = site.found()

    for what in group:
        _, about, said = SPOILT[what]
        assert [one for one in found if one.about == about and said in one.said], (what, found)
    assert "open files" in {one.about for one in found}


def test_what_could_be_better_is_a_warning(site: Site) -> None:
    site.set(HUB_CHECKPOINT_FILES="", HUB_METRICS_ADDRESS="0.0.0.0:9464")

    warned = "\n".join(one.said for one in site.found() if one.level == "warn")

    for said in ("HUB_CHECKPOINT_FILES: is empty", "keep others out", "callers need https"):
        assert said in warned


def test_the_certificate_for_mitz_is_looked_at(site: Site) -> None:
    with StubMitz(site.folder) as mitz:
        certificate, key = mitz.clients.issue("hub")
        site.set(
            HUB_MITZ_URL=mitz.address,
            HUB_MITZ_CERTIFICATE=str(certificate),
            HUB_MITZ_KEY=str(key),
            HUB_MITZ_ROOTS=str(mitz.authority.roots),
        )
        found = site.found()

    assert [one.level for one in found if one.about == "mitz"] == ["warn"]


def test_few_open_files_and_a_full_disk_are_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(machine, "EMPTY", 1 << 60)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
        found = {one.about: one.level for one in site.found()}
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert found["open files"] == "warn"
    assert found["disk of checkpoint file 1"] == "fail"


def test_a_look_that_breaks_is_a_finding_without_its_words() -> None:
    async def breaks() -> list[Finding]:
        raise ValueError("hunter2")

    async def well() -> list[Finding]:
        return [Finding("ok", "another", "well")]

    found = asyncio.run(each([("one", breaks), ("another", well)]))

    assert [one.level for one in found] == ["fail", "ok"]
    assert "hunter2" not in found[0].line()


@pytest.mark.parametrize(("index", "status"), [(INDEX_KEY, 0), (OTHER, 1)], ids=["well", "ill"])
def test_its_exit_says_whether_all_is_well(site: Site, warm: Warm, index: str, status: int) -> None:
    log = site.folder / "doctor.log"
    environment = {**site.settings, "HUB_INDEX_KEY": index}

    ended = warm.start(["hub", "doctor"], environment, log).wait()

    assert ended == status, log.read_text()
    assert ("hub: 1 of" in log.read_text()) == bool(status)
