"""What a merge may leave within reach of who sees the wrong inhabitant: nothing.

docs/decisions/0080-merges.md
"""

import asyncio
from typing import Any

import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import address, kept_by, names
from tests.hub.write.merged import bsn_of, merge, merged
from tests.hub.write.test_bsn_corrected import shared
from tests.hub.write.test_unmerge import undo
from tests.hub.write.unnumbered import kept_without_bsn, number, without_bsn
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def test_what_another_refers_to_is_not_included_once_it_moved(region: Region) -> None:
    mistake, other, reader = await shared(region)
    ura = other.source.ura
    consent = a_privacy_consent(mistake.patient, holder=mistake.source.ura, user=ura)
    address(await mistake.source.post(consent))
    nurse = Caller(region.running, ura, "Z3", role="01.015")
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": other.patient},
        "goal": [{"reference": mistake.goal}],
    }
    planned = address(await nurse.post(plan))
    with_goal = await reader.find("CarePlan", patient=other.patient, _include="CarePlan:goal")
    assert names(with_goal, "include") == [mistake.goal]

    await mistake.correct()

    for more in ("CarePlan:goal", "*"):
        found = await reader.find("CarePlan", patient=other.patient, _include=more)
        assert names(found) == [planned]
        assert mistake.goal not in names(found, "include")
    chained = await reader.find("CarePlan", patient=other.patient, **{"goal.lifecycle-status": "x"})
    assert not names(chained)
    everything = (await reader.get(f"{other.patient}/$everything")).json()
    kept = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in everything["entry"]
    }
    assert planned in kept
    assert mistake.goal not in kept


async def test_a_version_that_was_read_before_is_not_confirmed(region: Region) -> None:
    mistake, other, reader = await shared(region)
    before = await reader.get(mistake.goal)
    etag, moment = before.headers["ETag"], before.headers["Last-Modified"]

    await mistake.correct()

    for place in (mistake.goal, f"{mistake.goal}/_history/1"):
        for condition in ({"If-None-Match": etag}, {"If-Modified-Since": moment}):
            assert (await reader.get(place, **condition)).status_code == 404, place
    counted = await reader.find("Goal", patient=other.patient, _summary="count")
    assert counted.json()["total"] == 0
    stale = {**a_goal(mistake.patient), "id": mistake.goal.partition("/")[2]}
    assert (await mistake.source.put(stale, **{"If-Match": etag})).status_code in {412, 422}


async def test_who_was_replaced_is_not_deleted_and_comes_as_the_survivor(region: Region) -> None:
    prior = await kept_without_bsn(region)
    survivor = await kept_by(prior.source, a_bsn())
    await merged(prior.source, number(prior.number), bsn_of(survivor.bsn))

    gone = await prior.source("DELETE", prior.patient)
    late = await prior.source.post(without_bsn(number(prior.number)))

    assert gone.status_code == 409
    assert address(late) == survivor.patient


async def test_of_fifty_at_once_all_is_one_inhabitants_and_nothing_lost(region: Region) -> None:
    prior = await kept_without_bsn(region)
    source, goals = prior.source, [await prior.goal() for _ in range(3)]
    survivors = [await kept_by(source, a_bsn()) for _ in range(2)]
    calls: list[Any] = []
    for at in range(10):
        to = bsn_of(survivors[at % 2].bsn)
        calls.append(merge(source, number(prior.number), to, event=f"{at}"))
        calls.append(source.post(a_goal(prior.patient)))
        calls.append(source.find("Goal", patient=prior.patient))
        calls.append(source.put({**a_goal(prior.patient), "id": goals[0].partition("/")[2]}))
        calls.append(source.post(without_bsn(number(prior.number))))

    answers = await asyncio.gather(*calls)

    assert {one.status_code for one in answers} <= {200, 201, 409}
    patients = [prior.patient, *(one.patient for one in survivors)]
    kept = [len(names(await source.find("Goal", patient=one, _count="99"))) for one in patients]
    made = [one for one in answers if "/Goal/" in one.headers.get("Location", "")]
    new = [one for one in made if one.status_code == 201]
    assert sorted(kept) == [0, 0, len(goals) + len(new)]


async def test_an_undoing_and_what_comes_meanwhile_lose_nothing(region: Region) -> None:
    prior = await kept_without_bsn(region)
    source, goal = prior.source, await prior.goal()
    survivor = await kept_by(source, a_bsn())
    said = await merged(source, number(prior.number), bsn_of(survivor.bsn))

    undone = [undo(source, said["merge"]) for _ in range(4)]
    answers = await asyncio.gather(*undone, *(source.post(a_goal(prior.patient)) for _ in range(6)))

    assert all(one.is_success for one in answers)
    assert (await source.get(goal)).json()["meta"]["versionId"] == "3"
    both = [await source.find("Goal", patient=one.patient) for one in (prior, survivor)]
    assert sum(len(names(one)) for one in both) == 7
