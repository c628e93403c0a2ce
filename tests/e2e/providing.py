"""The demo's provider as a process of its own, and who sends people there."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import ECKey

from hub.security.keys import new_signing_key
from tests.hub.security.systems import hub_key
from tests.plugins.authorities import NOBODY
from tests.plugins.leaks import LEAKS
from tests.plugins.processes import READY_WITHIN, free_port
from tests.stubs.openid_provider import CLIENT_ID

STRANGER = "a-stranger"
AFTER = "/auth/back"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where it is, where it sends people back to, and the stranger's key."""

    url: str
    back: str
    key: ECKey

    def issuer(self, who: str = "inwoners") -> str:
        return f"{self.url}/{who}"


@contextmanager
def provider(folder: Path, landing: str) -> Iterator[Provider]:
    """Up, for the hub of the tests and a stranger, whose people come back at `landing`."""
    key, port = ECKey.generate_key("P-256", auto_kid=True), free_port()
    clients = {CLIENT_ID: hub_key(), STRANGER: key}
    said = {
        "keys": {who: new_signing_key() for who in ("inhabitant", "professional")},
        "clients": [
            {
                "client_id": client_id,
                "name": "een test",
                "redirect_uris": [f"{landing}{AFTER}"],
                "jwks": {"keys": [own.as_dict(private=False)]},
            }
            for client_id, own in clients.items()
        ],
    }
    path, log = folder / "provider.json", folder / "provider.log"
    path.write_text(json.dumps(said))
    LEAKS.logs.add(log)
    with log.open("wb") as out:
        process = subprocess.Popen(command(port, path), stdout=out, stderr=out)
    try:
        up = Provider(f"http://127.0.0.1:{port}", f"{landing}{AFTER}", key)
        await_ready(up.url, process, log)
        yield up
    finally:
        process.terminate()
        process.wait(30)


def command(port: int, path: Path, *more: str) -> list[str]:
    where = ["--port", str(port), "--configuration", str(path)]
    return [sys.executable, "-m", "hub.demo.provider", *where, *more]


def await_ready(url: str, process: subprocess.Popen[Any], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health/ready", trust_env=False, verify=NOBODY).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the provider did not start: {log.read_text()}")
