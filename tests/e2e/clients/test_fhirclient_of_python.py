"""SMART's library for Python as it is. https://github.com/smart-on-fhir/client-py"""

from collections.abc import Iterator
from typing import Any

import pytest
from fhirclient._utils import iter_pages
from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.careplan import CarePlan
from fhirclient.models.flag import Flag
from fhirclient.models.goal import Goal
from fhirclient.models.patient import Patient
from fhirclient.server import (
    FHIRNotFoundException,
    FHIRServer,
    FHIRUnauthorizedException,
)
from requests import HTTPError

from tests.e2e.clients.practice import PAGED, Practice

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def unknown(practice: Practice) -> Iterator[FHIRClient]:
    """One that has its key, and no token yet."""
    aud = f"{practice.ehr.hub.url}/auth/token"
    said = {
        "app_id": practice.ehr.app.client_id,
        "api_base": practice.url,
        "jwt_token": practice.ehr.app.assertion(aud=aud),
        "scope": "system/*.cruds",
    }
    made = FHIRClient(said)
    made.wants_patient = False
    yield made
    made.server.session.close()


@pytest.fixture
def server(unknown: FHIRClient) -> FHIRServer:
    """It finds the token endpoint by itself, and proves itself there."""
    assert not unknown.prepare()
    unknown.authorize()
    assert unknown.ready
    return unknown.server


def a_goal(server: FHIRServer, practice: Practice) -> Goal:
    answer = Goal(practice.goal()).create(server)
    return Goal(answer)


def in_words(goal: Goal) -> dict[str, Any]:
    said: dict[str, Any] = goal.as_json()
    return said


async def test_without_a_token_it_learns_that_it_has_no_access(
    unknown: FHIRClient, practice: Practice
) -> None:
    with pytest.raises(FHIRUnauthorizedException):
        Patient.read(practice.patient.partition("/")[2], unknown.server)


async def test_it_connects_and_reads_which_fhir_is_spoken(server: FHIRServer) -> None:
    assert server.capabilityStatement.fhirVersion == "4.0.1"


async def test_what_it_creates_has_an_id_and_is_read_back(
    server: FHIRServer, practice: Practice
) -> None:
    made = a_goal(server, practice)

    assert made.id
    assert in_words(Goal.read(made.id, server)) == in_words(made)


async def test_what_it_updates_is_a_new_version(server: FHIRServer, practice: Practice) -> None:
    made = a_goal(server, practice)
    made.lifecycleStatus = "completed"

    changed = Goal(made.update(server))

    assert (changed.id, changed.meta.versionId) == (made.id, "2")
    assert Goal.read(made.id, server).lifecycleStatus == "completed"


async def test_it_goes_through_all_of_many_pages(server: FHIRServer, practice: Practice) -> None:
    search = Flag.where({"patient": practice.patient, "_count": "50"})
    assert len({one.id for one in search.perform_resources_iter(server)}) == PAGED
    assert len(list(search.perform_iter(server))) == 3


async def test_it_searches_with_what_is_referred_to(server: FHIRServer, practice: Practice) -> None:
    made = a_goal(server, practice)
    [bundle] = Goal.where({"_id": made.id}).include("subject").perform_iter(server)
    assert [(one.resource.resource_type, one.search.mode) for one in bundle.entry] == [
        ("Goal", "match"),
        ("Patient", "include"),
    ]


async def test_it_sends_a_transaction_whose_parts_name_each_other(
    server: FHIRServer, practice: Practice
) -> None:
    goal, plan = "urn:uuid:2f1c2f7e-7d9d-4a7c-9f8e-0c6a7b1d2e11", "CarePlan"
    body = {
        "resourceType": plan,
        "status": "active",
        "intent": "plan",
        "subject": {"reference": practice.patient},
        "goal": [{"reference": goal}],
    }
    entry = [
        {
            "fullUrl": goal,
            "resource": practice.goal(),
            "request": {"method": "POST", "url": "Goal"},
        },
        {"resource": body, "request": {"method": "POST", "url": plan}},
    ]
    bundle = Bundle({"resourceType": "Bundle", "type": "transaction", "entry": entry})

    answer = Bundle(bundle.create(server))

    made, planned = ("/".join(one.response.location.split("/")[:2]) for one in answer.entry)
    read = CarePlan.read(planned.partition("/")[2], server)
    assert read.goal[0].reference == made
    assert read.goal[0].resolved(Goal).id == made.partition("/")[2]


async def test_it_reads_what_was_before(server: FHIRServer, practice: Practice) -> None:
    made = a_goal(server, practice)
    made.lifecycleStatus = "completed"
    made.update(server)

    history = Bundle.read_from(f"Goal/{made.id}/_history", server)

    assert [one.resource.meta.versionId for one in history.entry] == ["2", "1"]


async def test_it_has_everything_of_its_inhabitant(server: FHIRServer, practice: Practice) -> None:
    first = Bundle.read_from(f"{practice.patient}/$everything", server)

    found = [one.resource for page in iter_pages(first, server) for one in page.entry]

    kinds = [one.resource_type for one in found]
    assert (kinds.count("Patient"), kinds.count("Flag")) == (1, PAGED)
    assert len({(one.resource_type, one.id) for one in found}) == len(found)


async def test_what_it_deletes_is_gone(server: FHIRServer, practice: Practice) -> None:
    made = a_goal(server, practice)

    made.delete(server)

    with pytest.raises(HTTPError, match="410"):
        Goal.read(made.id, server)


async def test_what_is_not_there_is_not_found(server: FHIRServer) -> None:
    with pytest.raises(FHIRNotFoundException):
        Goal.read("not-there", server)


async def test_what_it_may_not_create_is_said_as_an_outcome(
    server: FHIRServer, practice: Practice
) -> None:
    wrong = Goal(practice.goal(lifecycleStatus="somewhen"))

    with pytest.raises(HTTPError) as refused:
        wrong.create(server)

    [issue] = refused.value.response.json()["issue"]
    assert issue["expression"] == ["Goal.lifecycleStatus"]
