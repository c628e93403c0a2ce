"""Offers as the R4 draft of notified pull has them, at a hub that switched it on."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from hub.demo import place_sought
from hub.fhir.endpoint import FhirEndpoint
from profiles import systems
from tests.builders import a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, addresses, found
from tests.hub.offers import Offered, a_candidate, an_open_request, moment, offered
from tests.plugins.hub import Caller, Region
from tests.plugins.watch import Watched

pytestmark = pytest.mark.anyio

FULFILL = {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}
TRANSFER = {"system": systems.SNOMED, "code": "308292007"}
CHOSEN = {"system": "http://fhir.nl/CodeSystem/nl-cow-business-status", "code": "selected"}


@pytest.fixture
def pulling(region: Region) -> Region:
    """The same hub with the switch on."""
    running = region.running
    watched = running.app.fhir
    assert isinstance(watched, Watched)
    assert isinstance(watched.app, FhirEndpoint)
    hub = watched.app.hub
    settings = hub.settings.model_copy(update={"notified_pull": "on"})
    door = Watched(FhirEndpoint(replace(hub, settings=settings)), watched.answers)
    app = replace(running.app, fhir=door, browsers=None)
    return Region(replace(running, app=app))


def an_offer(dossier: Dossier, candidate: Caller, focus: str, **members: Any) -> dict[str, Any]:
    """As the draft has it: two codings, an identifier of the placer's own, and no group."""
    return {
        "resourceType": "Task",
        "identifier": [{"system": "https://ehr.example/tasks", "value": str(uuid4())}],
        "status": "requested",
        "intent": "order",
        "code": {"coding": [FULFILL, TRANSFER]},
        "focus": {"reference": focus},
        "authoredOn": moment(0),
        "requester": place_sought.organization(dossier.source.ura),
        "owner": place_sought.organization(candidate.ura),
        "restriction": {"period": {"end": moment(6)}},
        **members,
    }


async def two_offers(pulling: Region) -> Offered:
    """Of one focus; the second is sent later, by the id that the focus has by then."""
    dossier = await a_dossier(pulling, "V4")
    providers = [await a_candidate(pulling) for _ in range(2)]
    answer = await dossier.source.transaction(
        a_transaction(
            (dossier.word | {"id": dossier.id}, f"PUT {dossier.patient}"),
            (an_open_request(dossier.source.ura), "POST ServiceRequest"),
            (an_offer(dossier, providers[0], urn(1)), "POST Task"),
        )
    )
    _, request, first = addresses(answer)
    second = await dossier.add(an_offer(dossier, providers[1], request))
    return Offered(dossier, providers, [first, second], request)


async def test_offers_of_one_focus_are_of_one_case_without_a_group(pulling: Region) -> None:
    case = await two_offers(pulling)
    for number in range(2):
        assert (await case.accept(number)).status_code == 200

    chosen = await case.send(case.person, 0, businessStatus={"coding": [CHOSEN]})
    again = await case.send(case.person, 1, businessStatus={"coding": [CHOSEN]})

    assert chosen.status_code == 200, chosen.text
    assert again.status_code in {403, 404, 422}
    read = [await case.read(case.placer, number) for number in range(2)]
    assert [one["status"] for one in read] == ["accepted", "cancelled"]
    assert CHOSEN in read[0]["businessStatus"]["coding"]


async def test_offers_of_another_focus_are_of_another_case(pulling: Region) -> None:
    case, other = await two_offers(pulling), await a_candidate(pulling)
    answer = await case.placer.transaction(
        a_transaction(
            (case.dossier.word | {"id": case.dossier.id}, f"PUT {case.dossier.patient}"),
            (an_open_request(case.placer.ura), "POST ServiceRequest"),
            (an_offer(case.dossier, other, urn(1)), "POST Task"),
        )
    )
    _, request, task = addresses(answer)
    both = Offered(case.dossier, [case.providers[0], other], [case.tasks[0], task], request)
    for number in range(2):
        assert (await both.accept(number)).status_code == 200
        chosen = await both.send(case.person, number, businessStatus={"coding": [CHOSEN]})
        assert chosen.status_code == 200, chosen.text

    assert [(await both.read(both.placer, one))["status"] for one in range(2)] == ["accepted"] * 2


async def test_a_candidate_reads_what_the_draft_asks_and_no_name(pulling: Region) -> None:
    case = await two_offers(pulling)

    task = await case.read(case.providers[0])

    assert "groupIdentifier" not in task
    assert task["code"]["coding"] == [FULFILL, TRANSFER]
    assert set(task["for"]) == {"reference"}
    assert case.dossier.id not in str(task["for"])
    assert (await case.providers[0].get(task["for"]["reference"])).status_code == 404


