"""Offers of the transfer point over the API: who may do what, and what is let go by it."""

import asyncio

import pytest

from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import fault
from tests.hub.offers import Offered, coded, moment, offered, outputs
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def standing(case: Offered) -> list[str]:
    """The status of each offer as who made them reads it."""
    return [(await case.read(case.placer, n))["status"] for n in range(len(case.tasks))]


async def test_a_candidate_reads_the_offer_and_what_is_asked_and_no_name(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers

    task = await case.read(provider)

    assert "for" not in task
    assert (await provider.get(case.request)).status_code == 200
    assert (await provider.get(case.dossier.patient)).status_code == 404


async def test_he_accepts_as_the_next_version(region: Region) -> None:
    case = await offered(region)

    answer = await case.accept()

    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"2"')
    assert (await case.read(case.placer))["status"] == "accepted"


async def test_a_choice_lets_the_others_go_and_they_read_nothing_more(region: Region) -> None:
    case = await offered(region, 3)
    for number in range(3):
        assert (await case.accept(number)).status_code == 200

    answer = await case.select(1)

    assert answer.status_code == 200, answer.text
    assert await standing(case) == ["cancelled", "accepted", "cancelled"]
    reason = (await case.read(case.placer))["statusReason"]
    assert reason == coded("cancel-reason", "not-selected")
    for number, status in enumerate([404, 200, 404]):
        assert (await case.providers[number].get(case.tasks[number])).status_code == status


async def test_who_declines_reads_nothing_more_from_the_next_call_on(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers

    reason = coded("rejection-reason", "no-capacity")
    answer = await case.send(provider, status="rejected", statusReason=reason)

    assert answer.status_code == 200, answer.text
    for what in (case.tasks[0], case.request):
        assert (await provider.get(what)).status_code == 404


async def test_a_no_without_a_reason_is_refused(region: Region) -> None:
    case = await offered(region)

    answer = await case.send(case.providers[0], status="rejected")

    assert answer.status_code == 422
    assert await standing(case) == ["requested"]


async def test_nobody_answers_for_a_candidate(region: Region) -> None:
    case = await offered(region)
    output = outputs(available_from="2030-01-01", held_until="2030-01-01")

    answer = await case.send(case.placer, status="accepted", output=output)

    assert (answer.status_code, fault(answer)["code"]) == (403, "forbidden")


async def test_a_candidate_chooses_nobody(region: Region) -> None:
    case = await offered(region)
    await case.accept()

    selected = coded("transfer-status", "selected")
    answer = await case.send(case.providers[0], businessStatus=selected)

    assert answer.status_code == 403


async def test_no_system_chooses(region: Region) -> None:
    case = await offered(region)
    await case.accept()

    selected = coded("transfer-status", "selected")
    answer = await case.send(case.placer, businessStatus=selected)

    assert answer.status_code == 422
    assert "person" in fault(answer)["diagnostics"]


@pytest.mark.parametrize(
    "change",
    [
        {"priority": "stat"},
        {"restriction": {"period": {"end": "2031-01-01"}}},
        {"input": [{"type": {"text": "x"}, "valueString": "y"}]},
    ],
)
async def test_what_is_not_the_candidates_to_change_is_refused_by_name(
    region: Region, change: dict
) -> None:
    case = await offered(region)

    answer = await case.send(case.providers[0], status="received", **change)

    assert answer.status_code == 422
    assert f"Task.{next(iter(change))}" in answer.text


async def test_an_offer_is_answered_by_who_has_read_it(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    task = await case.read(provider)

    unread = await provider.put(task | {"status": "received"})
    assert (await case.send(provider, status="received")).status_code == 200
    late = await case.send(provider, read=task, status="received")

    assert (unread.status_code, late.status_code) == (428, 412)


async def test_an_offer_changes_by_its_own_door_alone(region: Region) -> None:
    case = await offered(region)
    placer, [address] = case.placer, case.tasks
    task = await case.read(placer)
    entry = {
        "resource": task | {"status": "cancelled"},
        "request": {"method": "PUT", "url": address},
    }
    patch = [{"op": "replace", "path": "/status", "value": "cancelled"}]

    bundled = await placer.transaction(
        {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    )
    patched = await placer(
        "PATCH", address, str(patch).replace("'", '"'), Content_Type="application/json-patch+json"
    )
    deleted = await placer("DELETE", address)

    assert {bundled.status_code, patched.status_code, deleted.status_code} <= {403, 422}
    assert await standing(case) == ["requested"]


async def test_an_offer_of_another_is_none(region: Region) -> None:
    case, other = await offered(region), await offered(region)
    task = await case.read(case.placer)

    answer = await case.send(other.providers[0], read=task, status="received")

    assert answer.status_code in {404, 422}
    assert await standing(case) == ["requested"]


async def test_a_no_of_the_inhabitant_closes_the_offer_to_who_answers_it(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    task = await case.read(provider)
    objection = a_privacy_consent(
        case.dossier.patient, holder=case.placer.ura, user=provider.ura, permit=False
    )
    provision = objection["provision"]
    provision["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    reference = {"reference": case.tasks[0]}
    provision["data"] = [{"meaning": "instance", "reference": reference}]
    await case.dossier.add(objection)

    answer = await case.send(provider, read=task, status="received")

    assert answer.status_code == 404
    assert await standing(case) == ["requested"]


async def test_who_proposes_another_date_still_sees_the_offer_and_may_decline(
    region: Region,
) -> None:
    case = await offered(region)
    [provider] = case.providers
    put_off = await case.send(provider, status="on-hold", output=other_date())
    assert put_off.status_code == 200, put_off.text
    assert (await case.read(provider))["status"] == "on-hold"

    reason = coded("rejection-reason", "date")
    declined = await case.send(provider, status="rejected", statusReason=reason)

    assert declined.status_code == 200, declined.text
    assert (await provider.get(case.tasks[0])).status_code == 404


async def test_another_date_that_is_agreed_is_asked_anew(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await case.send(provider, status="on-hold", output=other_date())

    term = {"period": {"end": moment(5)}}
    agreed = await case.send(case.placer, status="requested", restriction=term)

    assert agreed.status_code == 200, agreed.text
    assert (await case.accept()).status_code == 200


def other_date() -> list[dict]:
    kind = {"coding": [{"system": systems.SNOMED, "code": "146851000146105"}]}
    return [{"type": kind, "valueDateTime": moment(48)[:10]}]


async def test_the_chosen_learns_who_it_is_when_the_transfer_begins(region: Region) -> None:
    case = await offered(region, 2)
    [chosen, other] = case.providers
    await case.accept(0)
    await case.select(0)

    begun = await case.begin()

    assert begun.status_code == 200, begun.text
    task = await case.read(chosen)
    assert task["for"] == {"reference": case.dossier.patient}
    handoff = task["input"][-1]["valueReference"]["reference"]
    assert (await chosen.get(handoff)).status_code == 200
    assert (await other.get(handoff)).status_code == 404


async def test_a_transfer_begins_with_the_handoff(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()

    answer = await case.send(
        case.placer, status="in-progress", **{"for": {"reference": case.dossier.patient}}
    )

    assert answer.status_code == 422
    assert (await case.read(case.placer))["status"] == "accepted"


async def test_who_took_over_the_record_ends_it_and_reads_nothing_more(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await case.accept()
    await case.select()
    assert (await case.begin()).status_code == 200

    done = await case.send(provider, status="completed")

    assert done.status_code == 200, done.text
    assert await standing(case) == ["completed"]
    assert (await provider.get(case.tasks[0])).status_code == 404


async def test_what_fails_opens_a_new_round(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    await case.accept()
    await case.select()
    await case.begin()

    reason = coded("rejection-reason", "no-staff")
    failed = await case.send(provider, status="failed", statusReason=reason)
    again = await case.placer.post(await case.another(region))

    assert (failed.status_code, again.status_code) == (200, 201)


async def test_once_one_was_chosen_no_other_is_asked(region: Region) -> None:
    case = await offered(region)
    await case.accept()
    await case.select()

    answer = await case.placer.post(await case.another(region))

    assert answer.status_code == 422
    assert "chosen" in fault(answer)["diagnostics"]


async def test_a_candidate_is_asked_once_at_a_time(region: Region) -> None:
    case = await offered(region)

    answer = await case.placer.post(await case.another(region, case.providers[0]))

    assert answer.status_code == 422


@pytest.mark.parametrize("status", ["accepted", "in-progress", "completed", "cancelled"])
async def test_an_offer_begins_as_one_that_was_asked(region: Region, status: str) -> None:
    case = await offered(region)
    task = await case.another(region)
    task |= {"status": status, "output": outputs(available_from=moment(24), held_until=moment(8))}
    task |= {"statusReason": coded("cancel-reason", "not-selected")}

    answer = await case.placer.post(task)

    assert answer.status_code == 422


async def test_what_an_answer_refers_to_is_in_the_directory(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    output = outputs(available_from=moment(24), held_until=moment(8))
    place = {"type": coded("offer-element", "location")}
    task = await case.read(provider)

    for address in (
        "Location/nowhere",
        case.dossier.patient,
        "https://elsewhere.example/Location/1",
    ):
        there = [*output, {**place, "valueReference": {"reference": address}}]
        answer = await case.send(provider, read=task, status="accepted", output=there)
        assert answer.status_code == 422, address

    assert await standing(case) == ["requested"]


async def test_each_step_stands_in_the_ledger_and_in_the_events(region: Region) -> None:
    case = await offered(region, 2)
    await case.accept(0)
    await case.accept(1)

    answer = await case.select(0)

    [row] = await region.left_behind(answer)
    assert (row["rule"], len(row["entities"])) == ("C-TRANSFER", 2)
    async with region.running.owner.connection() as connection:
        events = await connection.fetch(
            "SELECT became, became_phase, reason FROM transfer_event WHERE actor = ANY ($1) "
            "ORDER BY number",
            [case.placer.ura, *(one.ura for one in case.providers)],
        )
    told = [tuple(one) for one in events]
    assert told[:4] == [("requested", None, None)] * 2 + [("accepted", None, None)] * 2
    assert set(told[4:]) == {("accepted", "selected", None), ("cancelled", None, "not-selected")}


async def test_of_fifty_choices_at_once_one_is_made(region: Region) -> None:
    case = await offered(region, 5)
    for number in range(5):
        await case.accept(number)
    read = [await case.read(case.placer, number) for number in range(5)]
    choices = [case.select(n % 5, read=read[n % 5]) for n in range(50)]

    answers = await asyncio.gather(*choices)

    assert [one.status_code for one in answers].count(200) == 1
    assert {one.status_code for one in answers} <= {200, 409, 412, 422}
    assert sorted(await standing(case)) == ["accepted"] + ["cancelled"] * 4
