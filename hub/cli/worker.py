"""`hub worker`: what has to be done when its time has come."""

import argparse
import asyncio

from hub.cli.typed import seconds
from hub.commands import worker as working


def worker(command: argparse.ArgumentParser) -> None:
    """How often it looks."""
    command.add_argument(
        "--every", type=seconds, default=1.0, help="seconds between two looks", metavar="SECONDS"
    )
    command.set_defaults(run=_run)


def _run(said: argparse.Namespace) -> None:
    asyncio.run(working.work(said.every))
