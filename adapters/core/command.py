"""The command line that all adapters share."""

import argparse
import asyncio
import json
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from adapters.core.client import HubClient
from adapters.core.errors import NotAuthorized
from adapters.core.intake import Intake
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.records import Source
from adapters.core.run import Mapping, Route, Standing
from adapters.core.token import TokenSource

ALL_PUSHED, FAILED, SOME_REJECTED = 0, 1, 2

_CURVE = "P-384"

Connect = Callable[[Path], tuple[Source, Mapping]]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says; `watch_seconds` is None for a single pass."""

    hub: str
    client_id: str
    key: Path
    source: Path
    state: Path
    watch_seconds: float | None


def parse_arguments(
    name: str, argv: Sequence[str], own: argparse.ArgumentParser | None = None
) -> Arguments:
    """The arguments of `python -m adapters.<name>`; a wrong one ends the process with usage.

    `own` are arguments of that adapter alone, which it reads itself and the usage names.
    """
    parents = [own] if own else []
    parser = argparse.ArgumentParser(prog=f"python -m adapters.{name}", parents=parents)
    parser.add_argument("--hub", required=True, metavar="URL", help="address of the hub")
    parser.add_argument("--client-id", required=True, help="the id under which it is registered")
    parser.add_argument("--key", required=True, type=Path, help="private JWK, EC P-384")
    parser.add_argument("--source", required=True, type=Path, help="folder with the records")
    parser.add_argument("--state", required=True, type=Path, help="folder for what was done")
    parser.add_argument("--once", action="store_true", help="one pass, then end")
    parser.add_argument("--watch-seconds", type=float, default=5.0, help="time between passes")
    found = parser.parse_args(argv)
    if not found.source.is_dir():
        parser.error("--source is not a folder")
    if not found.key.is_file():
        parser.error("--key is not a file")
    watch_seconds = None if found.once else found.watch_seconds
    return Arguments(
        found.hub, found.client_id, found.key, found.source, found.state, watch_seconds
    )


def run_command(
    name: str,
    connect: Connect,
    argv: Sequence[str] | None = None,
    own: argparse.ArgumentParser | None = None,
) -> int:
    """Run an adapter; 0 when all was pushed, 2 when some records were set aside, 1 on failure."""
    arguments = parse_arguments(name, sys.argv[1:] if argv is None else argv, own)
    try:
        standing = asyncio.run(_run(name, arguments, connect))
    except NotAuthorized as error:
        return _failed(name, str(error))
    except (OSError, sqlite3.Error) as error:
        # The message of an OSError holds a file name, and a file name may name a person.
        return _failed(name, type(error).__name__)
    if standing.waiting:
        return FAILED
    return SOME_REJECTED if standing.rejected else ALL_PUSHED


def _failed(name: str, why: str) -> int:
    sys.stderr.write(f"{name}: {why}\n")
    return FAILED


def _private_key(file: Path) -> ECKey:
    try:
        key = ECKey.import_key(json.loads(file.read_bytes()))
    except (ValueError, TypeError, JoseError) as error:
        raise NotAuthorized("the key file holds no JWK of type EC") from error
    if not key.is_private or key.curve_name != _CURVE:
        raise NotAuthorized(f"the key file holds no private key on {_CURVE}")
    return key


async def _run(name: str, arguments: Arguments, connect: Connect) -> Standing:
    tokens = TokenSource(arguments.hub, arguments.client_id, _private_key(arguments.key))
    source, mapping = connect(arguments.source)
    outbox, intake = Outbox(arguments.state), Intake(name, arguments.state)
    try:
        async with HubClient(arguments.hub, tokens) as client:
            route = Route(source, mapping, client, outbox, Progress(sys.stdout), intake)
            return await _until_done(route, arguments.watch_seconds)
    finally:
        outbox.close()


async def _until_done(route: Route, watch_seconds: float | None) -> Standing:
    if watch_seconds is None:
        return await route.once()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await route.watch(watch_seconds, stop)
