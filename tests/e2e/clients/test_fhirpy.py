"""fhirpy as it is. https://github.com/beda-software/fhir-py"""

from collections.abc import Callable
from typing import Any

import pytest
from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import (
    AuthorizationError,
    OperationOutcome,
    ResourceNotFound,
)

from tests.e2e.clients.practice import EVENING, PAGED, Practice, goals

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

Connect = Callable[..., SyncFHIRClient]


@pytest.fixture
def client(practice: Practice) -> SyncFHIRClient:
    return SyncFHIRClient(practice.url, authorization=f"Bearer {practice.token()}")


def with_headers(practice: Practice, **headers: str) -> SyncFHIRClient:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    token = f"Bearer {practice.token()}"
    return SyncFHIRClient(practice.url, authorization=token, extra_headers=sent)


def a_goal(client: SyncFHIRClient, practice: Practice) -> Any:
    saved = client.resource("Goal", **practice.goal())
    saved.save()
    return saved


async def test_without_a_token_it_learns_that_it_has_no_access(practice: Practice) -> None:
    stranger = SyncFHIRClient(practice.url)
    with pytest.raises(AuthorizationError):
        stranger.reference("Patient", practice.patient.partition("/")[2]).to_resource()


async def test_it_connects_and_reads_which_fhir_is_spoken(client: SyncFHIRClient) -> None:
    assert client.execute("metadata", method="get").fhirVersion == "4.0.1"


async def test_what_it_saves_has_an_id_and_is_read_back(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)

    assert saved.id
    read = client.reference("Goal", saved.id).to_resource()
    assert read.serialize() == saved.serialize()
    assert read["identifier"] == saved["identifier"]


async def test_what_it_saves_again_is_a_new_version(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)
    saved["note"] = [{"text": EVENING}]

    saved.save()

    assert saved["meta"]["versionId"] == "2"
    assert client.reference("Goal", saved.id).to_resource()["note"] == [{"text": EVENING}]


async def test_it_fetches_all_of_many_pages(client: SyncFHIRClient, practice: Practice) -> None:
    found = client.resources("Flag").search(patient=practice.patient).limit(50).fetch_all()
    assert len({one.id for one in found}) == len(found) == PAGED


async def test_it_fetches_all_pages_without_waiting_for_each(practice: Practice) -> None:
    client = AsyncFHIRClient(practice.url, authorization=f"Bearer {practice.token()}")
    found = await client.resources("Flag").search(patient=practice.patient).limit(50).fetch_all()
    assert len({one.id for one in found}) == PAGED


async def test_what_it_gets_or_creates_is_there_once(
    client: SyncFHIRClient, practice: Practice
) -> None:
    body = practice.goal()
    [number] = body["identifier"]
    known = client.resources("Goal").search(identifier=f"{number['system']}|{number['value']}")

    first, made = known.get_or_create(client.resource("Goal", **body))
    second, again = known.get_or_create(client.resource("Goal", **body))

    assert (made, again) == (True, False)
    assert first.id == second.id
    assert len(goals(practice, number)) == 1


async def test_what_it_creates_on_a_condition_is_there_once(practice: Practice) -> None:
    body = practice.goal()
    [number] = body["identifier"]
    condition = f"identifier={number['system']}|{number['value']}"
    client = with_headers(practice, If_None_Exist=condition)

    made = [client.resource("Goal", **body).save() for _ in range(2)]

    assert made[0].id == made[1].id
    assert len(goals(practice, number)) == 1


