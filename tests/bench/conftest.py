"""A server that hangs up on everybody."""

import socket
import threading
from collections.abc import Iterator

import pytest


@pytest.fixture
def unused_server() -> Iterator[int]:
    """Its port; it takes one connection and ends it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def hang_up() -> None:
            accepted, _ = server.accept()
            accepted.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield server.getsockname()[1]
        thread.join()
