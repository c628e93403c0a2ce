"""`python -m bench.hospital`: a day of a hospital, heard and pushed to a hub, and how long it took.

docs/decisions/0012-how-we-measure.md
"""

import argparse
import asyncio
import json
import signal
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.hospital.day import ADT, MDM, day
from bench.hospital.sender import Heard, send
from bench.hospital.site import SITE
from bench.processor import processor_seconds
from bench.server import HOST, Server, free_port
from bench.stage import Stage, stage

_LOOKS_EACH = 0.2  # seconds
_ENDS_WITHIN = 900.0


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the wall and of processors, from the first byte to the last parcel."""

    answered: float
    pushed: float
    hub: float
    adapter: float


async def _measured(at: Stage, hub: Server, options: argparse.Namespace) -> tuple[Heard, Took]:
    state, port = at.home / "state", free_port()
    lanes = day(options.connections, at.region.strangers, options.adt, options.mdm)
    process = await asyncio.create_subprocess_exec(*_command(at, state, port))
    try:
        await _listens(port)
        before, start = processor_seconds(hub.process.pid) or 0.0, time.monotonic()
        heard = await send(HOST, port, lanes)
        answered = time.monotonic() - start
        await _all_pushed(state, start)
        pushed = time.monotonic() - start
        spent = (processor_seconds(hub.process.pid) or 0.0) - before
        adapter = processor_seconds(process.pid) or 0.0
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
    return heard, Took(answered, pushed, spent, adapter)


def _command(at: Stage, state: Path, port: int) -> list[str]:
    client = at.region.practices[0]
    key, site = at.home / "hospital.jwk", at.home / "site.toml"
    key.write_text(json.dumps(client.private))
    site.write_text(SITE.format(ura=client.ura))
    options = f"--hub {at.url} --client-id {client.client_id} --listen {HOST}:{port}".split()
    paths = ["--key", str(key), "--site", str(site), "--state", str(state)]
    return [sys.executable, "-m", "adapters.hospital", *options, *paths]


async def _listens(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(_LOOKS_EACH)
            else:
                writer.close()
                return


async def _all_pushed(state: Path, start: float) -> None:
    """Until nothing waits. Raises TimeoutError."""
    while time.monotonic() - start < _ENDS_WITHIN:
        if not _states(state)["waiting"]:
            return
        await asyncio.sleep(_LOOKS_EACH)
    raise TimeoutError


def _states(state: Path) -> Counter[str]:
    with sqlite3.connect(f"file:{state / 'outbox.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT state, count(*) FROM parcel GROUP BY state").fetchall()
    database.close()
    return Counter(dict(rows))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.hospital")
    parser.add_argument("--adt", type=int, default=ADT)
    parser.add_argument("--mdm", type=int, default=MDM)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with stage() as at, at.hub(options.workers) as hub:
        heard, took = asyncio.run(_measured(at, hub, options))
        states = _states(at.home / "state")
    print(f"answers: {dict(heard.codes)}, the longest after {heard.longest:.2f} s")
    for kind, expected, codes in heard.otherwise:
        print(f"otherwise: {kind}: {codes} for {expected}")
    print(f"parcels: {dict(states)}")
    print(f"answered in {took.answered:.1f} s, pushed in {took.pushed:.1f} s")
    print(f"processor: hub {took.hub:.1f} s, adapter {took.adapter:.1f} s")


if __name__ == "__main__":
    main()
