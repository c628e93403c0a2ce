"""An offer is called off by a cancellation Task in STU3, and answered there."""

from typing import Any

import pytest

from tests.hub.dossier import address
from tests.hub.offers import Offered, by, coded, moment, offered
from tests.hub.stu3.asking import Ecd
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def an_abort(case: Offered) -> dict[str, Any]:
    """As an ECD of who made the offer sends it."""
    code = {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "abort"}
    return {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": {"coding": [code]},
        "statusReason": coded("cancel-reason", "patient-died"),
        "focus": {"reference": case.tasks[0]},
        "for": {"reference": case.dossier.patient},
        "authoredOn": moment(0),
        "requester": {"agent": by(case.placer.ura)},
        "owner": by(case.providers[0].ura),
    }


async def under_way(region: Region) -> Offered:
    case = await offered(region)
    await case.accept()
    await case.select()
    assert (await case.begin()).status_code == 200
    return case


@pytest.mark.parametrize(
    ("answer", "offer"), [("accepted", "cancelled"), ("rejected", "in-progress")]
)
async def test_its_candidate_answers_it_in_stu3(region: Region, answer: str, offer: str) -> None:
    case = await under_way(region)
    sender, receiver = Ecd(case.placer), Ecd(case.providers[0])

    made = await sender("POST", "Task", an_abort(case))
    assert made.status_code == 201, made.text
    said = await receiver.answer(address(made), status=answer)

    assert said.status_code == 200, said.text
    assert (await case.read(case.placer))["status"] == offer
    stands = (await sender.task(address(made)))["status"]
    assert stands == ("completed" if answer == "accepted" else "rejected")


async def test_one_that_is_not_under_way_is_called_off_at_once(region: Region) -> None:
    case = await offered(region)

    made = await Ecd(case.placer)("POST", "Task", an_abort(case))

    assert (made.status_code, made.json()["status"]) == (201, "completed")
    assert (await case.read(case.placer))["status"] == "cancelled"


async def test_who_may_not_calls_off_nothing(region: Region) -> None:
    case = await under_way(region)
    receiver = Ecd(case.providers[0])
    task = an_abort(case) | {"requester": {"agent": by(case.providers[0].ura)}}

    answer = await receiver("POST", "Task", task | {"owner": by(case.placer.ura)})

    assert answer.status_code in {403, 422}
    assert (await case.read(case.placer))["status"] == "in-progress"
    assert "businessStatus" not in await case.read(case.placer)
