"""Everything that a measurement stands on: database, keys, hub, and a region with inhabitants."""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import database
from bench.bulk.load import filled
from bench.bulk.size import Size
from bench.founding import founded
from bench.keeping import keep, kept
from bench.loading import loaded, tokens
from bench.region import Region
from bench.server import HOST, NotReady, Server, free_port, running
from bench.target import hub_at
from hub.security.keys import new_checkpoint_key, new_signing_key

_TOLD = 4_000  # characters of the log
READY = "/health/ready"


@dataclass(frozen=True, slots=True)
class Stage:
    """A database as its owner, and who takes part; `environment` sets the hub, on this port."""

    database: str
    postgres: int
    port: int
    home: Path
    environment: Mapping[str, str]
    region: Region

    @property
    def log(self) -> Path:
        """What the hub says."""
        return self.home / "hub.log"

    @property
    def url(self) -> str:
        """The hub's address."""
        return f"http://127.0.0.1:{self.port}"

    def tokens(self) -> dict[str, str]:
        """Fresh ones, for everybody, from the running hub."""
        return tokens(self.port, self.url, (*self.region.practices, self.region.reader))

    @contextmanager
    def hub(self, workers: int) -> Iterator[Server]:
        """The hub, running."""
        command = [sys.executable, "-m", "hub.cli", "serve", "--host", HOST]
        command += ["--port", str(self.port), "--workers", str(workers)]
        try:
            with running(command, self.port, READY, self.environment, self.log) as server:
                yield server
        except NotReady:
            print(self.log.read_text()[-_TOLD:], file=sys.stderr)
            raise

    def loaded(self, inhabitants: int) -> "Stage":
        """The stage with inhabitants, whose talks went through the running hub."""
        region = loaded(hub_at(self.port), self.region, self.tokens(), inhabitants)
        database.tidied(self.database)
        return replace(self, region=region)

    def filled(self, size: Size) -> "Stage":
        """The stage with a region of this size, once: it is kept beside the database."""
        if self.region.inhabitants:
            return self
        region = filled(self.database, self.environment, self.region, size, datetime.now(UTC))
        database.tidied(self.database)
        keep(self.home, region, self.environment)
        return replace(self, region=region)


@contextmanager
def stage(home: Path | None = None) -> Iterator[Stage]:
    """Made anew, without inhabitants, and gone afterwards; in `home` it stays, and is met again."""
    with ExitStack() as stack:
        place = home or Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        owner, app, pid = stack.enter_context(database.postgres(place))
        port = free_port()
        before = kept(place)
        region = before.region if before else asyncio.run(founded(owner))
        settings = {**(before.keys if before else _keys()), **_settings(app, port, place)}
        yield Stage(owner, pid, port, place, settings, region)


def _settings(database_url: str, port: int, home: Path) -> dict[str, str]:
    return {
        "HUB_DATABASE_URL": database_url,
        "HUB_CHECKPOINT_FILES": str(home / "checkpoints.jsonl"),
        "HUB_CLIENT_RATE": "1000000",  # its clients are as many as a region has, all at once
        "HUB_CLIENT_BURST": "1000000",
        "HUB_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def _keys() -> dict[str, str]:
    """Of this database alone."""
    return {
        "HUB_INDEX_KEY": secrets.token_hex(32),
        "HUB_SEALING_KEYS": f"1:{secrets.token_hex(32)}",
        "HUB_SIGNING_KEY": json.dumps(new_signing_key()),
        "HUB_CHECKPOINT_KEY": json.dumps(new_checkpoint_key()),
    }
