"""Every work over every number of connections, repeats interleaved so that noise falls on all."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from bench import database
from bench.figures import Figure, Run, figure, percentile
from bench.generator import Order, Tally, carry_out
from bench.options import Options
from bench.processor import processor_seconds
from bench.region import Region
from bench.server import Server, free_port, running, uvicorn
from bench.stage import Stage
from bench.target import Target, hub_at

WARM_UP = 0.25
"""Share of the run's seconds."""
TOKENS_KEPT = 240.0
COSTS = ("statements", "control", "wal", "hub", "postgres")


@dataclass(slots=True)
class Bench:
    """A server and the floor, both running, and the process that asks them.

    `grant` gives fresh tokens by URA, `costs` what all of it cost up to now.
    """

    target: Target
    floor: Target
    region: Region
    generator: ProcessPoolExecutor
    grant: Callable[[], Mapping[str, str]] = dict
    costs: Callable[[], Mapping[str, float]] = lambda: dict.fromkeys(COSTS, 0.0)
    tokens: Mapping[str, str] = field(default_factory=dict)
    until: float = 0.0

    def run(self, work: str, connections: int, seconds: float, seed: int) -> Run:
        """One run, with everything that it cost."""
        order = Order(
            work=work,
            target=self.floor if work == "floor" else self.target,
            connections=connections,
            warm_up=seconds * WARM_UP,
            seconds=seconds,
            region=self.region,
            tokens=self._fresh(seconds),
            seed=seed,
        )
        before = self.costs()
        tally = self.generator.submit(carry_out, order).result()
        after = self.costs()
        return _run(tally, seconds, {name: after[name] - before[name] for name in COSTS})

    def _fresh(self, seconds: float) -> Mapping[str, str]:
        """Tokens that outlive a run; taken before it, so that they are not in its costs."""
        now = time.monotonic()
        if now + 2 * seconds > self.until:
            self.tokens, self.until = self.grant(), now + TOKENS_KEPT
        return self.tokens


def measured(bench: Bench, chosen: Options) -> list[Figure]:
    """The figures, in the order of the works and the connections."""
    runs: dict[tuple[str, int], list[Run]] = defaultdict(list)
    order = [(work, number) for work in chosen.works for number in chosen.rungs(work)]
    for repeat in range(chosen.repeat):
        for work, number in sorted(order, key=lambda each: each[1]):
            runs[work, number].append(bench.run(work, number, chosen.seconds, repeat))
    return [figure(work, number, runs[work, number]) for work, number in order]


@contextmanager
def _bench(stage: Stage, hub: Server, workers: int) -> Iterator[Bench]:
    with asking(hub_at(stage.port), stage.region, workers) as bench:
        bench.grant = stage.tokens
        bench.costs = partial(_costs, stage, hub.process.pid)
        yield bench


@contextmanager
def asking(target: Target, region: Region, workers: int) -> Iterator[Bench]:
    """The bench of any server, whose costs are not seen; the floor has so many workers."""
    port = free_port()
    floor = uvicorn(port, workers, "bench.floor:app", "--lifespan", "off")
    with (
        running(floor, port, "/", {}),
        ProcessPoolExecutor(1, get_context("spawn")) as generator,
    ):
        yield Bench(target, hub_at(port), region, generator)


def _costs(stage: Stage, hub: int) -> dict[str, float]:
    counted = database.counted(stage.database)
    return {
        "statements": counted.statements,
        "control": counted.control,
        "wal": counted.wal,
        "hub": 1e6 * (processor_seconds(hub) or 0.0),
        "postgres": 1e6 * (processor_seconds(stage.postgres) or 0.0),
    }


def _run(tally: Tally, seconds: float, costs: Mapping[str, float]) -> Run:
    good = tally.milliseconds
    each = {name: cost / max(1, tally.asked) for name, cost in costs.items()}
    return Run(
        rate=len(good) / seconds,
        p50=percentile(good, 0.50),
        p99=percentile(good, 0.99),
        errors=tally.errors,
        **each,
    )
