"""The hub and the adapters as processes of their own, to be killed and started again."""

import json
import signal
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path

from hub.security.keys import new_signing_key
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS
from tests.plugins.leaks import LEAKS
from tests.plugins.warm import Forked, Warm

READY_WITHIN = 30.0  # seconds


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settings_of(database_url: str, port: int) -> dict[str, str]:
    """The HUB_ variables of a hub; all that share a database have the same keys."""
    return {
        "HUB_DATABASE_URL": database_url,
        "HUB_INDEX_KEY": INDEX_KEY,
        "HUB_SEALING_KEYS": SEALING_KEYS,
        "HUB_SIGNING_KEY": json.dumps(new_signing_key()),
        "HUB_CHECKPOINT_KEY": CHECKPOINT_KEY,
        "HUB_CHECKPOINT_FILES": "",
        "HUB_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HUB_CLIENT_RATE": "100000",
        "HUB_CLIENT_BURST": "100000",
        "HUB_TOKEN_REFUSALS": "100000",
        "HUB_BEARER_REFUSALS": "100000",
        "HUB_LOCK_TIMEOUT": "30",
        "HUB_STATEMENT_TIMEOUT": "30",  # a busy machine is no fault of the hub
    }


@dataclass
class Program:
    """One program of ours, started and ended as often as the test likes."""

    warm: Warm
    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    process: Forked | None = None

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs."""
        if not self.runs:
            LEAKS.logs.add(self.log)
            self.log.touch()  # it may be read before the program has come to its first line
            self.process = self.warm.start(self.arguments, self.environment, self.log)

    def tells(self, text: str, times: int = 1) -> bool:
        """Whether it logs this so often, as it may some moments after it did it."""
        deadline = time.monotonic() + READY_WITHIN
        while self.log.read_text().count(text) < times and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.log.read_text().count(text) >= times

    def kill(self) -> None:
        """kill -9, and see it gone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

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
    context: ssl.SSLContext | None = None
    """What a client connects with, where the hub speaks TLS."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http{'s' if self.context else ''}://127.0.0.1:{self.port}"

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
        asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
        if self.context:
            asked = HTTPSConnection("127.0.0.1", self.port, timeout=5, context=self.context)
        try:
            asked.request("GET", "/health/ready")
            return asked.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()


def hub_process(warm: Warm, environment: dict[str, str], port: int, log: Path) -> HubProcess:
    """`hub serve` with these HUB_ variables; not started yet."""
    arguments = ["hub", "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    return HubProcess(warm, arguments, log, environment, port=port)


def hospital_process(warm: Warm, hub: str, client_id: str, folder: Path) -> Program:
    """The hospital's adapter, one pass; key, source and state lie in `folder`."""
    where = ["--source", str(folder / "source"), "--state", str(folder / "state"), "--hub", hub]
    who = ["--client-id", client_id, "--key", str(folder / "key.jwk")]
    return Program(warm, ["hospital", *where, *who, "--once"], folder / "adapter.log")