async def test_it_sends_a_transaction_whose_parts_name_each_other(
    client: SyncFHIRClient, practice: Practice
) -> None:
    goal, plan = practice.goal(), "urn:uuid:0b3f3a0e-5c51-4b7e-9f0c-3d9a5d3a7d01"
    entry = [
        {
            "fullUrl": plan,
            "resource": goal,
            "request": {"method": "POST", "url": "Goal"},
        },
        {
            "resource": {
                "resourceType": "CarePlan",
                "status": "active",
                "intent": "plan",
                "subject": {"reference": practice.patient},
                "goal": [{"reference": plan}],
            },
            "request": {"method": "POST", "url": "CarePlan"},
        },
    ]

    answer = client.resource("Bundle", type="transaction", entry=entry).save()

    assert [one.response.status[:3] for one in answer.entry] == ["201", "201"]
    made, planned = ("/".join(one.response.location.split("/")[:2]) for one in answer.entry)
    read = client.reference(reference=planned).to_resource()
    assert read["goal"][0]["reference"] == made


async def test_it_searches_with_what_is_referred_to(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)
    bundle = client.resources("Goal").search(_id=saved.id).include("Goal", "patient").fetch_raw()

    kinds = {one.resource.resource_type: one.search.mode for one in bundle.entry}
    assert kinds == {"Goal": "match", "Patient": "include"}


async def test_it_reads_what_was_before(client: SyncFHIRClient, practice: Practice) -> None:
    saved = a_goal(client, practice)
    saved["note"] = [{"text": EVENING}]
    saved.save()

    history = client.execute(f"Goal/{saved.id}/_history", method="get")

    assert [one.resource.meta.versionId for one in history.entry] == ["2", "1"]


async def test_what_it_patches_is_changed_in_that_alone(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)

    changed = client.reference("Goal", saved.id).patch(lifecycleStatus="completed")
    saved.patch(note=[{"text": EVENING}])

    assert (changed["lifecycleStatus"], changed["meta"]["versionId"]) == ("completed", "2")
    assert (saved["note"], saved["meta"]["versionId"]) == ([{"text": EVENING}], "3")
    read = client.reference("Goal", saved.id).to_resource()
    assert read.serialize() == saved.serialize()
    assert read["identifier"] == changed["identifier"]


async def test_what_it_would_patch_in_two_ways_is_refused(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)

    with pytest.raises(OperationOutcome, match="json-patch"):
        client.reference("Goal", saved.id).patch(description={"text": EVENING})

    assert client.reference("Goal", saved.id).to_resource()["meta"]["versionId"] == "1"


async def test_it_has_everything_of_its_inhabitant(
    client: SyncFHIRClient, practice: Practice
) -> None:
    person = client.reference(reference=practice.patient)
    bundle = person.execute("$everything", method="get", params={"_type": "Flag"})

    assert bundle.total >= PAGED
    assert {one.resource.resourceType for one in bundle.entry} == {"Flag"}


async def test_what_it_deletes_is_gone(client: SyncFHIRClient, practice: Practice) -> None:
    saved = a_goal(client, practice)

    saved.delete()

    with pytest.raises(ResourceNotFound):
        client.reference("Goal", saved.id).to_resource()


async def test_what_it_may_not_save_is_said_as_an_outcome(
    client: SyncFHIRClient, practice: Practice
) -> None:
    wrong = client.resource("Goal", **practice.goal(lifecycleStatus="somewhen"))

    with pytest.raises(OperationOutcome) as refused:
        wrong.save()

    [issue] = refused.value.resource["issue"]
    assert (issue["code"], issue["expression"]) == ("code-invalid", ["Goal.lifecycleStatus"])


async def test_of_two_that_change_one_the_second_is_told(
    client: SyncFHIRClient, practice: Practice
) -> None:
    saved = a_goal(client, practice)
    slow = with_headers(practice, If_Match='W/"1"').reference("Goal", saved.id).to_resource()
    saved["note"] = [{"text": EVENING}]
    saved.save()

    slow["note"] = [{"text": "Iets anders"}]
    with pytest.raises(Exception) as refused:  # noqa: PT011 -- whichever of its own it has for 412
        slow.save()

    assert "conflict" in str(refused.value)
    assert client.reference("Goal", saved.id).to_resource()["note"] == [{"text": EVENING}]
