"""Whose a transfer is that is kept here: asked by who is to take over, and knows the inhabitant."""

from typing import Any

import pytest

from profiles import systems
from tests.hub.dossier import Dossier, kept_by
from tests.hub.stu3.transfers import HANDOFF, NOTICE, Sending, a_sending, an_input
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def asked(region: Region) -> tuple[Sending, Dossier, str]:
    """A transfer, what its receiver keeps of the same inhabitant, and its address."""
    sending = await a_sending(region)
    own = await kept_by(sending.receiver.caller, sending.dossier.bsn)
    notice = an_input(NOTICE, await sending.notice())
    return sending, own, await sending.sent(sending.task("requested", notice))


async def found_by(sending: Sending, own: Dossier) -> set[str]:
    """The types of what the receiver finds in the record of this inhabitant, by each way to it."""
    receiver, kinds = sending.receiver.caller, set[str]()
    bsn = f"{systems.BSN_SYSTEM}|{own.bsn}"
    ways = [{"patient": own.patient}, {"patient.identifier": bsn}]
    answers = [await receiver.get(f"{own.patient}/$everything")]
    answers += [await receiver.find(kind, **by) for kind in ("Task", "Composition") for by in ways]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        kinds |= {one["resource"]["resourceType"] for one in answer.json().get("entry", ())}
    return kinds


async def test_who_is_asked_does_not_find_it_by_a_patient_of_his(region: Region) -> None:
    sending, own, task = await asked(region)

    assert await found_by(sending, own) == {"Patient"}
    assert (await sending.receiver.get(task)).status_code == 200
    for status in ("received", "accepted"):
        assert (await sending.receiver.answer(task, status=status)).status_code == 200
        assert await found_by(sending, own) == {"Patient"}


async def test_who_was_chosen_finds_it(region: Region) -> None:
    sending, own, task = await asked(region)
    await sending.receiver.answer(task, status="accepted")
    handed: dict[str, Any] = await sending.sender.task(task)
    inputs = [*handed["input"], an_input(HANDOFF, await sending.handoff())]

    chosen = await sending.sender.put(handed | {"status": "in-progress", "input": inputs})

    assert chosen.status_code == 200, chosen.text
    assert await found_by(sending, own) == {"Patient", "Task", "Composition"}
