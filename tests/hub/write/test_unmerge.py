"""A merge that should not have been: exactly what it moved goes back, and nothing else."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.builders import a_bsn, a_goal, a_privacy_consent
from tests.hub.dossier import address, found, kept_by, names
from tests.hub.write.merged import bsn_of, merged, of, told
from tests.hub.write.test_bsn_corrected import a_mistake, shared
from tests.hub.write.unnumbered import (
    SYSTEM,
    Unnumbered,
    kept_without_bsn,
    number,
    without_bsn,
)
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def undo(source: Caller, name: str) -> httpx.Response:
    said = {"resourceType": "Parameters", "parameter": [{"name": "merge", "valueId": name}]}
    return await source("POST", "Patient/$unmerge", said)


async def two(region: Region) -> tuple[Unnumbered, Unnumbered, dict[str, Any]]:
    """The prior and the survivor with a goal of each, and what the merge answered."""
    prior = await kept_without_bsn(region)
    said = f"{prior.number}-b"
    patient = address(await prior.source.post(without_bsn(number(said))))
    survivor = Unnumbered(prior.source, said, patient)
    await prior.goal()
    await survivor.goal()
    merge = await merged(prior.source, number(prior.number), number(survivor.number))
    return prior, survivor, merge


async def test_what_moved_goes_back_as_it_was_and_nothing_else(region: Region) -> None:
    prior, survivor, merge = await two(region)
    source = prior.source
    since = address(await source.post(a_goal(survivor.patient)))
    here = names(await source.find("Goal", patient=survivor.patient))
    assert len(here) == 3

    back = told(await undo(source, merge["merge"]))

    assert back["moved"] == 1
    [goal] = names(await source.find("Goal", patient=prior.patient))
    assert (await source.get(goal)).json()["subject"] == {"reference": prior.patient}
    assert set(names(await source.find("Goal", patient=survivor.patient))) == set(here) - {goal}
    assert since in here
    patient, other = [(await source.get(one.patient)).json() for one in (prior, survivor)]
    assert "link" not in patient
    assert "active" not in patient
    assert "link" not in other
    assert other["identifier"] == [number(survivor.number)]


async def test_each_is_found_by_his_own_number_again(region: Region) -> None:
    prior, survivor, merge = await two(region)
    source = prior.source
    assert (await undo(source, merge["merge"])).is_success
    for one in (prior, survivor):
        by_number = await source.find("Patient", identifier=f"{SYSTEM}|{one.number}")
        assert names(by_number) == [one.patient]
        pushed = await source.post(without_bsn(number(one.number)))
        assert (address(pushed), "replaced" in pushed.headers.get("Warning", "")) == (
            one.patient,
            False,
        )


async def test_twice_is_once(region: Region) -> None:
    prior, _, merge = await two(region)
    first, second = await asyncio.gather(
        undo(prior.source, merge["merge"]), undo(prior.source, merge["merge"])
    )
    third = await undo(prior.source, merge["merge"])
    assert first.status_code == second.status_code == third.status_code == 200
    assert first.json() == second.json() == third.json()
    [goal] = found(await prior.source.find("Goal", patient=prior.patient))
    assert goal["meta"]["versionId"] == "3"


async def test_what_changed_since_is_for_a_person_to_look_at(region: Region) -> None:
    prior, survivor, merge = await two(region)
    source = prior.source
    moved = names(await source.find("Goal", patient=survivor.patient))
    read = {one: (await source.get(one)).json()["meta"]["versionId"] for one in moved}
    goal = next(one for one, version in read.items() if version == "2")
    changed = a_goal(survivor.patient, id=goal.partition("/")[2], lifecycleStatus="proposed")
    assert (await source.put(changed)).is_success

    answer = await undo(source, merge["merge"])

    assert answer.status_code == 409
    assert goal.partition("/")[2] in answer.json()["issue"][0]["expression"][0]
    assert (await source.get(goal)).json()["subject"] == {"reference": survivor.patient}


async def test_what_went_on_to_another_is_undone_in_order(region: Region) -> None:
    prior, survivor, first = await two(region)
    source, third = prior.source, number(f"{prior.number}-c")
    address(await source.post(without_bsn(third)))
    second = await merged(source, number(survivor.number), third, event="2")

    early = await undo(source, first["merge"])
    in_order = [await undo(source, one["merge"]) for one in (second, first)]

    assert early.status_code == 409
    assert [one.status_code for one in in_order] == [200, 200], [one.text for one in in_order]
    assert len(names(await source.find("Goal", patient=prior.patient))) == 1
    assert len(names(await source.find("Goal", patient=survivor.patient))) == 1


async def test_nobody_undoes_anothers_merge_or_one_that_is_none(region: Region) -> None:
    prior, _, merge = await two(region)
    stranger = await region.organization()
    answers = [await undo(stranger, one) for one in (merge["merge"], str(uuid4()))]
    assert [one.status_code for one in answers] == [422, 422]
    assert answers[0].json() == answers[1].json()
    assert not names(await prior.source.find("Goal", patient=prior.patient))


async def test_a_bsn_that_came_by_mistake_goes_again(region: Region) -> None:
    kept, bsn = await kept_without_bsn(region), a_bsn()
    goal, source = await kept.goal(), kept.source
    reader = await region.doctor()
    local = number(kept.number)
    said = await merged(source, local, bsn_of(bsn), "bsn-later", result=of(source, bsn, local))
    survivor = said["target-patient"]
    consent = a_privacy_consent(survivor, holder=source.ura, user=reader.ura)
    address(await source.post(consent))
    assert (await reader.get(goal)).status_code == 200

    assert (await undo(source, said["merge"])).is_success

    assert (await source.get(goal)).json()["subject"] == {"reference": kept.patient}
    for place in (goal, f"{goal}/_history/1", f"{goal}/_history/2", f"{goal}/_history"):
        assert (await reader.get(place)).status_code == 404, place
    assert not names(await reader.find("Goal", patient=survivor))
    assert not found(await reader.find("Provenance", patient=survivor))


async def test_a_bsn_that_was_right_after_all_is_right_again(region: Region) -> None:
    mistake, other, reader = await shared(region)
    said = await mistake.correct()
    assert (await reader.get(mistake.goal)).status_code == 404

    assert (await undo(mistake.source, said["merge"])).is_success

    assert names(await reader.find("Goal", patient=mistake.patient)) == [mistake.goal]
    assert (await reader.get(f"{mistake.goal}/_history/1")).status_code == 200
    again = (await mistake.source.get(mistake.goal)).json()
    assert again["subject"] == {"reference": other.patient}


async def test_choices_are_as_they_were(region: Region) -> None:
    prior = await kept_without_bsn(region)
    survivor = await kept_by(prior.source, a_bsn())
    reader, source = await region.doctor(), prior.source
    own = await survivor.goal()
    await survivor.open_to(reader)
    refusal = a_privacy_consent(prior.patient, holder=source.ura, category="RPZAC104", permit=False)
    permission = a_privacy_consent(prior.patient, holder=source.ura, user=reader.ura)
    kept = [address(await source.post(one)) for one in (refusal, permission)]
    said = await merged(source, number(prior.number), bsn_of(survivor.bsn), "bsn-later")
    assert not names(await reader.find("Goal", patient=survivor.patient))

    assert (await undo(source, said["merge"])).is_success

    assert names(await reader.find("Goal", patient=survivor.patient)) == [own]
    stati = [(await source.get(one)).json()["status"] for one in kept]
    assert stati == ["active", "active"]


async def test_two_numbers_of_one_bsn_are_two_again(region: Region) -> None:
    source, bsn = await region.organization(), a_bsn()
    first = address(await source.post(of(source, bsn, number("old"))))
    result = of(source, bsn, number("new"))
    said = await merged(source, number("old"), number("new"), result=result)

    assert (await undo(source, said["merge"])).is_success

    assert (await source.get(first)).json()["identifier"][1:] == [number("new")]
    late = await source.post(of(source, bsn, number("old")))
    assert "replaced" not in late.headers.get("Warning", "")


async def test_a_number_that_was_never_delivered_is_free_again(region: Region) -> None:
    kept = await kept_without_bsn(region)
    unheard = number("never-heard-of")
    said = await merged(kept.source, unheard, number(kept.number))

    assert (await undo(kept.source, said["merge"])).is_success

    pushed = await kept.source.post(without_bsn(unheard))
    assert pushed.is_success, pushed.text
    assert address(pushed) != kept.patient


async def test_it_may_be_merged_anew_by_another_message(region: Region) -> None:
    mistake = await a_mistake(region)
    first = await mistake.correct(event="1")
    assert (await undo(mistake.source, first["merge"])).is_success

    again = await mistake.correct(event="1")
    second = await mistake.correct(event="2")

    assert again == first
    assert second["merge"] != first["merge"]
    assert second["moved"] == 2  # what tells that it was undone is of this source too
    goal = (await mistake.source.get(mistake.goal)).json()
    assert goal["subject"] == {"reference": second["target-patient"]}
