"""Patches of one resource at the same moment: each is in what is left, none took another's place.

https://hl7.org/fhir/R4/http.html#patch
"""

import asyncio
import json
import os
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable
from random import Random
from typing import Any

import httpx
import pytest

from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier
from tests.plugins.hub import Caller, Region, Running

pytestmark = pytest.mark.anyio

MANY = 16
NUMBERS = "https://example.org/numbers"
JSON_PATCH = "application/json-patch+json"


async def together(calls: list[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


def noted(text: str) -> list[dict[str, Any]]:
    return [{"op": "add", "path": "/note/-", "value": {"text": text}}]


async def patched(source: Caller, client: httpx.AsyncClient, path: str, text: str) -> Any:
    headers = {"Authorization": f"Bearer {source.token()}", "Content-Type": JSON_PATCH}
    return await client.request("PATCH", path, content=json.dumps(noted(text)), headers=headers)


async def notes(dossier: Dossier, goal: str) -> list[str]:
    said = (await dossier.source.get(goal)).json()
    return sorted(one["text"] for one in said["note"])


async def versions(source: Caller, address: str) -> list[int]:
    """All of them, page by page."""
    found, link = list[int](), f"{address}/_history"
    while link:
        page = (await source.get(link)).json()
        found += [int(one["response"]["etag"].strip('W/"')) for one in page["entry"]]
        following = [one["url"] for one in page["link"] if one["relation"] == "next"]
        link = following[0].partition("/fhir/")[2] if following else ""
    return found


async def test_every_patch_is_in_what_is_left(region: Region, hub: Running) -> None:
    """In two hubs on one database, which know nothing of each other."""
    dossier = await a_dossier(region)
    goal = await dossier.goal(note=[{"text": "a"}])
    texts = [f"n{number:02}" for number in range(MANY)]

    async with counting(hub) as (other, _):
        clients = [dossier.source.client, other]
        answers = await together(
            [patched(dossier.source, clients[at % 2], goal, text) for at, text in enumerate(texts)]
        )

    assert Counter(one.status_code for one in answers) == {200: MANY}, answers[0].text
    assert await notes(dossier, goal) == ["a", *texts]
    assert await versions(dossier.source, goal) == list(range(MANY + 1, 0, -1))
    assert sorted(int(one.headers["ETag"][3:-1]) for one in answers) == list(range(2, MANY + 2))


async def test_of_those_who_name_the_version_one_wins(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = await dossier.goal()
    headers = {"Content_Type": JSON_PATCH, "if_match": 'W/"1"'}

    answers = await together(
        [
            dossier.source("PATCH", goal, json.dumps(noted(str(number))), **headers)
            for number in range(MANY)
        ]
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 412: MANY - 1}


async def test_patches_in_transactions_that_cross_are_all_in_what_is_left(region: Region) -> None:
    dossier = await a_dossier(region)
    goals = [await dossier.goal(note=[{"text": "a"}]) for _ in range(2)]

    def bundle(text: str, order: int) -> dict[str, Any]:
        data = b64encode(json.dumps(noted(text)).encode()).decode()
        binary = {"resourceType": "Binary", "contentType": JSON_PATCH, "data": data}
        return a_transaction(*((binary, f"PATCH {goal}") for goal in goals[::order]))

    texts = [f"n{number}" for number in range(8)]
    answers = await together(
        [
            dossier.source.transaction(bundle(text, -1 if number % 2 else 1))
            for number, text in enumerate(texts)
        ]
    )

    assert Counter(one.status_code for one in answers) == {200: len(texts)}, answers[0].text
    for goal in goals:
        assert await notes(dossier, goal) == ["a", *texts]


async def test_fifty_conditional_creates_make_one(region: Region) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, identifier=[{"system": NUMBERS, "value": "1"}])
    asked = f"identifier={NUMBERS}|1"

    answers = await together([dossier.source.post(goal, if_none_exist=asked) for _ in range(50)])

    assert Counter(one.status_code for one in answers) == {201: 1, 200: 49}
    assert len({one.json()["id"] for one in answers}) == 1


async def test_bundles_that_overlap_leave_a_history_without_gaps(region: Region) -> None:
    """By five writers of one source; sixty seconds where there is time for it."""
    source, bsn, random = await region.organization(), a_bsn(), Random(5)  # noqa: S311 - no secret
    names = [f"goal-{source.ura}-{number}" for number in range(8)]
    until = time.monotonic() + (60 if os.environ.get("SOAK") else 1.5)
    answered: Counter[int] = Counter()

    def bundle(day: int) -> dict[str, Any]:
        goals = [
            a_goal(urn(0), id=name, startDate=f"2026-01-{day:02}")
            for name in random.sample(names, 4)
        ]
        puts = [(goal, f"PUT Goal/{goal['id']}") for goal in goals]
        return a_transaction((a_patient(bsn), "POST Patient"), *puts)

    async def writer() -> None:
        while time.monotonic() < until:
            answer = await source.transaction(bundle(random.randint(1, 28)))
            answered[answer.status_code] += 1

    await asyncio.gather(*(writer() for _ in range(5)))

    assert set(answered) == {200}
    for name in names:
        found = await versions(source, f"Goal/{name}")
        assert found == list(range(len(found), 0, -1))
