"""The closed loop, in a process apart: each connection asks again as soon as it is answered."""

import gc
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import anyio
import uvloop

from bench.desk import Desk, Wrong
from bench.region import Region
from bench.target import Target
from bench.wire import Line
from bench.words import chance
from bench.works import WORKS


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask, over how many connections, for how many seconds after the warm-up."""

    work: str
    target: Target
    connections: int
    warm_up: float
    seconds: float
    region: Region
    tokens: Mapping[str, str]
    seed: int


@dataclass(slots=True)
class Tally:
    """What came back: milliseconds of each good answer in time, errors by what was wrong.

    `asked` and `errors` count all of them, warm-up included.
    """

    milliseconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    asked: int = 0


def carry_out(order: Order) -> Tally:
    """The whole order; for a process of its own."""
    gc.collect()
    gc.freeze()
    return uvloop.run(_carry_out(order))


async def _carry_out(order: Order) -> Tally:
    tally = Tally()
    begin = time.perf_counter() + order.warm_up
    async with anyio.create_task_group() as group:
        for number in range(order.connections):
            group.start_soon(_ask_on, order, tally, begin, chance(f"{order.seed} {number}"))
    return tally


async def _ask_on(order: Order, tally: Tally, begin: float, random: Random) -> None:
    end = begin + order.seconds
    desk = Desk(await _line(order), random, order.region, order.tokens, order.target)
    started = time.perf_counter()
    while started < end:
        wrong = ""
        try:
            await WORKS[order.work](desk)
        except Wrong as error:
            wrong = str(error)
        except OSError as error:
            wrong = type(error).__name__
            desk.line = await _line(order)
        now = time.perf_counter()
        tally.asked += 1
        if wrong:
            tally.errors[wrong] += 1
        elif begin <= now < end:
            tally.milliseconds.append((now - started) * 1_000)
        started = now
    desk.line.close()


async def _line(order: Order) -> Line:
    return await Line.open(order.target.port, order.target.host)
