"""A caller that speaks HTTP badly: raw bytes on a socket, and how long the hub bears it."""

import json
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hub.security.keys import signing_key
from hub.security.requester import Requester
from hub.security.tokens import TokenIssuer
from profiles.identifiers import URA
from tests.plugins.processes import HubProcess

PATIENCE = 30.0  # seconds; a busy machine is slow
LIVE = b"GET /health/live HTTP/1.1\r\nHost: hub\r\n\r\n"
HALF = LIVE[:-9]


@dataclass
class Caller:
    """One connection from this address of our own."""

    port: int
    address: str = "127.0.0.1"
    line: socket.socket = field(init=False)
    began: float = field(default_factory=time.monotonic)
    lasted: float = 0.0

    def __post_init__(self) -> None:
        there, here = ("127.0.0.1", self.port), (self.address, 0)
        self.line = socket.create_connection(there, PATIENCE, source_address=here)

    def send(self, text: bytes) -> "Caller":
        """Send so much."""
        self.line.sendall(text)
        return self

    def ask(self, text: bytes = LIVE) -> int:
        """Send that, and take the status of the whole answer."""
        return status(self.send(text).answer())

    def answer(self) -> bytes:
        """One whole answer; nothing where the hub hung up."""
        self.line.settimeout(PATIENCE)
        received = bytearray()
        while not received.endswith(b"}"):
            came = self._came()
            if not came:
                break
            received += came
        return bytes(received)

    def until_cut(self, trickle: bytes = b"", every: float = 0.2) -> bytes:
        """What came until the hub hung up, which lasted `lasted` seconds; it trickles meanwhile."""
        received = bytearray()
        self.line.settimeout(every)
        while time.monotonic() - self.began < PATIENCE:
            try:
                came = self._came()
            except TimeoutError:
                with suppress(OSError):
                    self.line.sendall(trickle)
                continue
            if not came:
                self.lasted = time.monotonic() - self.began
                return bytes(received)
            received += came
        raise AssertionError(f"still open after {PATIENCE} seconds, with {bytes(received)!r}")

    def close(self) -> None:
        """Hang up."""
        self.line.close()

    def _came(self) -> bytes:
        try:
            return self.line.recv(65_536)
        except ConnectionError:
            return b""


def status(answer: bytes) -> int:
    """Of a whole answer."""
    return int(answer[9:12] or b"0")


def outcome(answer: bytes) -> dict[str, Any]:
    """The one issue of an OperationOutcome."""
    told = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert told["resourceType"] == "OperationOutcome"
    [issue] = told["issue"]
    return dict(issue)


def begun_push(hub: HubProcess) -> bytes:
    """A push of which the body has only begun, with a token of this hub."""
    head = "POST /fhir HTTP/1.1", "Host: hub", f"Authorization: Bearer {token(hub)}"
    kind = "Content-Type: application/fhir+json", "Content-Length: 1000", "", "{"
    return "\r\n".join((*head, *kind)).encode()


def token(hub: HubProcess) -> str:
    """A token as the hub itself would give it."""
    key = signing_key(hub.environment["HUB_SIGNING_KEY"])
    system = Requester(
        client_id=f"client-{secrets.token_hex(4)}",
        name="Traag",
        ura=URA("87654321"),
        organization_type="V4",
        scopes=("system/*.cruds", "system/Consent.cu"),
        token_id=secrets.token_hex(16),
        expires=datetime.now(UTC) + timedelta(seconds=300),
    )
    return TokenIssuer(key, hub.environment["HUB_PUBLIC_URL"]).issue(system)
