"""`hub serve --workers 2`: none is killed while it starts, who dies is replaced, none stays."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.hub.http.sockets import LIVE, Caller
from tests.plugins.processes import free_port, settings_of

pytestmark = pytest.mark.slow

WITHIN = float(os.environ.get("WORKERS_READY_WITHIN", "60"))  # seconds; a busy machine is slow
MOST_MEMORY = 250  # MB
REPLACED = "another takes its place"


@dataclass
class Serving:
    """`hub serve` as it is started by hand."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]
    began: float = field(default_factory=time.monotonic)

    def asks(self, path: str = "/health/ready") -> int:
        """The status of one answer on a new connection, 0 where there is none."""
        with suppress(OSError):
            caller = Caller(self.port)
            try:
                return caller.ask(LIVE.replace(b"/health/live", path.encode()))
            finally:
                caller.close()
        return 0

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WITHIN
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def ready(self) -> None:
        """Both: each says so when it has started."""
        self.until(lambda: self.log.read_text().count("startup complete") >= 2)
        assert self.asks() == 200

    def workers(self) -> list[int]:
        """Their process ids."""
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]


Serve = Callable[[], Serving]


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Serve]:
    started: list[Serving] = []

    def start() -> Serving:
        port, log = free_port(), tmp_path / "hub.log"
        arguments = ["serve", "--port", str(port), "--workers", "2"]
        with log.open("wb") as lines:
            process = subprocess.Popen(
                [sys.executable, "-m", "hub.cli", *arguments],
                env={**os.environ, **settings_of(database_url, port)},
                stderr=lines,
            )
        started.append(Serving(port, log, process))
        return started[-1]

    yield start
    for one in started:
        one.process.terminate()
        one.process.wait(WITHIN)


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """So many processes that do nothing but compute."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for one in running:
            one.kill()
            one.wait()


@pytest.mark.soak
def test_they_start_beside_four_busy_processes_and_none_is_killed(serve: Serve) -> None:
    with busy(4):
        hub = serve()
        hub.ready()
    first = hub.workers()

    assert len(first) == 2
    assert REPLACED not in hub.log.read_text()


@pytest.mark.soak
def test_together_they_take_no_more_memory_than_they_may(serve: Serve) -> None:
    hub = serve()
    hub.ready()
    for _ in range(200):
        assert hub.asks("/fhir/Goal/1") == 401

    taken = sum(shared_out(pid) for pid in (hub.process.pid, *hub.workers()))
    assert taken <= MOST_MEMORY


def shared_out(pid: int) -> float:
    """MB of a process, what it shares with others divided among them."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    [kilobytes] = re.findall(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(kilobytes) / 1024


def test_who_dies_is_replaced(serve: Serve) -> None:
    hub = serve()
    hub.ready()
    before = hub.workers()

    os.kill(before[0], signal.SIGKILL)
    hub.until(lambda: hub.log.read_text().count("startup complete") >= 3)

    after = hub.workers()
    assert len(after) == 2
    assert before[1] in after
    assert hub.asks() == 200


@pytest.mark.soak
def test_told_to_stop_all_do(serve: Serve) -> None:
    hub = serve()
    hub.ready()
    workers = hub.workers()

    hub.process.terminate()

    assert hub.process.wait(WITHIN) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


@pytest.mark.soak
def test_where_the_first_is_killed_no_worker_stays_behind(serve: Serve) -> None:
    hub = serve()
    hub.ready()
    workers = hub.workers()

    hub.process.kill()

    hub.until(lambda: not any(is_there(pid) for pid in workers))


def is_there(pid: int) -> bool:
    """Whether it still runs; one that has ended may wait for somebody to take notice."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_where_fewer_files_are_allowed_than_connections_it_says_so(
    database_url: str,
) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (500, 500))

    said = subprocess.run(
        [sys.executable, "-m", "hub.cli", "serve"],
        env={**os.environ, **settings_of(database_url, free_port())},
        preexec_fn=limited,
        capture_output=True,
        timeout=WITHIN,
        check=False,
    )

    assert said.returncode == 1
    assert b"HUB_CONNECTIONS: takes" in said.stderr


@pytest.mark.soak
def test_a_lower_limit_of_files_is_raised(serve: Serve) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 256), hard))
    try:
        hub = serve()
        hub.ready()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    allowed, _ = resource.prlimit(hub.workers()[0], resource.RLIMIT_NOFILE)
    assert allowed >= 2_000
