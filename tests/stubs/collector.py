"""Another party's collector of checkpoints, on a real local port."""

from tests.stubs.listening import Listening, Serving


class Collector(Listening):
    """Listens while its `with` block runs; answers `status`, and keeps what it takes."""

    def __init__(self) -> None:
        self.status = 204
        self.posts: list[bytes] = []
        self.refused = 0
        self.types: set[str | None] = set()
        super().__init__(_Handler)

    @property
    def url(self) -> str:
        return f"{self.address}/checkpoints"

    @property
    def taken(self) -> bytes:
        return b"".join(self.posts)


class _Handler(Serving):
    def serve(self) -> None:
        collector, body = self.server.stub, self.body()
        collector.types.add(self.headers["Content-Type"])
        if collector.status < 300:
            collector.posts.append(body)
        else:
            collector.refused += 1
        self.send_response(collector.status)
        self.send_header("Content-Length", "0")
        self.end_headers()
