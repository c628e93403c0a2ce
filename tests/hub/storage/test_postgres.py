"""The embedded PostgreSQL: it starts, stops, and outlives being killed."""

import asyncio
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from hub.postgres import EmbeddedPostgres
from hub.postgres.account import account_for
from hub.postgres.binaries import find_binaries
from hub.postgres.failure import PostgresUnavailable

LAUNCHER = """
import pathlib, sys, time
from hub.postgres import EmbeddedPostgres
server = EmbeddedPostgres(pathlib.Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path / "postgres") as running:
        yield running


def ask(url: str, *statements: str) -> object:
    """The first value of the last statement."""

    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


def kill(pid: int | None) -> None:
    """Kill our own child; it stays unreaped, as a launcher that was looking away leaves it."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, int]]:
    """Another process with a running server: the process, its home, the server's number."""
    home = tmp_path / "postgres"
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    yield process, home, pid
    process.kill()
    process.wait()
    process.stdout.close()
    with EmbeddedPostgres(home):
        pass  # ends what is left


def test_a_second_launcher_on_the_same_home_is_refused(server: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(server.home)

    with pytest.raises(PostgresUnavailable, match=f"process {os.getpid()} already runs"):
        second.start()

    assert ask(server.url(), "SELECT 1") == 1


def test_a_launcher_in_another_process_is_respected(
    launcher: tuple[subprocess.Popen[str], Path, int],
) -> None:
    process, home, _ = launcher

    with pytest.raises(PostgresUnavailable, match=f"process {process.pid} already runs"):
        EmbeddedPostgres(home).start()


def test_a_home_of_another_major_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")

    with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 9"):
        EmbeddedPostgres(tmp_path).start()


def test_a_server_that_was_started_by_hand_is_left_alone(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as server:
        pass
    options = ["-D", str(server.data), "-k", str(tmp_path / "socket"), "-c", "listen_addresses="]
    command = [str(find_binaries().postgres), *options]
    by_hand = server._spawn(account_for(server.data), server.data, command)
    server._await_ready(by_hand, 0)

    with pytest.raises(PostgresUnavailable, match="started by hand"):
        server.start()

    assert by_hand.poll() is None
    by_hand.send_signal(signal.SIGINT)
    by_hand.wait()


def test_a_start_that_fails_says_why_and_frees_the_home(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    with EmbeddedPostgres(home) as server:
        control = server.data / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"")

    with pytest.raises(PostgresUnavailable, match="pg_control"):
        EmbeddedPostgres(home).start()

    control.write_bytes(kept)
    with EmbeddedPostgres(home) as again:
        assert ask(again.url(), "SELECT 1") == 1


def test_a_stop_and_a_start_keep_the_data(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as server:
        ask(server.url(), "CREATE TABLE kept AS SELECT 7 AS n", "SELECT 1")

    with EmbeddedPostgres(tmp_path) as server:
        assert ask(server.url(), "SELECT n FROM kept") == 7


def test_a_killed_server_starts_again_at_once_with_all_that_was_committed(
    server: EmbeddedPostgres,
) -> None:
    ask(server.url(), "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n", "SELECT 1")

    kill(server.pid)

    assert ask(server.start(), "SELECT count(*) FROM kept") == 1000


def test_a_server_killed_in_the_middle_of_a_query_starts_again_at_once(
    server: EmbeddedPostgres,
) -> None:
    async def kill_while_busy() -> None:
        connection = await asyncpg.connect(server.url())
        busy = asyncio.create_task(
            connection.execute("SELECT sum(n) FROM generate_series(1, 1e9) n")
        )
        await asyncio.sleep(0.1)
        kill(server.pid)
        server.start()
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await busy
        connection.terminate()

    asyncio.run(kill_while_busy())

    assert ask(server.url(), "SELECT 1") == 1


def test_a_killed_launcher_leaves_a_home_that_starts_at_once(
    launcher: tuple[subprocess.Popen[str], Path, int],
) -> None:
    process, home, first = launcher
    process.kill()

    with EmbeddedPostgres(home) as server:
        assert ask(server.url(), "SELECT 1") == 1
        assert server.pid != first


def test_a_pid_file_that_names_a_living_stranger_does_not_block_the_start(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path) as server:
        kill(server.pid)
    stale = server.data / "postmaster.pid"
    owner = server.data.stat()
    lines = stale.read_text().splitlines() if stale.exists() else ["", str(server.data)]
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    os.chown(stale, owner.st_uid, owner.st_gid)

    with EmbeddedPostgres(tmp_path) as again:
        assert ask(again.url(), "SELECT 1") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_server_ends_with_its_launcher(
    launcher: tuple[subprocess.Popen[str], Path, int],
) -> None:
    process, home, _ = launcher

    process.kill()

    deadline = time.monotonic() + 10
    while (home / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not (home / "data" / "postmaster.pid").exists()


def test_a_half_made_data_directory_is_made_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres(tmp_path) as server:
        assert ask(server.url(), "SELECT 1") == 1


@pytest.mark.parametrize("name", ["long" * 25, 'a, b\'s "home" %20 ü'])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    with EmbeddedPostgres(tmp_path / name) as server:
        assert ask(server.url(), "SELECT 1") == 1


def test_a_long_path_uses_a_short_socket_directory_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    with EmbeddedPostgres(tmp_path / ("long" * 25)) as server:
        first = Path(server.url().partition("?host=")[2])
        kill(server.pid)
        server.start()
        again = Path(server.url().partition("?host=")[2])

    assert first == again
    assert not first.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to see that root is given up")
def test_root_is_given_up(server: EmbeddedPostgres) -> None:
    status = Path(f"/proc/{server.pid}/status").read_text()

    fields = {
        name: value.split()
        for name, _, value in (line.partition(":") for line in status.splitlines())
    }
    assert "0" not in fields["Uid"] + fields["Gid"]
    assert int(fields["CapEff"][0], 16).bit_count() <= 1  # to pass pytest's closed directory


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_an_ordinary_user_starts_it_too() -> None:
    code = (
        "import os, pathlib, sys; from hub.postgres import EmbeddedPostgres;"
        "server = EmbeddedPostgres(pathlib.Path(sys.argv[1]) / 'home');"
        "server.start(); print(os.stat(f'/proc/{server.pid}').st_uid); server.stop()"
    )
    nobody = pwd.getpwnam("nobody").pw_uid
    with tempfile.TemporaryDirectory() as reachable:
        os.chown(reachable, nobody, -1)
        try:
            done = subprocess.run(
                [sys.executable, "-c", code, reachable],
                capture_output=True,
                text=True,
                check=False,
                user=nobody,
                group=nobody,
                extra_groups=[],
            )
        except PermissionError:
            pytest.skip("Python lies where only root may run it")

    assert (done.stdout.strip(), done.stderr) == (str(nobody), "")
