"""Two numbers of one source that are one person: the prior's record becomes the survivor's."""

import asyncio

import pytest

from tests.builders import a_bsn, a_goal, a_treatment_directive
from tests.hub.dossier import address, names
from tests.hub.write.merged import bsn_of, merge, merged, of, told
from tests.hub.write.unnumbered import (
    SYSTEM,
    Unnumbered,
    kept_without_bsn,
    number,
    without_bsn,
)
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def another(one: Unnumbered) -> Unnumbered:
    """The same source keeps somebody else without a BSN."""
    said = f"{one.number}-b"
    return Unnumbered(one.source, said, address(await one.source.post(without_bsn(number(said)))))


async def two(region: Region) -> tuple[Unnumbered, Unnumbered]:
    """The prior and the survivor, of one source."""
    prior = await kept_without_bsn(region)
    return prior, await another(prior)


async def test_the_priors_record_is_the_survivors_from_now_on(region: Region) -> None:
    prior, survivor = await two(region)
    source, goal = prior.source, await prior.goal()
    own = await survivor.goal()

    said = await merged(source, number(prior.number), number(survivor.number))

    assert said["target-patient"] == survivor.patient
    assert set(names(await source.find("Goal", patient=survivor.patient))) == {goal, own}
    by_old = await source.find("Patient", identifier=f"{SYSTEM}|{prior.number}")
    assert names(by_old) == [survivor.patient]
    [_, old] = (await source.get(survivor.patient)).json()["identifier"]
    assert old == {"use": "old", "system": SYSTEM, "value": prior.number}


async def test_a_search_of_who_was_replaced_says_so(region: Region) -> None:
    prior, survivor = await two(region)
    source, goal = prior.source, await prior.goal()
    before = await source.find("Goal", patient=prior.patient)
    await merged(source, number(prior.number), number(survivor.number))

    answers = [await source.find("Goal", patient=one.patient) for one in (prior, survivor)]

    assert [names(one) for one in (before, *answers)] == [[goal], [], [goal]]
    told_of = ["you merged this Patient into another" in one.text for one in (before, *answers)]
    assert told_of == [False, True, False]


async def test_it_is_a_merge_into_who_has_a_bsn_too(region: Region) -> None:
    prior = await kept_without_bsn(region)
    source, goal, bsn = prior.source, await prior.goal(), a_bsn()
    survivor = address(await source.post(of(source, bsn, number("has-one"))))

    said = await merged(source, number(prior.number), number("has-one"))

    assert said["target-patient"] == survivor
    assert names(await source.find("Goal", patient=survivor)) == [goal]


async def test_two_numbers_of_one_bsn_are_one_here_and_the_old_one_finds_him(
    region: Region,
) -> None:
    source, bsn = await region.organization(), a_bsn()
    first = address(await source.post(of(source, bsn, number("old"))))
    address(await source.post(of(source, bsn, number("new"))))
    goal = address(await source.post(a_goal(first)))

    said = await merged(source, number("old"), number("new"), result=of(source, bsn, number("new")))
    late = await source.post(of(source, bsn, number("old")))

    assert (said["moved"], said["target-patient"]) == (0, first)
    assert names(await source.find("Patient", identifier=f"{SYSTEM}|old")) == [first]
    assert names(await source.find("Goal", patient=first)) == [goal]
    assert "replaced" in late.headers["Warning"]
    now = (await source.get(first)).json()["identifier"]
    assert now[1:] == [number("new"), {"use": "old", "system": SYSTEM, "value": "old"}]


async def test_what_comes_later_under_a_number_that_was_never_delivered_goes_to_the_survivor(
    region: Region,
) -> None:
    survivor = await kept_without_bsn(region)
    source, unheard = survivor.source, number("never-heard-of")

    said = await merged(source, unheard, number(survivor.number))
    late = await source.post(without_bsn(unheard))

    assert address(late) == survivor.patient
    assert "replaced" in late.headers["Warning"]
    assert (await source.get(said["source-patient"])).json()["active"] is False


async def test_who_was_replaced_twice_is_followed_to_the_last(region: Region) -> None:
    first, second = await two(region)
    third = await another(second)
    source, goal = first.source, await first.goal()

    await merged(source, number(first.number), number(second.number), event="1")
    await merged(source, number(second.number), number(third.number), event="2")
    late = await source.post(without_bsn(number(first.number)))

    assert address(late) == third.patient
    assert names(await source.find("Goal", patient=third.patient)) == [goal]
    by_first = await source.find("Patient", identifier=f"{SYSTEM}|{first.number}")
    assert names(by_first) == [third.patient]


