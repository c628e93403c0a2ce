"""A large body is judged beside the event loop: others are answered, the verdict is the same."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

import httpx
import pytest

from hub.validation.line import LARGE, MOST_WAITING, Line
from profiles.validator import Validator
from tests.builders import a_goal, a_patient, a_transaction
from tests.hub.dossier import Dossier, a_dossier, address, fault
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

PATIENCE = 30  # seconds, on the busiest of machines


def line_of(region: Region) -> Line:
    return region.running.app.fhir.app.hub.verdicts.large


def large(resource: dict[str, Any]) -> str:
    """The same resource, in more bytes."""
    return f"{json.dumps(resource):<{LARGE + 1}}"


async def until(line: Line, waiting: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while line.waiting < waiting:  # noqa: ASYNC110 - the line tells nobody that it grows
            await asyncio.sleep(0.001)


@asynccontextmanager
async def held(line: Line) -> AsyncIterator[None]:
    """Another large body is judged for as long as the block."""
    over = threading.Event()

    def work(_: Validator) -> None:
        over.wait(PATIENCE)

    holder = asyncio.create_task(line.judge(work))
    await until(line, 1)
    try:
        yield
    finally:
        over.set()
        await holder


def a_wrong_goal(dossier: Dossier, **members: Any) -> dict[str, Any]:
    return a_goal(dossier.patient, lifecycleStatus="asleep", wish=1, **members)


def asked(dossier: Dossier, how: str) -> tuple[str, str, dict[str, Any]]:
    """A call about a goal that is not valid."""
    goal = a_wrong_goal(dossier, id="large")
    bundle = a_transaction((goal, "PUT Goal/large"))
    return {
        "create": ("POST", "Goal", a_wrong_goal(dossier)),
        "update": ("PUT", "Goal/large", goal),
        "conditional update": ("PUT", "Goal?identifier=urn:ietf:rfc:3986|urn:oid:1.2", goal),
        "transaction": ("POST", "", bundle),
        "batch": ("POST", "", {**bundle, "type": "batch"}),
        "$validate": ("POST", "Goal/$validate", goal),
        "$validate of one": ("POST", "Goal/large/$validate", goal),
    }[how]


HOW = [
    "create",
    "update",
    "conditional update",
    "transaction",
    "batch",
    "$validate",
    "$validate of one",
]


@pytest.mark.parametrize("how", HOW)
async def test_a_large_body_waits_beside_the_others_and_is_told_the_same(
    region: Region, how: str
) -> None:
    dossier = await a_dossier(region)
    method, path, resource = asked(dossier, how)
    line = line_of(region)

    async with held(line):
        small = await dossier.source(method, path, resource)
        waiting = asyncio.create_task(dossier.source(method, path, large(resource)))
        await until(line, 2)
        read = await dossier.source.get(dossier.patient)
        written = await dossier.source.post(a_goal(dossier.patient))
        assert not waiting.done()
    told = await waiting

    assert (read.status_code, written.status_code) == (200, 201)
    assert "lifecycleStatus" in small.text
    assert (told.status_code, told.json()) == (small.status_code, small.json())
    assert line.waiting == 0


async def test_what_is_stored_and_large_is_judged_beside_the_others_too(region: Region) -> None:
    dossier = await a_dossier(region)
    note = {"note": [{"text": "Zo lang het kan " * (LARGE // 16)}]}
    goal = await dossier.add(a_goal(dossier.patient, **note))
    line = line_of(region)

    async with held(line):
        waiting = asyncio.create_task(dossier.source.get(f"{goal}/$validate"))
        await until(line, 2)
        assert not waiting.done()
    answer = await waiting

    assert answer.status_code == 200
    assert {issue["severity"] for issue in answer.json()["issue"]} <= {"information", "warning"}


async def test_reads_are_answered_while_four_megabytes_are_judged(region: Region) -> None:
    dossier = await a_dossier(region)
    items = [{"linkId": str(one), "text": "vraag", "type": "string"} for one in range(75_000)]
    questions = {"resourceType": "Questionnaire", "status": "asleep", "item": items}
    body = json.dumps(a_transaction((questions, "POST Questionnaire")))
    assert len(body) > 4_000_000
    line, took = line_of(region), list[float]()

    judged = asyncio.create_task(dossier.source("POST", "", body))
    await until(line, 1)
    while line.waiting:
        started = time.perf_counter()
        read = await dossier.source.get(dossier.patient)
        took.append(time.perf_counter() - started)
        assert read.status_code == 200

    assert fault(await judged)["expression"] == ["Bundle.entry[0].resource.status"]
    assert len(took) > 2  # on the event loop it would be none
    assert median(took) < 0.25, took


async def test_where_too_many_wait_a_large_body_is_sent_again_later(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient)
    line = line_of(region)

    async def sent(path: str) -> httpx.Response:
        return await dossier.source("POST", path, large(goal))

    async with held(line):
        waiting = [asyncio.create_task(sent("Goal/$validate")) for _ in range(MOST_WAITING - 1)]
        await until(line, MOST_WAITING)
        too_many = await sent("Goal")
        small = await dossier.source.post(a_patient())
    accepted = await asyncio.gather(*waiting)
    again = await sent("Goal")

    assert (too_many.status_code, too_many.headers["Retry-After"]) == (503, "1")
    assert fault(too_many)["code"] == "transient"
    assert small.status_code == 201
    assert {one.status_code for one in accepted} == {200}
    kept = (await dossier.source.find("Goal", patient=dossier.patient)).json()["entry"]
    assert [f"Goal/{one['resource']['id']}" for one in kept] == [address(again)]
