"""A client that asks on many connections at once, in a process of its own."""

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench.wire import Line
from tests.builders import a_goal, a_patient, a_transaction, a_treatment_directive, urn

JSON = "Content-Type: application/fhir+json\r\n"


@dataclass(frozen=True)
class Greed:
    """What it asks, as who, over a connection for each BSN, and for how long.

    The numbers are given: this process would draw those of other tests.
    """

    port: int
    tokens: tuple[str, ...] = field(repr=False)
    bsns: tuple[str, ...] = field(repr=False)
    seconds: float
    reads: tuple[str, ...]


@dataclass
class Got:
    """How often each status came."""

    statuses: Counter[int] = field(default_factory=Counter)


def ask_all(greed: Greed) -> Got:
    """Ask until the time is over; half of the connections push sets of wishes."""
    return uvloop.run(_all(greed))


async def _all(greed: Greed) -> Got:
    got, until = Got(), time.monotonic() + greed.seconds
    await asyncio.gather(*(_one(greed, number, until, got) for number in range(len(greed.bsns))))
    return got


async def _one(greed: Greed, number: int, until: float, got: Got) -> None:
    line = await Line.open(greed.port)
    token = greed.tokens[number % len(greed.tokens)]
    headers = f"{JSON}Authorization: Bearer {token}\r\n"
    body = json.dumps(a_set(greed.bsns[number])).encode()
    while time.monotonic() < until:
        try:
            if number % 2:
                path = greed.reads[number % len(greed.reads)]
                reply = await line.ask("GET", f"/fhir/{path}", headers)
            else:
                reply = await line.ask("POST", "/fhir", headers, body)
        except ConnectionError:
            line = await Line.open(greed.port)
            continue
        got.statuses[reply.status] += 1
        if reply.status in {429, 503}:
            await asyncio.sleep(0.05)
    line.close()


def a_set(bsn: str) -> dict[str, Any]:
    """The wishes of this inhabitant, 22 resources."""
    wishes = [(a_treatment_directive(urn(0)), "POST Consent") for _ in range(10)]
    goals = [(a_goal(urn(0)), "POST Goal") for _ in range(11)]
    return a_transaction((a_patient(bsn), "POST Patient"), *wishes, *goals)
