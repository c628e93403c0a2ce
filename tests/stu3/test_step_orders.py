"""The national step orders, walked by a client that was written from the standard alone."""

import re
from uuid import uuid4

import pytest

from tests.hub.dossier import an_organization
from tests.hub.stu3.transfers import a_composition
from tests.plugins.hub import Region
from tests.stu3.client import HANDOFF, JSON, NOTICE, XML, Receiving, Sending, Tree, status_of
from tests.stu3.stage import Stage, staged

pytestmark = pytest.mark.anyio

FORMATS = pytest.mark.parametrize("media", [JSON, XML])


async def prepared(stage: Stage) -> tuple[Sending, Receiving]:
    """What the sender has, and the Task that it is about to send."""
    mark, patient = uuid4().hex[:8], stage.dossier.patient
    parts = [f"Condition/probleem-{mark}", f"Observation/gewicht-{mark}"]
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "230690007"}]}
    about = {"subject": {"reference": patient}, "code": code}
    await stage.sender.store(
        {"resourceType": "Condition", "id": f"probleem-{mark}", "clinicalStatus": "active"} | about
    )
    await stage.sender.store(
        {"resourceType": "Observation", "id": f"gewicht-{mark}", "status": "final"} | about
    )
    for name, kind, entries in (
        ("notice", NOTICE, parts[:1]),
        ("handoff", HANDOFF, parts),
    ):
        document = a_composition(kind, patient, *entries)
        await stage.sender.store({**document, "id": f"{name}-{mark}"})
    for name, caller in (("org-1", stage.dossier.source), ("org-2", stage.receiving)):
        await stage.sender.store({**an_organization(caller.ura), "id": f"{name}-{mark}"})
    sending = Sending(
        stage.sender,
        a_task(mark, patient),
        f"Composition/notice-{mark}",
        f"Composition/handoff-{mark}",
    )
    return sending, Receiving(stage.receiver, sending.path)


def a_task(mark: str, patient: str) -> Tree:
    """As cert 4.0 has it: owner is who receives, and the sender stands in onBehalfOf."""
    profile = "http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task"
    return {
        "resourceType": "Task",
        "id": f"eOverdracht-Task-{mark}",
        "meta": {"profile": [profile]},
        "intent": "order",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "308292007"}]},
        "for": {"reference": patient},
        "requester": {
            "agent": {"display": "Verpleegkundige"},
            "onBehalfOf": {"reference": f"Organization/org-1-{mark}"},
        },
        "owner": {"reference": f"Organization/org-2-{mark}"},
    }


@FORMATS
async def test_sending_and_receiving_with_an_advance_notice(region: Region, media: str) -> None:
    async with staged(region, media) as stage:
        sending, receiving = await prepared(stage)
        await sending.offer()
        assert await status_of(receiving.xis, receiving.path) == "requested"
        assert sending.notice in await receiving.look(NOTICE)
        await receiving.document(NOTICE)
        early = await receiving.set("in-progress")
        accepted = await receiving.set("accepted")
        assert (early.status_code, accepted.status_code) == (403, 200), accepted.text
        assert await status_of(sending.xis, sending.path) == "accepted"

        assert (await sending.confirm()).status_code == 200
        await sending.hand_over()
        text = await receiving.document(HANDOFF)
        taken = await receiving.set("completed")

        assert taken.status_code == 200, taken.text
        assert {"Patient", "Condition", "Observation"} <= kinds_of(text)
        assert "REDACTED" not in text
        assert await status_of(sending.xis, sending.path) == "completed"
        assert (await receiving.xis("GET", sending.handoff)).status_code == 404


@FORMATS
async def test_sending_and_receiving_the_handoff_at_once(region: Region, media: str) -> None:
    async with staged(region, media) as stage:
        sending, receiving = await prepared(stage)
        await sending.hand_over_at_once()

        text = await receiving.document(HANDOFF)
        taken = await receiving.set("completed")

        assert {"Patient", "Condition", "Observation"} <= kinds_of(text)
        assert taken.status_code == 200, taken.text
        assert await status_of(sending.xis, sending.path) == "completed"


@FORMATS
async def test_a_receiver_that_was_not_chosen_reads_no_document(region: Region, media: str) -> None:
    async with staged(region, media) as stage:
        sending, receiving = await prepared(stage)
        await sending.offer()
        await receiving.set("rejected")
        await sending.xis.store({**sending.task, "id": "x" + sending.task["id"]} | at_once(sending))

        for who in (stage.receiver, stage.other):
            for path in (sending.path, sending.notice, f"{sending.notice}/$document"):
                assert (await who("GET", path)).status_code == 404
        for path in (sending.handoff, f"{sending.handoff}/$document"):
            assert (await stage.other("GET", path)).status_code == 404


def at_once(sending: Sending) -> Tree:
    return {"status": "in-progress", "input": [sending._names(HANDOFF)]}


def kinds_of(text: str) -> set[str]:
    """The types of the resources in a document."""
    found = re.findall(r'<resource>\s*<(\w+)|"resourceType":\s*"(\w+)"', text)
    return {first or second for first, second in found}
