"""The demo's processes: hub, provider and adapters, each with its own log, none left behind."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub import postgres
from hub.demo.ecd.__main__ import SERVED
from hub.demo.failure import DemoFailed
from hub.demo.place import DemoClient, Place

# Runs a program that stops when the demo dies, however it dies; as it does for PostgreSQL.
TIED = Path(postgres.__file__).with_name("child.py")
SAME_USER = "-1"
_STOPS_WITHIN = 30  # seconds


@dataclass(frozen=True, slots=True)
class Running:
    """A process that was started, deaf to the terminal's Ctrl-C: the demo stops it in its turn."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    logged_before: int

    def has_ended(self) -> bool:
        """Whether it is there no more."""
        return self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if not self.has_ended():
            self.process.terminate()
        try:
            self.process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self, lines: int = 5) -> str:
        """The end of what it said since it was started."""
        said = self.log.read_bytes()[self.logged_before :].decode(errors="replace")
        return "\n".join(said.splitlines()[-lines:])


def start_hub(place: Place, name: str, port: int, settings: Mapping[str, str]) -> Running:
    """`hub serve` on loopback."""
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return _start(place, name, ["hub.cli", "serve", *where], settings)


def start_worker(place: Place, settings: Mapping[str, str]) -> Running:
    """`hub worker`, which keeps the terms of offers."""
    return _start(place, "worker", ["hub.cli", "worker"], settings)


def start_provider(place: Place, port: int, configuration: Path) -> Running:
    """Where the demo's people log in: `python -m hub.demo.provider`, on loopback."""
    where = ["--port", str(port), "--configuration", str(configuration)]
    return _start(place, "provider", ["hub.demo.provider", *where], {})


def start_ecd(place: Place, port: int) -> Running:
    """The server of a nursing record: `python -m hub.demo.ecd`, on loopback."""
    folder = place.source("ecd")
    shutil.copytree(SERVED, folder, dirs_exist_ok=True)
    return _start(place, "ecd", ["hub.demo.ecd", "--port", str(port), "--folder", str(folder)], {})


def start_adapter(
    place: Place, adapter: str, client: DemoClient, url: str, *, once: bool, ecd: str | None = None
) -> Running:
    """`python -m adapters.<name>` for one source; once, or for as long as the demo runs.

    The source is the client's folder, or the server at `ecd`. Its state is the client's: another
    database has other clients, and gets all records again.
    """
    arguments = {
        "--hub": url,
        "--client-id": client.client_id,
        "--key": client.private_jwk,
        **({"--ecd": ecd} if ecd else {"--source": str(place.source(client.name))}),
        "--state": str(place.demo / "state" / client.client_id),
    }
    flat = [text for pair in arguments.items() for text in pair]
    module = f"adapters.{adapter}"
    return _start(place, client.name, [module, *flat, *(["--once"] if once else [])], {})


def start_reception(
    place: Place, client: DemoClient, url: str, listen: str, site: Path, state: Path
) -> Running:
    """`python -m adapters.hospital --listen`: HL7 v2 comes to it until the demo ends."""
    arguments = {
        "--hub": url,
        "--client-id": client.client_id,
        "--key": client.private_jwk,
        "--listen": listen,
        "--site": str(site),
        "--state": str(state),
    }
    flat = [text for pair in arguments.items() for text in pair]
    return _start(place, f"{client.name}-v2", ["adapters.hospital", *flat], {})


def push_all(adapters: Sequence[Running]) -> None:
    """Wait for adapters that run once. Raises DemoFailed unless every record was taken."""
    for adapter in adapters:
        code = adapter.process.wait()
        if code != 0:
            raise DemoFailed(
                f"the adapter of {adapter.name} ended with {code}: see {adapter.log}"
                f"\n{adapter.last_words()}"
            )
        print(f"  {adapter.name}: {adapter.last_words(1) or 'nothing new'}")


def _start(place: Place, name: str, command: list[str], settings: Mapping[str, str]) -> Running:
    log = place.log(name)
    tie = [str(TIED), str(os.getpid()), SAME_USER, SAME_USER, str(place.root)]
    with log.open("ab") as out:
        logged_before = out.tell()
        process = subprocess.Popen(  # noqa: S603 -- our own modules, with paths of the demo
            [sys.executable, "-I", "-S", *tie, sys.executable, "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**_environment(), **settings},
            start_new_session=True,
        )
    return Running(name, process, log, logged_before)


def _environment() -> dict[str, str]:
    """Ours, without another hub's settings, nor the way out: all of the demo is on this machine."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("HUB_") and not key.lower().endswith("_proxy")
    }
