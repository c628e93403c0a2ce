"""A server on a real local port, for the length of a `with` block."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Listening:
    """A stub; its `handler` finds it as `self.server.stub`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = Server(("127.0.0.1", 0), handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"


class Server(ThreadingHTTPServer):
    """Knows whose requests it takes."""

    daemon_threads = True
    stub: Any


class Serving(BaseHTTPRequestHandler):
    """One connection; tests look at what the stub kept, not at a log."""

    server: Server

    def do_GET(self) -> None:
        """Called by the server."""
        self.serve()

    def do_POST(self) -> None:
        """Likewise."""
        self.serve()

    def serve(self) -> None:
        """One request."""
        raise NotImplementedError

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def body(self) -> bytes:
        """What was sent."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))
