"""A cancellation Task calls off the offer that it names, by the guards of its case."""

import asyncio
from typing import Any

import pytest

from hub.storage.kept_places import places_kept
from tests.builders import a_bsn, a_transaction
from tests.hub.dossier import address, fault, kept_by
from tests.hub.offers import a_candidate, by, coded, moment, offered, outputs
from tests.hub.places import Sought, begun, sought
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio
RECOVERED = coded("cancel-reason", "patient-recovered")
MATCHING = coded("transfer-status", "matching")


def an_abort(sender: str, offer: str, candidate: str, patient: str, **members: Any) -> Any:
    """What asks for this offer to be called off."""
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": {
            "coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "abort"}]
        },
        "statusReason": RECOVERED,
        "focus": {"reference": offer},
        "for": {"reference": patient},
        "authoredOn": moment(0),
        "requester": by(sender),
        "owner": by(candidate),
    }
    return {name: one for name, one in (task | members).items() if one is not None}


async def asks(case: Sought, who: Caller, offer: str, candidate: Caller, **members: Any) -> Any:
    """He sends it; the answer."""
    patient = case.dossier.patient
    return await who.post(an_abort(who.ura, offer, candidate.ura, patient, **members))


async def answers(who: Caller, name: str, status: str, **members: Any) -> Any:
    task = (await who.get(name)).json()
    version = task["meta"]["versionId"]
    return await who.put(task | {"status": status} | members, if_match=f'W/"{version}"')


async def standing(case: Sought, who: Caller, name: str) -> str:
    return str((await case.read(who, name))["status"])


async def test_one_that_is_under_way_waits_for_its_candidate_who_agrees(region: Region) -> None:
    case = await sought(region)
    candidate, offer, handed = await begun(case, region)

    made = await asks(case, case.requester, offer, candidate)

    assert made.status_code == 201, made.text
    name = address(made)
    offered_now = await case.read(candidate, offer)
    assert offered_now["businessStatus"] == coded("transfer-status", "abort-asked")
    assert offered_now["statusReason"]["coding"][0]["code"] == "patient-recovered"
    assert await standing(case, candidate, name) == "requested"
    agreed = await answers(candidate, name, "accepted")
    assert agreed.status_code == 200, agreed.text
    assert agreed.json()["status"] == "completed"
    assert await standing(case, case.requester, name) == "completed"
    assert await standing(case, case.desk, offer) == "cancelled"
    assert (await case.read(case.desk))["businessStatus"] == MATCHING
    for what in (handed, name):
        assert (await candidate.get(what)).status_code == 404


async def test_or_goes_on(region: Region) -> None:
    case = await sought(region)
    candidate, offer, handed = await begun(case, region)
    name = address(await asks(case, case.requester, offer, candidate))

    answer = await answers(candidate, name, "rejected")

    assert answer.status_code == 200, answer.text
    assert await standing(case, case.requester, name) == "rejected"
    assert await standing(case, candidate, offer) == "in-progress"
    assert (await candidate.get(handed)).status_code == 200
    again = await asks(case, case.requester, offer, candidate)
    assert again.status_code == 201, again.text


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({"status": "cancelled", "businessStatus": None}, "completed"),
        ({"businessStatus": None, "statusReason": None}, "rejected"),
        ({"status": "completed", "businessStatus": None, "statusReason": None}, "rejected"),
    ],
)
async def test_what_is_answered_at_the_offer_is_answered(
    region: Region, changes: dict[str, Any], stands: str
) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    name = address(await asks(case, case.requester, offer, candidate))

    answer = await case.send(candidate, offer, **changes)

    assert answer.status_code == 200, answer.text
    assert await standing(case, case.requester, name) == stands


async def test_before_a_transfer_begins_nobody_is_to_answer_it(region: Region) -> None:
    case = await sought(region)
    candidate = await a_candidate(region)
    await case.triaged()
    [offer] = await case.offer(candidate)
    output = outputs(available_from=moment(24), held_until=moment(8))
    assert (await case.send(candidate, offer, status="accepted", output=output)).status_code == 200

    made = await asks(case, case.desk, offer, candidate)

    assert made.status_code == 201, made.text
    assert made.json()["status"] == "completed"
    assert await standing(case, case.desk, offer) == "cancelled"
    assert (await candidate.get(address(made))).status_code == 404
    async with region.running.database.connection() as connection:
        now = region.running.clock()
        [place] = await places_kept(connection, now, candidate.ura)
    assert place["released_at"] is not None


