"""Somebody who is told: an HTTPS server that keeps what comes, and answers as a test wants it."""

import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.stubs.listening import Listening, Serving
from tests.stubs.ministry import self_signed


@dataclass(frozen=True)
class Came:
    """One request."""

    path: str
    body: bytes
    headers: dict[str, str]


class Told(Listening):
    """`status` is what it answers, after `pause` seconds; `sends_to` is where it sends who asks.

    `came` are all requests, in their order; `authorities` is who vouches for its server. To a
    path of `answers` it says that. It asks for a certificate of `clients`, where they are given.
    """

    def __init__(self, folder: Path, clients: Path | None = None) -> None:
        self.status, self.pause, self.sends_to = 202, 0.0, ""
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.headers: dict[str, str] = {}
        self.came: list[Came] = []
        self._news = threading.Condition()
        super().__init__(_Handler)
        self.authorities = folder / "authorities.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Two of one name would be taken for each other: those of a folder have one certificate.
        both = folder / "server.pem"
        context.load_cert_chain(both if both.exists() else self_signed(folder, self.authorities))
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def host(self) -> str:
        """With its port."""
        return self.address.removeprefix("http://")

    @property
    def url(self) -> str:
        """The address that the directory has."""
        return f"https://{self.host}/notify"

    @property
    def paths(self) -> list[str]:
        """Of all that came."""
        return [one.path for one in self.came]

    def take(self, one: Came) -> None:
        """Keep it."""
        with self._news:
            self.came.append(one)
            self._news.notify_all()

    def wait(self, number: int, seconds: float = 30.0) -> list[Came]:
        """All that came, once there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.came) >= number, seconds), self.paths
            return list(self.came)


class _Handler(Serving):
    def serve(self) -> None:
        """One request."""
        stub: Told = self.server.stub
        stub.take(Came(self.path, self.body(), dict(self.headers)))
        time.sleep(stub.pause)
        status, body = stub.answers.get(self.path, (stub.status, b""))
        self.send_response(status)
        if stub.sends_to:
            self.send_header("Location", stub.sends_to)
        for name, value in stub.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
