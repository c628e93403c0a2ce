"""Writes of one resource at the same moment: each counts, or says that it did not.

https://hl7.org/fhir/R4/http.html#concurrency
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from profiles.systems import BSN_SYSTEM
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, urn
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

MANY = 12
SYSTEM = "https://source.example/goal"


async def together(calls: list[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def a_stored_goal(source: Caller) -> dict[str, Any]:
    goal = a_goal(urn(0)) | {"id": f"goal-{source.ura}"}
    stored = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (goal, f"PUT Goal/{goal['id']}"))
    )
    assert stored.status_code == 200, stored.text
    answer = await source.get(f"Goal/{goal['id']}")
    return {key: value for key, value in answer.json().items() if key != "meta"}


def dated(goal: dict[str, Any], number: int) -> dict[str, Any]:
    return goal | {"startDate": f"2026-01-{number + 1:02d}"}


async def versions(source: Caller, address: str) -> list[str]:
    history = (await source.get(f"{address}/_history")).json()
    return [entry["resource"]["meta"]["versionId"] for entry in history["entry"]]


async def test_one_conditional_update_sent_often_makes_one_resource(region: Region) -> None:
    source = await region.organization()
    await source.post(a_patient(bsn := a_bsn()))
    patient = (await source.find("Patient", identifier=f"{BSN_SYSTEM}|{bsn}")).json()["entry"][0]
    goal = a_goal(f"Patient/{patient['resource']['id']}") | {
        "identifier": [{"system": SYSTEM, "value": source.ura}]
    }
    url = f"Goal?identifier={SYSTEM}|{source.ura}"

    answers = await together([source("PUT", url, goal) for _ in range(MANY)])

    assert statuses(answers) == {201: 1, 200: MANY - 1}
    assert {answer.headers["ETag"] for answer in answers} == {'W/"1"'}
    assert len({answer.headers["Location"] for answer in answers}) == 1


async def test_of_many_sources_with_the_same_id_each_has_its_own(region: Region) -> None:
    for _ in range(3):
        sources = [await region.organization() for _ in range(4)]
        name, patient = f"shared-{sources[0].ura}", a_patient()
        goals = [dated(a_goal(urn(0)) | {"id": name}, number) for number in range(len(sources))]
        bundles = [
            a_transaction((patient, "POST Patient"), (goal, f"PUT Goal/{name}")) for goal in goals
        ]

        pairs = zip(sources, bundles, strict=True)
        answers = await together([source.transaction(bundle) for source, bundle in pairs])

        assert statuses(answers) == {200: 4}, [answer.text for answer in answers]
        told = [answer.json()["entry"][1]["response"] for answer in answers]
        assert {(one["status"][:3], one["etag"]) for one in told} == {("201", 'W/"1"')}
        for source, goal in zip(sources, goals, strict=True):
            read = (await source.get(f"Goal/{name}")).json()
            assert (read["id"], read["startDate"]) == (name, goal["startDate"])
            assert await versions(source, f"Goal/{name}") == ["1"]


async def test_of_updates_of_the_same_version_exactly_one_wins(region: Region) -> None:
    source = await region.organization()
    goal = await a_stored_goal(source)

    answers = await together(
        [source.put(dated(goal, number), if_match='W/"1"') for number in range(MANY)]
    )

    assert statuses(answers) == {200: 1, 412: MANY - 1}
    assert await versions(source, f"Goal/{goal['id']}") == ["2", "1"]


async def test_updates_at_the_same_moment_are_versions_one_after_another(region: Region) -> None:
    source = await region.organization()
    goal = await a_stored_goal(source)

    answers = await together([source.put(dated(goal, number)) for number in range(MANY)])

    assert statuses(answers) == {200: MANY}
    tags = sorted(int(answer.headers["ETag"][3:-1]) for answer in answers)
    assert tags == list(range(2, MANY + 2))
    assert len(await versions(source, f"Goal/{goal['id']}")) == MANY + 1


async def test_of_one_moment_each_version_is_on_a_page_of_the_history_of_its_type(
    region: Region,
) -> None:
    source = await region.organization()
    goal = await a_stored_goal(source)
    region.running.clock.ahead = timedelta(hours=-1)
    try:
        for number in range(3):
            await source.put(dated(goal, number))
    finally:
        region.running.clock.ahead = timedelta()

    told, link = list[str](), "Goal/_history?_count=1"
    while link:
        page = (await source.get(link)).json()
        told += [entry["resource"]["meta"]["versionId"] for entry in page.get("entry", [])]
        link = next((one["url"] for one in page["link"] if one["relation"] == "next"), "")
    assert told == ["4", "3", "2", "1"]


async def test_a_later_version_is_never_earlier_whichever_clock_is_behind(region: Region) -> None:
    source = await region.organization()
    goal = await a_stored_goal(source)

    region.running.clock.ahead = timedelta(hours=-1)
    try:
        await source.put(dated(goal, 1))
        deleted = await source("DELETE", f"Goal/{goal['id']}")
    finally:
        region.running.clock.ahead = timedelta()

    assert deleted.status_code == 204
    history = (await source.get(f"Goal/{goal['id']}/_history")).json()["entry"]
    moments = [entry["response"]["lastModified"] for entry in history]
    assert (len(moments), moments) == (3, sorted(moments, reverse=True))
    updated = history[1]["resource"]["meta"]["lastUpdated"]
    assert updated == moments[1]


async def test_transactions_in_opposite_order_do_not_wait_for_each_other(region: Region) -> None:
    source = await region.organization()
    names = [f"goal-{source.ura}-{number}" for number in range(40)]
    bsn = a_bsn()

    def bundle(day: int) -> dict[str, Any]:
        ordered = names if day % 2 else names[::-1]
        goals = [dated(a_goal(urn(0)) | {"id": name}, day) for name in ordered]
        return a_transaction(
            (a_patient(bsn), "POST Patient"),
            *((goal, f"PUT Goal/{goal['id']}") for goal in goals),
        )

    began = asyncio.get_running_loop().time()
    answers = await together([source.transaction(bundle(day)) for day in range(6)])

    assert statuses(answers) == {200: 6}
    assert await versions(source, f"Goal/{names[0]}") == ["6", "5", "4", "3", "2", "1"]
    # A deadlock is broken after a second: no one had to wait for that.
    assert asyncio.get_running_loop().time() - began < 3


async def test_an_update_and_a_deletion_at_the_same_moment_both_count(region: Region) -> None:
    source = await region.organization()
    goal = await a_stored_goal(source)
    address = f"Goal/{goal['id']}"

    updated, deleted = await together(
        [source.put(dated(goal, 3)), source("DELETE", address)],
    )

    assert (updated.status_code in {200, 201}, deleted.status_code) == (True, 204)
    history = (await source.get(f"{address}/_history")).json()["entry"]
    assert sorted(entry["response"]["etag"] for entry in history) == ['W/"1"', 'W/"2"', 'W/"3"']
    last = 410 if history[0]["request"]["method"] == "DELETE" else 200
    assert (await source.get(address)).status_code == last
