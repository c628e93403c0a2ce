"""`hub serve`: the production server."""

import asyncio
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub.commands import configuration
from hub.commands.configuration import ConfigurationRefused
from hub.commands.log import CONFIGURATION
from hub.commands.workers import Workers
from hub.ledger.checkpoint_file import checkpoint_files
from hub.monitoring.listener import FOLDER, AddressTaken, listening
from hub.storage.admission import admitted

if TYPE_CHECKING:
    from hub.app import Application

PLAIN = "hub.http.protocol:WatchedProtocol"
SECURE = "hub.http.hallway:Hallway"
_NEVER = 86_400  # seconds: who watches the connections ends them
_STOPS_WITHIN = 20  # seconds for requests that run when the server is told to stop
_OTHER_FILES = 200  # beside connections: to the database, logs, libraries
_OPTIONS = {
    "app": "hub.commands.serve:application",
    "factory": True,
    "loop": "uvloop",
    "timeout_keep_alive": _NEVER,
    "lifespan": "on",
    "log_config": CONFIGURATION,
    "access_log": False,
    "proxy_headers": False,
    "server_header": False,
    "timeout_graceful_shutdown": _STOPS_WITHIN,
}


def application() -> "Application":
    """The hub by the environment's settings; every worker process makes its own."""
    # Loaded late: a refused start should say so at once.
    from hub.app import create_app  # noqa: PLC0415

    folder = os.environ.get(FOLDER)
    return create_app(configuration.settings(), told_in=Path(folder) if folder else None)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop.

    Raises:
        ConfigurationRefused, DatabaseRefused: before it listens, or starts any worker.
        SystemExit: with 3, a worker could not start.
    """
    found = configuration.settings()
    allow_files(found.connections + found.pool_size + _OTHER_FILES)
    asyncio.run(admitted(found, datetime.now(UTC)))
    _refuse_unwritable(found.checkpoint_files)
    kind = SECURE if found.tls_certificate else PLAIN
    with _listening(found.metrics_address):
        _run(host, port, workers, kind)


def _refuse_unwritable(names: str) -> None:
    for number, file in enumerate(checkpoint_files(names), 1):
        if fault := file.unwritable():
            raise configuration.ConfigurationRefused(
                f"HUB_CHECKPOINT_FILES: file {number} can't be written ({fault});"
                " make its folder, and let the hub write there"
            )


@contextmanager
def _listening(metrics: str) -> Iterator[None]:
    try:
        with listening(metrics):
            yield
    except AddressTaken as taken:
        raise configuration.ConfigurationRefused(f"HUB_METRICS_ADDRESS: {taken}") from None


def _run(host: str, port: int, workers: int, kind: str) -> None:
    # Likewise.
    import uvicorn  # noqa: PLC0415

    import hub.app  # noqa: F401, PLC0415 - for all workers

    options: dict[str, Any] = {**_OPTIONS, "host": host, "port": port, "http": kind}
    if workers == 1:
        uvicorn.run(**options)
        return
    config = uvicorn.Config(**options)
    listening = config.bind_socket()
    status = Workers(lambda: uvicorn.Server(config).run([listening]), workers).run()
    if status > 0:
        sys.exit(status)


def allow_files(needed: int) -> None:
    """Raise this process's limit of open files to what it needs.

    Raises:
        ConfigurationRefused: the machine does not allow so many.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise ConfigurationRefused(
            f"HUB_CONNECTIONS: takes {needed} open files, and {hard} are allowed here; "
            "set it lower, or raise `ulimit -Hn`"
        )
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
