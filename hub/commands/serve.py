"""`hub serve`: the production server."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.commands import configuration
from hub.commands.log import CONFIGURATION
from hub.storage.admission import admitted

if TYPE_CHECKING:
    from hub.app import Application

_NEVER = 86_400  # seconds: who watches the connections ends them
_STOPS_WITHIN = 20  # seconds for requests that run when the server is told to stop


def application() -> "Application":
    """The hub by the environment's settings; every worker process makes its own."""
    # Loaded late: a refused start should say so at once.
    from hub.app import create_app  # noqa: PLC0415

    return create_app(configuration.settings())


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop.

    Raises:
        ConfigurationRefused, DatabaseRefused: before it listens, or starts any worker.
    """
    found = configuration.settings()
    asyncio.run(admitted(found, datetime.now(UTC)))
    # Likewise.
    import uvicorn  # noqa: PLC0415

    uvicorn.run(
        "hub.commands.serve:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="hub.http.protocol:WatchedProtocol",
        timeout_keep_alive=_NEVER,
        lifespan="on",
        log_config=CONFIGURATION,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_STOPS_WITHIN,
    )
