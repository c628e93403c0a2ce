"""The hub and the adapters as processes of their own, to be killed and started again."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from hub.security.keys import new_signing_key
from tests.plugins.leaks import LEAKS

READY_WITHIN = 30.0  # seconds
STOPS_WITHIN = 20.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings_of(database_url: str, port: int) -> dict[str, str]:
    """The HUB_ variables of a hub with keys of its own."""
    return {
        "HUB_DATABASE_URL": database_url,
        "HUB_INDEX_KEY": secrets.token_hex(32),
        "HUB_SEALING_KEYS": f"1:{secrets.token_hex(32)}",
        "HUB_SIGNING_KEY": json.dumps(new_signing_key()),
        "HUB_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


@dataclass
class Program:
    """One program of ours, started and ended as often as the test likes."""

    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.runs:
            return
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        LEAKS.logs.add(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**kept, **self.environment},
            )

    def kill(self) -> None:
        """kill -9, and see it gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        assert self.process is not None
        if self.runs:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN)

    def ended(self, within: float) -> int | None:
        """The exit status, None where it still runs after so many seconds, or never started."""
        if self.process is None:
            return None
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            return None


@dataclass
class HubProcess(Program):
    """A hub on a port of this machine."""

    port: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> "HubProcess":
        """Start it and wait until it answers that it is ready."""
        self.start()
        deadline = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            if not self.runs or time.monotonic() > deadline:
                raise AssertionError(f"the hub did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return self

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5).is_success
        except httpx.TransportError:
            return False


def hub_process(environment: dict[str, str], port: int, log: Path) -> HubProcess:
    """A hub with these HUB_ variables; not started yet."""
    serve = ["serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    program = ["-c", "from hub.cli import main; raise SystemExit(main())", *serve]
    return HubProcess(program, log, environment, port=port)


def adapter_process(name: str, hub: str, client_id: str, folder: Path) -> Program:
    """`python -m adapters.<name>`; key, source and state lie in `folder`."""
    where = ["--source", str(folder / "source"), "--state", str(folder / "state"), "--hub", hub]
    who = ["--client-id", client_id, "--key", str(folder / "key.jwk")]
    program = ["-m", f"adapters.{name}", *where, *who, "--once"]
    return Program(program, folder / "adapter.log")
