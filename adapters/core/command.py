"""Runs an adapter as its command line says, and ends with a status that says how it went."""

import argparse
import asyncio
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adapters.core.arguments import Arguments, parse_arguments
from adapters.core.connection import client_of
from adapters.core.errors import NotAuthorized
from adapters.core.intake import Intake
from adapters.core.lock import StateInUse, alone
from adapters.core.outbox import Outbox
from adapters.core.owner import is_for_owner, run_for_owner
from adapters.core.progress import Progress
from adapters.core.reception import Reception
from adapters.core.records import Source
from adapters.core.reporter import Reporter
from adapters.core.run import Mapping, Route
from adapters.core.standing import Standing
from adapters.core.trace import trace_to
from adapters.core.trial import try_out

ALL_PUSHED, FAILED, SOME_REJECTED = 0, 1, 2

Connect = Callable[[Path], tuple[Source, Mapping]]
Serve = Callable[[Outbox, asyncio.Event], Awaitable[None]]
"""Takes what comes into the outbox until the event is set."""


def run_command(
    name: str,
    connect: Connect,
    argv: Sequence[str] | None = None,
    own: argparse.ArgumentParser | None = None,
    *,
    has_folder: bool = True,
) -> int:
    """Run an adapter of a source that is looked at each so often.

    Where it is no folder, `connect` gets the folder of the state.

    0 when all was pushed, 2 when something was set aside or not taken, 1 on failure.
    """
    given = sys.argv[1:] if argv is None else argv
    if is_for_owner(given):
        return run_for_owner(name, given)
    arguments = parse_arguments(name, given, own, has_folder=has_folder)
    if arguments.dry_run:
        return _ended(name, _tried(arguments, connect))
    return _ended(name, _looked(name, arguments, connect))


def run_reception(
    name: str,
    serve: Serve,
    argv: Sequence[str] | None = None,
    own: argparse.ArgumentParser | None = None,
) -> int:
    """Run an adapter to which its source comes by itself, until it is told to stop.

    `serve` adds to the outbox; what is in it is brought to the hub meanwhile.
    """
    given = sys.argv[1:] if argv is None else argv
    if is_for_owner(given):
        return run_for_owner(name, given)
    arguments = parse_arguments(name, given, own, has_folder=False, is_looked_at=False)
    return _ended(name, _served(name, arguments, serve))


def _ended(name: str, running: Coroutine[None, None, Standing]) -> int:
    try:
        standing = asyncio.run(running)
    except (NotAuthorized, StateInUse) as error:
        return _failed(name, str(error))
    except sqlite3.OperationalError as error:
        return _failed(name, str(error))  # SQLite's own words: of its disk, of no content
    except (OSError, sqlite3.Error) as error:
        # The message of an OSError holds a file name, and a file name may name a person.
        return _failed(name, type(error).__name__)
    if standing.waiting:
        return FAILED
    return SOME_REJECTED if standing.rejected or standing.not_taken else ALL_PUSHED


def _failed(name: str, why: str) -> int:
    sys.stderr.write(f"{name}: {why}\n")
    return FAILED


@contextmanager
def _reporter(name: str, arguments: Arguments) -> Iterator[Reporter]:
    """Alone at its state. Raises StateInUse, OSError, sqlite3.Error."""
    with alone(arguments.state), trace_to(arguments.trace) as trace:
        outbox = Outbox(arguments.state)
        try:
            intake = Intake(name, arguments.state)
            yield Reporter(outbox, Progress(sys.stdout), trace, intake)
        finally:
            outbox.close()


async def _tried(arguments: Arguments, connect: Connect) -> Standing:
    source, mapping = connect(arguments.source)
    async with client_of(arguments) as client:
        return await try_out(source, mapping, client, sys.stdout)


async def _looked(name: str, arguments: Arguments, connect: Connect) -> Standing:
    client = client_of(arguments)
    source, mapping = connect(arguments.source)
    with _reporter(name, arguments) as reporter:
        async with client:
            route = Route(source, mapping, client, reporter)
            if arguments.watch_seconds is None:
                return await route.once()
            return await route.watch(arguments.watch_seconds, _stopping())


async def _served(name: str, arguments: Arguments, serve: Serve) -> Standing:
    client = client_of(arguments)
    with _reporter(name, arguments) as reporter:
        async with client:
            return await Reception(client, reporter).run(serve, _stopping())


def _stopping() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
