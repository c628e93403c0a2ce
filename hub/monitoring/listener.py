"""Where Prometheus asks: an address of its own, beside the one that callers reach."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

OFF = "off"
FOLDER = "HUB_WORKERS_FOLDER"
"""Environment variable by which a serving hub tells its processes where their sockets go."""


class AddressTaken(Exception):
    """Nobody can listen there; the message has no address."""


def address(text: str) -> tuple[str, int] | None:
    """Host and port of `host:port`; None where it is `off`. Raises ValueError."""
    if text == OFF:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65_535:  # noqa: PLR2004 -- the largest port there is
        raise ValueError("must be host:port, such as 127.0.0.1:9464, or off")
    return host.strip("[]"), int(port)


@contextmanager
def listening(text: str) -> Iterator[None]:
    """Answer at this address, from a thread, while the block runs; nowhere where it is `off`.

    Raises:
        AddressTaken: something else listens there, or it is no address of this machine.
    """
    where = address(text)
    if where is None:
        os.environ.pop(FOLDER, None)
        yield
        return
    # Loaded late: a hub that tells nobody needs none of it.
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415

    from hub.monitoring.collector import Workers  # noqa: PLC0415 -- likewise

    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    registry = CollectorRegistry()
    registry.register(Workers(folder))
    try:
        server, thread = start_http_server(where[1], where[0], registry)
    except OSError:
        folder.rmdir()
        raise AddressTaken("can't be listened at; is something else there?") from None
    os.environ[FOLDER] = str(folder)
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        rmtree(folder, ignore_errors=True)
