"""A transfer opens its own resources to who takes over, with continuity of care, while it lasts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consent.question import amsterdam_day
from profiles import systems
from tests.builders import a_goal, a_privacy_consent, a_transaction, urn
from tests.hub.dossier import (
    Dossier,
    a_dossier,
    address,
    addresses,
    an_organization,
    kept_by,
    names,
)
from tests.plugins.hub import WHOLE, Caller, Region

pytestmark = pytest.mark.anyio

SYSTEM, CODE = systems.TRANSFER_OF_CARE
HANDOFF = {"coding": [{"system": systems.SNOMED, "code": "11171000146100"}]}


def by(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


def a_task(dossier: Dossier, receiver: str, *inputs: str, **members: Any) -> dict[str, Any]:
    """A transfer by this source to this organisation, of these resources."""
    return {
        "resourceType": "Task",
        "status": "in-progress",
        "intent": "order",
        "code": {"coding": [{"system": SYSTEM, "code": CODE}]},
        "for": {"reference": dossier.patient},
        "requester": by(dossier.source.ura),
        "owner": by(receiver),
        **(
            {"input": [{"type": HANDOFF, "valueReference": {"reference": one}} for one in inputs]}
            if inputs
            else {}
        ),
        **members,
    }


def day(days: int) -> str:
    return (amsterdam_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()


async def a_receiver(region: Region, **kwargs: Any) -> Caller:
    return await region.organization("X3", role="30.000", purpose="COC", **kwargs)


async def sees(reader: Caller, dossier: Dossier, *kept: str) -> set[str]:
    """Which of these the reader finds, by a search and by a read, which agree."""
    found = set[str]()
    for kind in {one.partition("/")[0] for one in kept}:
        found |= {*names(await reader.find(kind, patient=dossier.patient))}
    read = {one for one in kept if (await reader.get(one)).status_code == 200}
    assert found == read
    return read


async def test_no_other_organisation_sees_it_and_nobody_for_treatment(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goal = await dossier.goal()
    task = await dossier.add(a_task(dossier, receiver.ura, goal))

    assert await sees(await a_receiver(region), dossier, task, goal) == set()
    assert await sees(replace(receiver, purpose="TREAT"), dossier, task, goal) == set()


async def test_nothing_else_opens_than_what_it_names(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    named, focus, other = await dossier.goal(), await dossier.goal(), await dossier.goal()
    task = await dossier.add(
        a_task(dossier, receiver.ura, named, focus={"reference": f"{focus}/_history/1"})
    )

    assert await sees(receiver, dossier, task, named, focus, other) == {task, named, focus}
    assert (await receiver.get(dossier.patient)).status_code == 404


@pytest.mark.parametrize(
    "status", ["draft", "on-hold", "rejected", "cancelled", "failed", "completed"]
)
async def test_what_has_not_begun_or_is_over_opens_nothing(region: Region, status: str) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goal = await dossier.goal()
    task = await dossier.add(a_task(dossier, receiver.ura, goal))
    assert await sees(receiver, dossier, task, goal) == {task, goal}

    over = a_task(dossier, receiver.ura, goal, status=status, id=task.partition("/")[2])
    assert (await dossier.source.put(over)).status_code == 200

    assert await sees(receiver, dossier, task, goal) == set()


async def test_what_was_deleted_opens_nothing(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goal = await dossier.goal()
    task = await dossier.add(a_task(dossier, receiver.ura, goal))
    assert await sees(receiver, dossier, goal) == {goal}

    assert (await dossier.source("DELETE", task)).status_code in {200, 204}

    assert await sees(receiver, dossier, goal) == set()


@pytest.mark.parametrize(
    ("period", "opens"),
    [
        ({"end": -1}, False),
        ({"start": 1}, False),
        ({"start": -1, "end": 1}, True),
        ({"end": 0}, True),
    ],
)
async def test_it_lasts_as_long_as_its_period(
    region: Region, period: dict[str, int], *, opens: bool
) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    bounds = {bound: day(days) for bound, days in period.items()}
    task = await dossier.add(a_task(dossier, receiver.ura, restriction={"period": bounds}))

    assert await sees(receiver, dossier, task) == ({task} if opens else set())


@pytest.mark.parametrize(
    "change",
    [
        {"code": {"coding": [{"system": SYSTEM, "code": "1"}]}},
        {"intent": "proposal"},
        {"requester": None},
        {"requester": by("90000909")},
        {"owner": None},
        {"owner": {"display": "Verpleeghuis"}},
        {"restriction": {"period": {"end": "2099"}}},
        {"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}]},
    ],
)
async def test_what_is_no_transfer_between_two_that_it_names_opens_nothing(
    region: Region, change: dict[str, Any]
) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    task = {**a_task(dossier, receiver.ura), **change}
    task = {key: said for key, said in task.items() if said}
    answer = await dossier.source.post(task, prefer=WHOLE)
    if answer.status_code == 422:
        return  # a modifier that nobody knows is not stored at all

    assert await sees(receiver, dossier, address(answer)) == set()
    if change.keys() & {"requester", "owner", "restriction"}:
        assert ["Task.owner"] in [one.get("expression") for one in answer.json()["issue"]]


async def test_nobody_hands_over_what_another_keeps(region: Region) -> None:
    """Neither the one who takes over, in a Task of its own, nor a third one for it."""
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    goal = await dossier.goal()
    await dossier.choose(user=receiver.ura, permit=True)
    own = await kept_by(receiver, dossier.bsn)
    third = await kept_by(await region.organization("V4"), dossier.bsn)
    await dossier.choose(user=third.source.ura)
    reader = replace(third.source, role="01.015")
    in_its_own = [
        await replace(receiver, purpose="TREAT").post(a_task(own, receiver.ura, goal)),
        await replace(receiver, purpose="TREAT").post(
            a_task(own, receiver.ura, goal, requester=by(dossier.source.ura))
        ),
        await reader.post(a_task(third, receiver.ura, goal)),
        await reader.post(a_task(third, receiver.ura, goal, requester=by(dossier.source.ura))),
    ]
    assert [answer.status_code for answer in in_its_own] == [201] * 4

    assert (await receiver.get(goal)).status_code == 404


async def test_a_source_that_does_not_treat_him_hands_nobody_over(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    stranger = await kept_by(await region.organization("V4"), dossier.bsn)
    word = {**stranger.word, "generalPractitioner": []}
    del word["generalPractitioner"]
    goal = await stranger.goal()
    task = await stranger.add(a_task(stranger, receiver.ura, goal))
    assert await sees(receiver, stranger, task, goal) == {task, goal}

    off = a_task(stranger, receiver.ura, goal, status="cancelled", id=task.partition("/")[2])
    await stranger.source.put(off)
    await stranger.source.post(word)
    other = await stranger.goal()
    assert await sees(receiver, stranger, task, goal, other) == set()


async def test_a_choice_about_exchange_is_handed_over_to_nobody(region: Region) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    choice = await dossier.choose(user=receiver.ura)
    task = await dossier.add(a_task(dossier, receiver.ura, choice))

    assert (await receiver.get(choice)).status_code == 404
    assert await sees(receiver, dossier, task) == {task}


@pytest.mark.parametrize(("narrow", "opens"), [(True, False), (False, True)])
async def test_an_objection_as_narrow_closes_it_and_a_broad_one_does_not(
    region: Region, *, narrow: bool, opens: bool
) -> None:
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    task = await dossier.add(a_task(dossier, receiver.ura))
    objection = a_privacy_consent(
        dossier.patient, holder=dossier.source.ura, user=receiver.ura, permit=False
    )
    provision = objection["provision"]
    provision["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    if narrow:
        provision["data"] = [{"meaning": "instance", "reference": {"reference": task}}]
    await dossier.add(objection)

    assert await sees(receiver, dossier, task) == ({task} if opens else set())


async def test_it_opens_at_once_also_in_the_request_that_brings_all_of_it(region: Region) -> None:
    """The organisations named by what is sent along, the answer and the log by what it rests on."""
    dossier, receiver = await a_dossier(region, "V4"), await a_receiver(region)
    task = a_task(dossier, receiver.ura, urn(1))
    task |= {"requester": {"reference": urn(2)}, "owner": {"reference": urn(3)}}
    pushed = await dossier.source.transaction(
        a_transaction(
            (task, "POST Task"),
            (a_goal(dossier.patient), "POST Goal"),
            (an_organization(dossier.source.ura), "POST Organization"),
            (an_organization(receiver.ura), "POST Organization"),
        )
    )
    task_here, goal, *_ = addresses(pushed)

    assert await sees(receiver, dossier, task_here, goal) == {task_here, goal}
    [row] = await region.left_behind(pushed)
    assert row["rule"] == "D-PUSH-STORED-OPEN"
    read = await receiver.get(goal)
    [row] = await region.left_behind(read)
    assert row["rule"] == "C-IMPLIED-COC"
    logged = replace(receiver, role=None, purpose=None)
    events = (await logged.get("AuditEvent?_count=1")).json()["entry"]
    entities = events[0]["resource"]["entity"]
    assert f"{task_here}/_history/1" in [one.get("what", {}).get("reference") for one in entities]
