"""`hub serve`: the production server."""

import uvicorn

from hub.app import Application, create_app
from hub.commands import configuration
from hub.commands.log import CONFIGURATION

STOPS_WITHIN = 20  # seconds for requests that run when the server is told to stop


def application() -> Application:
    """The hub by the environment's settings; every worker process makes its own."""
    return create_app(configuration.settings())


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. Raises ConfigurationRefused before it listens."""
    configuration.settings()
    uvicorn.run(
        "hub.commands.serve:application",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        log_config=CONFIGURATION,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOPS_WITHIN,
    )