async def test_an_offer_of_the_hubs_own_form_is_told_as_the_draft_has_it(
    pulling: Region,
) -> None:
    case = await offered(pulling)
    [provider] = case.providers

    task = await case.read(provider)
    answer = await case.accept()

    codes = [(one["system"], one["code"]) for one in task["code"]["coding"]]
    assert {*codes} == {(one["system"], one["code"]) for one in (FULFILL, TRANSFER)}
    assert task["identifier"]
    assert "for" in task
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "said",
    [
        {"reference": "Patient/p1", "display": "Mevrouw Iemand"},
        {"identifier": {"system": systems.BSN_SYSTEM, "value": "999900006"}},
    ],
)
async def test_who_it_is_about_is_not_said_before_the_choice(
    pulling: Region, said: dict[str, Any]
) -> None:
    case = await two_offers(pulling)
    other = await a_candidate(pulling)
    offer = an_offer(case.dossier, other, case.request, **{"for": said})

    answer = await case.placer.post(offer)

    assert answer.status_code == 422


async def test_a_reference_to_whom_it_is_about_is_kept_from_the_candidate(
    pulling: Region,
) -> None:
    case, other = await two_offers(pulling), await a_candidate(pulling)
    reference = {"reference": case.dossier.patient}
    task = await case.dossier.add(an_offer(case.dossier, other, case.request, **{"for": reference}))

    assert (await other.get(task)).json()["for"] != reference


async def test_who_is_asked_begins_nothing_that_was_not_chosen(pulling: Region) -> None:
    case = await two_offers(pulling)
    assert (await case.accept()).status_code == 200

    answer = await case.send(case.providers[0], status="in-progress")

    assert answer.status_code in {403, 422}
    assert (await case.read(case.placer))["status"] == "accepted"


async def test_who_was_chosen_says_that_it_began_once_it_was_handed_over(pulling: Region) -> None:
    case = await two_offers(pulling)
    await case.accept()
    assert (await case.send(case.person, businessStatus={"coding": [CHOSEN]})).status_code == 200
    early = await case.send(case.providers[0], status="in-progress")
    assert (await case.begin()).status_code == 200
    before = await case.read(case.providers[0])

    begun = await case.send(case.providers[0], status="in-progress")
    done = await case.send(case.providers[0], status="completed")

    assert early.status_code in {403, 422}
    assert begun.status_code == 200, begun.text
    assert begun.json() == before
    assert before["for"] == {"reference": case.dossier.patient}
    assert done.status_code == 200, done.text


async def test_the_placer_finds_his_offers_by_their_focus(pulling: Region) -> None:
    case = await two_offers(pulling)
    assert (await case.accept()).status_code == 200
    assert (await case.send(case.person, businessStatus={"coding": [CHOSEN]})).status_code == 200
    by_focus = {"focus": case.request, "code": f"{FULFILL['system']}|{FULFILL['code']}"}
    system = CHOSEN["system"]
    owner = f"{systems.URA_SYSTEM}|{case.providers[0].ura}"

    async def ids(**more: str) -> set[str]:
        answer = await case.placer.find("Task", **by_focus, **more)
        return {f"Task/{one['id']}" for one in found(answer)}

    assert await ids() == {*case.tasks}
    assert await ids(status="accepted") == {case.tasks[0]}
    assert await ids(**{"business-status": f"{system}|selected"}) == {case.tasks[0]}
    assert await ids(**{"owner:identifier": owner}) == {case.tasks[0]}


async def test_where_it_is_off_a_group_is_asked_and_nothing_is_added(region: Region) -> None:
    case = await offered(region)
    [provider] = case.providers
    task = await case.read(provider)
    code = {"coding": [FULFILL, TRANSFER]}
    lacking = {**task, "id": None, "code": code, "groupIdentifier": None}

    answer = await case.placer.post({name: one for name, one in lacking.items() if one is not None})

    assert answer.status_code == 422
    assert "groupIdentifier" in answer.text
    assert "for" not in task
    assert len(task["code"]["coding"]) == 1


async def test_who_accepts_keeps_a_place_for_a_day_where_he_does_not_say(pulling: Region) -> None:
    case = await two_offers(pulling)

    answer = await case.send(case.providers[1], 1, status="accepted")

    assert answer.status_code == 200, answer.text
    said = {one["type"]["coding"][0]["code"] for one in answer.json()["output"]}
    assert said == {"available-from", "held-until"}