async def test_a_circle_is_for_a_person_to_look_at(region: Region) -> None:
    prior, survivor = await two(region)
    one, other = number(prior.number), number(survivor.number)
    await merged(prior.source, one, other)

    back = await merge(prior.source, other, one, event="2")
    itself = await merge(prior.source, one, one, event="3")

    assert (back.status_code, itself.status_code) == (409, 422)
    assert "somebody has to look" in back.text


async def test_who_was_replaced_by_one_is_not_replaced_by_another(region: Region) -> None:
    prior, survivor = await two(region)
    third = await another(survivor)
    await merged(prior.source, number(prior.number), number(survivor.number))
    answer = await merge(prior.source, number(prior.number), number(third.number), event="2")
    assert answer.status_code == 409


async def test_two_bsns_are_two_persons(region: Region) -> None:
    source, one, other = await region.organization(), a_bsn(), a_bsn()
    first = address(await source.post(of(source, one, number("one"))))
    address(await source.post(of(source, other, number("other"))))
    goal = address(await source.post(a_goal(first)))

    answers = [
        await merge(source, number("one"), number("other")),
        await merge(source, bsn_of(one), bsn_of(other), event="2"),
        await merge(source, bsn_of(one), bsn_of(other), "bsn-later", event="3"),
    ]

    assert [one.status_code for one in answers] == [409, 409, 409]
    assert (await source.get(goal)).json()["subject"] == {"reference": first}


async def test_another_sources_numbers_move_nothing(region: Region) -> None:
    prior, survivor = await two(region)
    goal, thief = await prior.goal(), await kept_without_bsn(region)

    answer = await merge(thief.source, number(prior.number), number(survivor.number))
    taken = await merge(thief.source, number(prior.number), number(thief.number), event="2")

    assert answer.status_code == 422
    # To who never delivered it, it is a number like any other that he never delivered.
    assert told(taken)["moved"] == 0
    assert (await prior.source.get(goal)).json()["subject"] == {"reference": prior.patient}
    late = await prior.source.post(without_bsn(number(prior.number)))
    assert address(late) == prior.patient
    assert not names(await thief.source.find("Goal", patient=thief.patient))


async def test_who_may_write_no_patients_and_who_is_a_person_merges_nothing(
    region: Region,
) -> None:
    prior, survivor = await two(region)
    source, said = prior.source, (number(prior.number), number(survivor.number))
    reader = Caller(source.running, source.ura, "Z3", scopes=("system/*.rs",))

    answer = await merge(reader, *said)

    assert answer.status_code == 403
    assert (await source.get(prior.patient)).json().get("active") is not False


async def test_references_between_what_moves_stay_and_the_types_of_all_go_along(
    region: Region,
) -> None:
    prior, survivor = await two(region)
    source, goal = prior.source, await prior.goal()
    directive = await source.post(a_treatment_directive(prior.patient))
    device = {
        "resourceType": "Device",
        "patient": {"reference": prior.patient},
        "note": [{"text": "ICD"}],
    }
    wearer = address(await source.post(device))
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": prior.patient},
        "goal": [{"reference": goal}],
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml">'
            f'<a href="{prior.patient}">hij</a></div>',
        },
    }
    planned = address(await source.post(plan))

    said = await merged(source, number(prior.number), number(survivor.number))

    assert said["moved"] == 4
    now = (await source.get(planned)).json()
    assert now["goal"] == [{"reference": goal}]
    assert f'href="{survivor.patient}"' in now["text"]["div"]
    everything = await source.get(f"{survivor.patient}/$everything")
    told_of = {
        f"{one['resource']['resourceType']}/{one['resource']['id']}"
        for one in everything.json()["entry"]
    }
    assert {goal, address(directive), wearer, planned} <= told_of


async def test_what_was_deleted_is_free_of_the_prior_too(region: Region) -> None:
    prior, survivor = await two(region)
    source, goal = prior.source, await prior.goal()
    assert (await source("DELETE", goal)).status_code == 204

    await merged(source, number(prior.number), number(survivor.number))

    assert (await source.get(goal)).status_code == 410
    history = (await source.get(f"{goal}/_history")).json()["entry"]
    assert len(history) == 3


async def test_of_merges_and_pushes_at_once_nothing_is_left_behind(region: Region) -> None:
    prior, survivor = await two(region)
    source = prior.source
    said = number(prior.number), number(survivor.number)

    pushes = [source.post(a_goal(prior.patient)) for _ in range(6)]
    answers = await asyncio.gather(
        *pushes[:3], merge(source, *said), *pushes[3:], merge(source, *said)
    )

    assert all(one.status_code in {200, 201} for one in answers), [one.text for one in answers]
    assert len(names(await source.find("Goal", patient=survivor.patient))) == 6
    assert not names(await source.find("Goal", patient=prior.patient))
