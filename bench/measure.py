"""Every work over every number of connections, repeats interleaved so that noise falls on all."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from bench import database
from bench.figures import Figure, Run, figure, percentile
from bench.generator import Order, Tally, carry_out
from bench.options import Options
from bench.processor import processor_seconds
from bench.server import Server, free_port, running, uvicorn
from bench.stage import Stage
from bench.target import hub_at

WARM_UP = 0.25
"""Share of the run's seconds."""
TOKENS_KEPT = 240.0


@dataclass(slots=True)
class Bench:
    """Two running servers, the hub and the floor, and the process that asks them."""

    stage: Stage
    hub: int
    floor_port: int
    generator: ProcessPoolExecutor
    tokens: Mapping[str, str] = field(default_factory=dict)
    until: float = 0.0

    def run(self, work: str, connections: int, seconds: float, seed: int) -> Run:
        """One run, with everything that it cost."""
        order = Order(
            work=work,
            target=hub_at(self.floor_port if work == "floor" else self.stage.port),
            connections=connections,
            warm_up=seconds * WARM_UP,
            seconds=seconds,
            region=self.stage.region,
            tokens=self._fresh(seconds),
            seed=seed,
        )
        before = self._costs()
        tally = self.generator.submit(carry_out, order).result()
        after = self._costs()
        return _run(tally, seconds, {name: after[name] - before[name] for name in after})

    def _fresh(self, seconds: float) -> Mapping[str, str]:
        """Tokens that outlive a run; taken before it, so that they are not in its costs."""
        now = time.monotonic()
        if now + 2 * seconds > self.until:
            self.tokens, self.until = self.stage.tokens(), now + TOKENS_KEPT
        return self.tokens

    def _costs(self) -> dict[str, float]:
        counted = database.counted(self.stage.database)
        return {
            "statements": counted.statements,
            "control": counted.control,
            "wal": counted.wal,
            "hub": 1e6 * (processor_seconds(self.hub) or 0.0),
            "postgres": 1e6 * (processor_seconds(self.stage.postgres) or 0.0),
        }


def measured(stage: Stage, hub: Server, chosen: Options) -> list[Figure]:
    """The figures, in the order of the works and the connections."""
    runs: dict[tuple[str, int], list[Run]] = defaultdict(list)
    with _bench(stage, hub, chosen.workers) as bench:
        for repeat in range(chosen.repeat):
            for connections in chosen.connections:
                for work in chosen.works:
                    runs[work, connections].append(
                        bench.run(work, connections, chosen.seconds, repeat)
                    )
    order = [(work, number) for work in chosen.works for number in chosen.connections]
    return [figure(work, number, runs[work, number]) for work, number in order]


@contextmanager
def _bench(stage: Stage, hub: Server, workers: int) -> Iterator[Bench]:
    port = free_port()
    floor = uvicorn(port, workers, "bench.floor:app", "--lifespan", "off")
    with (
        running(floor, port, "/", {}),
        ProcessPoolExecutor(1, get_context("spawn")) as generator,
    ):
        yield Bench(stage, hub.process.pid, port, generator)


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