async def test_where_nobody_leads_it_who_made_the_offer_calls_it_off(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    patient = case.dossier.patient
    task = an_abort(case.placer.ura, case.tasks[0], provider.ura, patient)

    made = await case.placer.post(task)

    assert made.status_code == 201, made.text
    assert (await case.read(case.placer))["status"] == "cancelled"
    assert (await provider.get(case.tasks[0])).status_code == 404


async def test_who_may_not_is_refused_by_the_guard(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)

    answer = await asks(case, candidate, offer, candidate)

    assert answer.status_code in {403, 422}, answer.text
    assert "businessStatus" not in await case.read(candidate, offer)


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"status": "accepted"}, "Task.status"),
        ({"statusReason": None}, "Task.statusReason"),
        ({"owner": by("90000001")}, "Task.owner.identifier"),
    ],
)
async def test_what_it_lacks_is_told_by_its_element(
    region: Region, members: dict[str, Any], place: str
) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)

    answer = await asks(case, case.requester, offer, candidate, **members)

    assert answer.status_code == 422, answer.text
    assert place in {one for each in answer.json()["issue"] for one in each.get("expression", [])}
    assert "businessStatus" not in await case.read(candidate, offer)


async def test_it_names_an_offer(region: Region) -> None:
    case = await sought(region)
    candidate, _, _ = await begun(case, region)

    answer = await asks(case, case.requester, case.lead, candidate)

    assert (answer.status_code, fault(answer)["expression"]) == (422, ["Task.focus"])


async def test_what_is_over_is_not_called_off(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    task = an_abort(case.placer.ura, case.tasks[0], provider.ura, case.dossier.patient)
    assert (await case.placer.post(task)).status_code == 201

    answer = await case.placer.post(task)

    assert answer.status_code == 422, answer.text
    assert "this offer is cancelled" in fault(answer)["diagnostics"]


async def test_it_is_asked_once_whoever_asks_at_the_same_moment(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)

    made = await asyncio.gather(
        *(asks(case, who, offer, candidate) for who in [case.requester, case.requester] * 2)
    )

    assert sorted(one.status_code for one in made) == [201, 422, 422, 422]


async def test_it_changes_by_its_candidate_alone_and_by_its_answer(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    name = address(await asks(case, case.requester, offer, candidate))

    own = await answers(case.requester, name, "accepted")
    gone = await case.requester("DELETE", name)
    more = await answers(candidate, name, "accepted", priority="urgent")
    other = await answers(candidate, name, "on-hold")

    assert [own.status_code, gone.status_code] == [403, 403]
    assert [more.status_code, other.status_code] == [422, 422]
    assert fault(more)["expression"] == ["Task.priority"]
    assert await standing(case, candidate, name) == "requested"


async def test_what_was_answered_stays_so(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    name = address(await asks(case, case.requester, offer, candidate))
    read = (await candidate.get(name)).json()
    assert (await answers(candidate, name, "rejected")).status_code == 200

    late = await candidate.put(read | {"status": "accepted"}, if_match='W/"1"')

    assert late.status_code in {404, 412}
    assert await standing(case, candidate, offer) == "in-progress"


async def test_a_draft_asks_for_nothing(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)

    answer = await asks(case, case.requester, offer, candidate, status="draft")

    assert answer.status_code == 201, answer.text
    assert "businessStatus" not in await case.read(candidate, offer)


async def test_nothing_of_another_inhabitant_is_called_off_with_it(region: Region) -> None:
    case = await sought(region)
    candidate, offer, _ = await begun(case, region)
    other = await kept_by(case.requester, a_bsn())
    task = an_abort(case.requester.ura, offer, candidate.ura, other.patient)

    answer = await case.requester.transaction(
        a_transaction((other.word | {"id": other.id}, f"PUT {other.patient}"), (task, "POST Task"))
    )

    assert answer.status_code in {403, 422}, answer.text
    assert "businessStatus" not in await case.read(candidate, offer)
