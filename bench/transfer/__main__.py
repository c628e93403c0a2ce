"""`python -m bench.transfer`: a transfer point with 200 open cases, while 20 people click.

Pages and acceptances by themselves, errors beside latency. docs/decisions/0012-how-we-measure.md
"""

import argparse
import asyncio
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from bench import database
from bench.bulk.size import SIZES
from bench.figures import percentile
from bench.loading import tokens
from bench.processor import processor_seconds
from bench.server import Server
from bench.stage import Stage, stage
from bench.transfer.cases import OFFERS, loaded
from bench.transfer.clicks import ACCEPT, Order, Tally, carry_out
from bench.transfer.parties import Parties, founded, logged_in

WARM_UP = 0.25
"""Share of the run's seconds."""
MOST = {ACCEPT: 100.0}
PAGE = 150.0
"""Milliseconds within which 95 of 100 are answered."""
COSTS = ("statements", "hub ms", "postgres ms")


def main(arguments: Sequence[str] | None = None) -> None:
    """Load, log in, and click."""
    chosen = _chosen(arguments)
    with stage(chosen.data) as empty:
        full = _filled(empty, chosen)
        parties = asyncio.run(founded(full.database, full.region.practices))
        full = replace(full, environment={**full.environment, **parties.settings})
        with full.hub(chosen.workers) as hub:
            _load(full, parties, chosen.cases)
            people = asyncio.run(logged_in(full.environment, parties))
            for pause in chosen.pauses:
                _told(f"{len(people)} people, {pause:g} s between clicks")
                orders = [
                    Order(full.port, people, pause, chosen.seconds * WARM_UP, chosen.seconds, seed)
                    for seed in range(chosen.repeat)
                ]
                runs = [_run(full, hub, order) for order in orders]
                for line in _lines(runs, chosen.seconds):
                    _told(line)


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.transfer", description=__doc__)
    parser.add_argument("--size", choices=["", *SIZES], default="M")
    parser.add_argument("--data", type=Path, help="directory in which the region stays")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20.0, help="each run, after a warm-up")
    parser.add_argument("--repeat", type=int, default=3, help="runs; the median counts")
    parser.add_argument("--pauses", type=float, nargs="+", default=[1.0])
    return parser.parse_args(arguments)


def _filled(empty: Stage, chosen: argparse.Namespace) -> Stage:
    """A whole region, or without a size nobody but whom the cases are about."""
    if chosen.size:
        return empty.filled(SIZES[chosen.size])
    with empty.hub(chosen.workers):
        return empty.loaded(chosen.cases)


def _load(full: Stage, parties: Parties, cases: int) -> None:
    everybody = (parties.desk, *parties.sites, *parties.practices)
    granted = tokens(full.port, full.url, everybody)
    asyncio.run(loaded(full.port, parties, full.region.inhabitants, granted, cases))
    database.tidied(full.database)
    _told(f"{cases} open cases, offered to {OFFERS} of {len(parties.sites)} sites each")


@dataclass(frozen=True, slots=True)
class Run:
    """What came back, and what a click cost in all: statements, milliseconds of processor time."""

    tally: Tally
    costs: Mapping[str, float]


def _run(full: Stage, hub: Server, order: Order) -> Run:
    before = _costs(full, hub)
    with ProcessPoolExecutor(1, get_context("spawn")) as generator:
        tally = generator.submit(carry_out, order).result()
    after = _costs(full, hub)
    return Run(tally, {name: (after[name] - before[name]) / tally.asked for name in COSTS})


def _costs(full: Stage, hub: Server) -> dict[str, float]:
    counted = database.counted(full.database)
    return {
        "statements": counted.statements,
        "hub ms": 1e3 * (processor_seconds(hub.process.pid) or 0.0),
        "postgres ms": 1e3 * (processor_seconds(full.postgres) or 0.0),
    }


def _lines(runs: Sequence[Run], seconds: float) -> Iterator[str]:
    """A line for each thing that is clicked: medians of the runs, errors added up."""
    yield f"{'':14} {'clicks/s':>8} {'p50 ms':>7} {'p95 ms':>7} {'max ms':>7}  within"
    for name in sorted({name for run in runs for name in run.tally.milliseconds}):
        times = [run.tally.milliseconds[name] for run in runs if run.tally.milliseconds[name]]
        rate, p50, p95, most = (
            statistics.median(of(one) for one in times)
            for of in (lambda one: len(one) / seconds, statistics.median, _p95, max)
        )
        limit = MOST.get(name, PAGE)
        held = "yes" if p95 <= limit else f"NO: {limit:g}"
        yield f"{name:14} {rate:8.1f} {p50:7.1f} {p95:7.1f} {most:7.1f}  {held}"
    costs = {name: statistics.median(run.costs[name] for run in runs) for name in COSTS}
    yield "a click: " + ", ".join(f"{cost:.1f} {name}" for name, cost in costs.items())
    yield f"errors: {dict(sum((run.tally.errors for run in runs), Counter[str]())) or 0}"


def _p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)


def _told(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
