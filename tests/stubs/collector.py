"""Another party's collector of checkpoints, on a real local port."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Collector:
    """Listens while its `with` block runs; answers `status`, and keeps what it takes."""

    status: int = 204
    posts: list[bytes] = field(default_factory=list)
    refused: int = 0
    types: set[str | None] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/checkpoints"

    @property
    def taken(self) -> bytes:
        return b"".join(self.posts)


class _Server(ThreadingHTTPServer):
    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        collector = self.server.collector
        body = self.rfile.read(int(self.headers["Content-Length"]))
        collector.types.add(self.headers["Content-Type"])
        if collector.status < 300:
            collector.posts.append(body)
        else:
            collector.refused += 1
        self.send_response(collector.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
