"""Where the time goes: functions of the hub by their own time, statements of the database."""

import pstats
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import database
from bench.generator import Order, carry_out
from bench.options import Options
from bench.profiled import BEGIN, END
from bench.server import running
from bench.stage import READY, Stage
from bench.target import hub_at

_SHOWN = 40
_STATEMENTS = 6
_LONGEST = 4_000
_PATIENCE = 5.0


def profiled(stage: Stage, chosen: Options) -> None:
    """Print the profile of each work: one connection, one process."""
    for work in chosen.profile:
        with TemporaryDirectory(prefix="bench-profile-") as home:
            path = Path(home) / "profile"
            asked = _run(stage, work, chosen.seconds, path)
            print(f"\n== {work}: {asked} requests while profiled")
            pstats.Stats(str(path)).sort_stats("tottime").print_stats(_SHOWN)
            print(_statements(stage.database))


def _run(stage: Stage, work: str, seconds: float, path: Path) -> int:
    command = [sys.executable, "-m", "bench.profiled", str(stage.port), str(path)]
    with running(command, stage.port, READY, stage.environment) as hub:
        tokens = stage.tokens()
        _drive(stage, work, tokens, 1.0)
        database.forget(stage.database)
        hub.signal(BEGIN)
        asked = _drive(stage, work, tokens, seconds)
        hub.signal(END)
        _await(path)
    return asked


def _drive(stage: Stage, work: str, tokens: dict[str, str], seconds: float) -> int:
    order = Order(work, hub_at(stage.port), 1, 0.0, seconds, stage.region, tokens, 1)
    tally = carry_out(order)
    if tally.errors:
        print(f"errors: {dict(tally.errors)}")
    return tally.asked


def _await(path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)  # it is written in one go


def _statements(url: str) -> str:
    lines: Sequence[str] = [
        f"{row['calls']} calls, {row['milliseconds']:.3f} ms, {row['rows']:.1f} rows, "
        f"{row['pages']:.0f} pages, {row['wal']:.0f} bytes WAL each\n   "
        f"{' '.join(row['query'].split())[:_LONGEST]}"
        for row in database.costliest(url, _STATEMENTS)
    ]
    return "\n".join(lines)
