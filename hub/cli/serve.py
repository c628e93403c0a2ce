"""`hub serve`: the hub itself."""

import argparse

from hub.cli.typed import PORT, count, port
from hub.commands import serve as serving


def serve(command: argparse.ArgumentParser) -> None:
    """Where it listens, and by how many."""
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=port, default=PORT)
    command.add_argument("--workers", type=count, default=1, help="processes that share the port")
    command.set_defaults(run=_run)


def _run(said: argparse.Namespace) -> None:
    serving.serve(said.host, said.port, said.workers)
