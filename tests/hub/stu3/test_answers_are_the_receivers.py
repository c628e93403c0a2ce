"""Whose an answer is: asked of the write itself, whatever stands before it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hub.errors import NotFound, PreconditionFailed, PreconditionRequired
from hub.storage.pseudonym import inhabitant
from hub.write.transfer_answer import TransferAnswer, answer_transfer
from profiles import systems
from profiles.identifiers import BSN
from tests.builders import a_privacy_consent
from tests.hub.dossier import Dossier
from tests.hub.persons import Person
from tests.hub.stu3.asking import Ecd
from tests.hub.stu3.transfers import NOTICE, Sending, a_sending, an_input
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
NOTED = {"text": "Mevrouw Zonnebloem is allergisch"}
OTHER_DATE = {"coding": [{"system": systems.SNOMED, "code": "146851000146105"}]}


async def offered(sending: Sending) -> str:
    return await sending.sent(sending.task("requested", an_input(NOTICE, await sending.notice())))


async def kept(sending: Sending, task: str) -> dict[str, Any]:
    """As R4 has it."""
    return (await sending.dossier.source.get(task)).json()


def an_answer(caller: Caller, task: dict[str, Any], version: str | None = "1") -> TransferAnswer:
    return TransferAnswer(
        errand=caller.errand(),
        resource={**task, "status": "accepted"},
        id=task["id"],
        if_match=version,
    )


async def test_who_may_read_a_transfer_does_not_answer_it_for_who_is_asked(
    region: Region,
) -> None:
    sending = await a_sending(region)
    task, reader = await offered(sending), await region.doctor()
    await sending.dossier.open_to(reader)

    assert (await Ecd(reader).get(task)).status_code in {200, 404}
    with pytest.raises(NotFound):
        await answer_transfer(region.running.access, an_answer(reader, await kept(sending, task)))

    assert (await sending.sender.task(task))["status"] == "requested"


async def noted(sending: Sending) -> str:
    """A transfer whose sender names the patient in a note."""
    begun = sending.task("requested", an_input(NOTICE, await sending.notice()))
    return await sending.sent(begun | {"note": [NOTED], "description": "Mevrouw Zonnebloem"})


async def test_what_the_sender_noted_in_a_transfer_between_two_is_not_the_receivers_to_change(
    region: Region,
) -> None:
    sending = await a_sending(region)
    task = await noted(sending)

    answer = await sending.receiver.answer(task, status="accepted", note=[{"text": "Een ander"}])

    assert (answer.status_code, "Task.note" in answer.text) == (422, True)
    assert (await kept(sending, task))["note"] == [NOTED]


@pytest.mark.parametrize("status", ["received", "accepted", "on-hold", "rejected"])
async def test_who_answers_is_told_no_more_by_it_than_he_may_read(
    region: Region, status: str
) -> None:
    sending = await a_sending(region)
    task = await noted(sending)
    output = [{"type": OTHER_DATE, "valueDateTime": "2026-12-09"}] if status == "on-hold" else None

    answer = await sending.receiver.answer(task, status=status, output=output)

    assert answer.status_code == 200, answer.text
    assert "Zonnebloem" not in answer.text
    assert sending.dossier.patient not in answer.text
    after = await kept(sending, task)
    assert (after["note"], after["status"]) == ([NOTED], status)


async def test_the_sender_does_not_answer_his_own(region: Region) -> None:
    sending = await a_sending(region)
    task = await kept(sending, await offered(sending))

    with pytest.raises(NotFound):
        await answer_transfer(region.running.access, an_answer(sending.dossier.source, task))


async def test_a_copy_is_not_answered(region: Region) -> None:
    sending = await a_sending(region)
    copy = sending.task("requested") | {"requester": sending.task("requested")["owner"]}
    copy["requester"] = {"identifier": {"system": systems.URA_SYSTEM, "value": sending.sender.ura}}
    del copy["meta"]
    task = await kept(sending, await sending.dossier.add(copy))

    with pytest.raises(NotFound):
        await answer_transfer(region.running.access, an_answer(sending.receiver.caller, task))


@pytest.mark.parametrize(
    ("version", "refused"), [(None, PreconditionRequired), ("7", PreconditionFailed)]
)
async def test_who_answers_has_read_it(
    region: Region, version: str | None, refused: type[Exception]
) -> None:
    sending = await a_sending(region)
    task = await kept(sending, await offered(sending))

    with pytest.raises(refused):
        await answer_transfer(
            region.running.access, an_answer(sending.receiver.caller, task, version)
        )


async def test_a_no_of_the_inhabitant_closes_it_to_who_answers_it_too(region: Region) -> None:
    sending = await a_sending(region)
    address = await offered(sending)
    objection = a_privacy_consent(
        sending.dossier.patient,
        holder=sending.sender.ura,
        user=sending.receiver.ura,
        permit=False,
    )
    provision = objection["provision"]
    provision["purpose"] += [{"system": systems.ACT_REASON, "code": "COC"}]
    reference = {"reference": address}
    provision["data"] = [{"meaning": "instance", "reference": reference}]
    await sending.dossier.add(objection)

    with pytest.raises(NotFound):
        await answer_transfer(
            region.running.access,
            an_answer(sending.receiver.caller, await kept(sending, address)),
        )


async def test_who_proposed_another_date_may_still_say_no(region: Region) -> None:
    sending = await a_sending(region)
    task = await offered(sending)
    output = [{"type": OTHER_DATE, "valueDateTime": "2026-12-09"}]
    assert (await sending.receiver.answer(task, status="on-hold", output=output)).status_code == 200

    assert (await sending.receiver.answer(task, status="rejected")).status_code == 200
    assert (await sending.receiver.get(task)).status_code == 404


async def test_a_document_without_a_scope_for_whom_it_is_about_is_refused(region: Region) -> None:
    sending = await a_sending(region)
    handoff = await sending.handoff()
    narrow = Ecd(replace(sending.dossier.source, scopes=("system/Composition.rs",)))

    assert (await narrow.get(f"{handoff}/$document")).status_code == 403


async def test_what_stu3_has_no_words_for_is_a_hole_in_a_document(region: Region) -> None:
    sending = await a_sending(region)
    patient = {"reference": sending.dossier.patient}
    asked = {"resourceType": "ServiceRequest", "status": "active", "intent": "order"}
    request = await sending.dossier.add(asked | {"subject": patient, "code": {"text": "x"}})
    condition = await sending.condition()
    handoff = await sending.handoff(request, condition)

    answer = await sending.sender.get(f"{handoff}/$document")

    assert answer.status_code == 200, answer.text
    kinds = [one["resource"]["resourceType"] for one in answer.json()["entry"]]
    assert "Condition" in kinds
    assert "ServiceRequest" not in kinds
    assert "REDACTED" in answer.text
    assert "masked" in json.dumps(answer.json()["entry"][0])
    assert "Warning" in answer.headers


async def test_a_profile_of_stu3_claims_none_of_r4(region: Region) -> None:
    sending = await a_sending(region)
    claimed = "http://nictiz.nl/fhir/StructureDefinition/zib-Problem"
    problem = {
        "resourceType": "Condition",
        "meta": {"profile": [claimed]},
        "clinicalStatus": "active",
        "code": {"text": "zonder code"},
        "subject": {"reference": sending.dossier.patient},
    }

    address = await sending.stored(problem)

    assert "profile" not in (await kept(sending, address))["meta"]
    read = await sending.sender.get(address)
    assert read.json()["meta"]["profile"] == [claimed]


async def test_a_person_asks_nothing_here(region: Region) -> None:
    household = await a_sending(region)
    person = Ecd(inhabitant_of(household.dossier))

    answer = await person.get(household.dossier.patient)

    assert answer.status_code == 403
    assert "care organisations" in answer.text


def inhabitant_of(dossier: Dossier) -> Person:
    """He himself, by an app."""
    running = dossier.source.running
    pat = inhabitant(running.access.keyring, BSN(dossier.bsn)).pat
    return Person(running, dossier.source.ura, "Z3", whose=pat)


@pytest.mark.parametrize("asked", ["_summary=true", "_elements=status"])
async def test_a_part_of_a_task_is_not_told(region: Region, asked: str) -> None:
    sending = await a_sending(region)
    task = await offered(sending)

    assert (await sending.receiver.get(f"{task}?{asked}")).status_code == 400
