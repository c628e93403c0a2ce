"""$validate and the write say the same of what stands in the way, and all of it at once.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

import base64
import json
from typing import Any

import httpx
import pytest

from profiles import systems
from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    a_treatment_directive,
    urn,
)
from tests.hub.counting import counting
from tests.hub.dossier import Dossier, a_dossier, an_observation, an_organization, kept_by, names
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio

Tree = dict[str, Any]
Found = set[tuple[str, str]]


def wrong(answer: httpx.Response) -> Found:
    """The place and the code or rule of each error."""
    return {
        (one.get("expression", [""])[0], coded(one))
        for one in answer.json()["issue"]
        if one["severity"] in {"error", "fatal"}
    }


def coded(issue: Tree) -> str:
    coding = issue.get("details", {}).get("coding", [{}])
    return str(coding[0].get("code", issue["code"]))


async def both(dossier: Dossier, resource: Tree, write: str, asked: str) -> Found:
    """What the write is refused for, which is what $validate says; nothing was stored by that."""
    caller = dossier.source
    method, _, path = write.partition(" ")
    said = await caller("POST", asked, resource)
    done = await caller(method, path, resource)
    assert done.status_code >= 400, done.text
    assert said.status_code == 200, said.text
    assert wrong(said) == wrong(done)
    return wrong(done)


@pytest.fixture
async def dossier(region: Region) -> Dossier:
    return await a_dossier(region)


def two_bsns() -> Tree:
    patient = a_patient()
    patient["identifier"] += a_patient()["identifier"]
    return patient


OF_ONE = {
    "a patient without a number": (a_patient() | {"identifier": []}, "Patient.identifier"),
    "a patient with two numbers": (two_bsns(), "Patient.identifier"),
    "nobody's observation": (
        {key: value for key, value in an_observation("").items() if key != "subject"},
        "Observation",
    ),
    "a reference into the blue": (a_goal("Patient/none"), "Goal.subject.reference"),
    "a dangling urn": (a_goal(urn(7)), "Goal.subject.reference"),
    "a team of nobody": ({"resourceType": "CareTeam"}, "CareTeam"),
    "the hub's own form": (
        {
            "resourceType": "Questionnaire",
            "status": "active",
            "url": systems.HUB_OWN_WORDS,
        },
        "Questionnaire",
    ),
}


@pytest.mark.parametrize("name", OF_ONE)
async def test_what_a_create_is_refused_for_is_told(dossier: Dossier, name: str) -> None:
    resource, at = OF_ONE[name]
    kind = resource["resourceType"]

    assert at in {
        place for place, _ in await both(dossier, resource, f"POST {kind}", kind_of(kind))
    }


def kind_of(kind: str) -> str:
    return f"{kind}/$validate"


def of_nobody(bsn: str, patient: str, other: str) -> list[tuple[Tree, set[str]]]:
    """Directory resources with two faults each, of which one could hide the other."""
    names = {
        "resourceType": "Library",
        "status": "active",
        "type": {"text": "folder"},
        "title": bsn,
        "purpose": f"van {bsn}",
    }
    ruled = {"resourceType": "Location", "implicitRules": "http://example.org/a", "name": bsn}
    roles = [{"reference": patient}, {"reference": other}]
    script = {
        "resourceType": "TestScript",
        "url": "http://example.org/b",
        "name": "B",
        "status": "draft",
        "profile": roles,
    }
    device = {"resourceType": "Device", "owner": {"reference": patient, "onzin": "x"}}
    return [
        (names, {"Library.title", "Library.purpose"}),
        (ruled, {"Location.implicitRules", "Location.name"}),
        (script, {"TestScript.profile[0].reference", "TestScript.profile[1].reference"}),
        (device, {"Device.owner", "Device.owner.onzin"}),
    ]


@pytest.mark.parametrize("number", range(4))
async def test_no_fault_hides_another(dossier: Dossier, number: int) -> None:
    other = (await kept_by(dossier.source, a_bsn())).patient
    goal = await dossier.source.post(a_goal(other))
    held = "/".join(goal.headers["Location"].split("/")[-4:-2])
    resource, places = of_nobody(dossier.bsn, await dossier.goal(), held)[number]
    kind = resource["resourceType"]

    found = await both(dossier, resource, f"POST {kind}", kind_of(kind))

    assert places <= {place for place, _ in found}


async def test_a_reference_with_a_member_too_many_is_looked_up(dossier: Dossier) -> None:
    goal = a_goal(dossier.patient, addresses=[{"reference": "Condition/none", "onzin": "x"}])

    found = {place for place, _ in await both(dossier, goal, "POST Goal", kind_of("Goal"))}

    assert found == {"Goal.addresses[0].onzin", "Goal.addresses[0].reference"}


async def test_what_is_of_a_record_is_not_called_open(dossier: Dossier) -> None:
    item = [{"type": one, "resource": {"display": dossier.bsn}} for one in ("source", "alternate")]
    linkage = {"resourceType": "Linkage", "item": item}

    found = await both(dossier, linkage, "POST Linkage", kind_of("Linkage"))

    assert {place for place, _ in found} == {"Linkage"}


async def test_an_update_is_judged_by_what_is_here(dossier: Dossier, region: Region) -> None:
    goal = await dossier.goal()
    name = goal.partition("/")[2]
    neighbour = await kept_by(await region.organization(), dossier.bsn)
    taken = a_goal(neighbour.patient, id=name)
    elsewhere = a_goal((await kept_by(dossier.source, a_bsn())).patient, id=name)

    moved = await both(dossier, elsewhere, f"PUT {goal}", f"{goal}/$validate")
    by_type = await both(dossier, elsewhere, f"PUT {goal}", "Goal/$validate?mode=update")
    other = await both(dossier, a_goal(dossier.patient, id="x"), f"PUT {goal}", f"{goal}/$validate")

    assert moved == by_type == {("Goal", "processing")}
    assert other == {("Goal.id", "invalid")}
    said = await neighbour.source("POST", f"{goal}/$validate", taken)
    assert wrong(said) == set(), "an id that only another has is free to who does not see it"


async def test_a_delete_is_told_as_it_would_be_done(dossier: Dossier) -> None:
    choice = await dossier.choose(category="RPZAC104")

    nothing = await dossier.source("POST", "Goal/none/$validate?mode=delete")
    assert wrong(nothing) == set(), "there is nothing of it to keep, so it is done"
    for path in (dossier.patient, choice):
        said = await dossier.source("POST", f"{path}/$validate?mode=delete")
        done = await dossier.source("DELETE", path)
        assert wrong(said) == wrong(done) != set()


def a_faulty_bundle(ura: str) -> tuple[Tree, Found]:
    """Six faults of six kinds in one transaction, and what is told of each."""
    person = an_organization(ura)
    person["identifier"] += a_patient()["identifier"]
    bundle = a_transaction(
        (two_bsns(), "POST Patient"),
        (a_goal(urn(0), lifecycleStatus="nonsense"), "POST Goal"),
        (an_observation(urn(0), performer=[{"reference": urn(77)}]), "POST Observation"),
        (person, "POST Organization"),
        (a_goal(urn(0)), "POST Procedure"),
        (an_observation("Patient?identifier=http://example.org/x|1"), "POST Observation"),
    )
    at = "Bundle.entry[{}].resource{}".format
    return bundle, {
        (at(0, ".identifier"), "processing"),
        (at(1, ".lifecycleStatus"), "code-invalid"),
        (at(2, ".performer[0].reference"), "not-found"),
        (at(3, ".identifier[1].value"), "business-rule"),
        ("Bundle.entry[4]", "invalid"),
        (at(5, ".subject.reference"), "not-found"),
    }


async def test_faults_of_six_kinds_are_told_in_one_round(dossier: Dossier) -> None:
    bundle, planted = a_faulty_bundle(dossier.source.ura)

    refused = await dossier.source.transaction(bundle)
    said = await dossier.source("POST", "Bundle/$validate", bundle)

    assert refused.status_code == 422
    assert wrong(refused) == wrong(said)
    assert {place for place, _ in planted} <= {place for place, _ in wrong(refused)}


async def test_whom_a_dangling_reference_may_be_about_is_not_asked_twice(dossier: Dossier) -> None:
    bundle = a_transaction(
        (a_goal(urn(9)), "POST Goal"), ({"resourceType": "CareTeam"}, "POST CareTeam")
    )

    found = wrong(await dossier.source.transaction(bundle))

    assert found == {("Bundle.entry[0].resource.subject.reference", "not-found")}


async def test_what_may_not_be_written_is_told_and_nothing_of_what_is_here(region: Region) -> None:
    dossier = await a_dossier(region)
    caller = await region.organization(scopes=("system/Goal.c",))
    bundle = a_transaction(
        (a_goal(dossier.patient), "POST Goal"),
        (a_goal(dossier.patient, addresses=[{"reference": "Condition/none"}]), "POST Goal"),
        (an_observation(dossier.patient), "POST Observation"),
    )

    refused = await caller.transaction(bundle)
    said = await caller("POST", "Goal/$validate?mode=update", a_goal(dossier.patient))

    assert refused.status_code == 403
    assert wrong(refused) == {("Bundle.entry[2]", "forbidden")}
    assert said.status_code == 403


async def test_each_write_of_a_batch_is_judged_by_itself(dossier: Dossier) -> None:
    entries = [
        (a_goal(dossier.patient), "POST Goal"),
        (a_goal("Patient/none"), "POST Goal"),
        (None, "DELETE Goal/none"),
        (a_goal(dossier.patient, id="a"), "PUT Goal/b"),
        (None, "GET Goal/none"),
        ({"resourceType": "AuditEvent"}, "POST AuditEvent"),
    ]
    batch = a_transaction(*entries) | {"type": "batch"}

    found = wrong(await dossier.source("POST", "Bundle/$validate", batch))

    assert {place for place, _ in found} == {
        "Bundle.entry[1].resource.subject.reference",
        "Bundle.entry[3].resource.id",
        "Bundle.entry[5].resource",
    }


def patched(path: str, value: str) -> Tree:
    """A Binary with a JSON Patch, as an entry of a transaction has it."""
    change = [{"op": "replace", "path": path, "value": value}]
    data = base64.b64encode(json.dumps(change).encode()).decode()
    return {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": data}


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        ("/lifecycleStatus", "completed", ""),
        ("/lifecycleStatus", "nonsense", ""),
        ("/nowhere/0", "x", ""),
        ("/lifecycleStatus", "completed", "Goal/none"),
    ],
)
async def test_a_patch_in_a_transaction_is_judged_as_what_it_comes_to(
    dossier: Dossier, path: str, value: str, name: str
) -> None:
    goal = name or await dossier.goal()
    bundle = a_transaction((patched(path, value), f"PATCH {goal}"))

    said = await dossier.source("POST", "Bundle/$validate", bundle)
    done = await dossier.source.transaction(bundle)

    assert said.status_code == 200, said.text
    assert wrong(said) == (wrong(done) if done.status_code >= 400 else set())
    assert (done.status_code == 200) == (
        path == "/lifecycleStatus" and value == "completed" and not name
    )


async def test_who_was_looked_at_sees_that_he_was(dossier: Dossier, region: Region) -> None:
    stranger = {**dossier.word, "birthDate": "1931-02-03"}
    await dossier.source.put({**dossier.word, "id": dossier.id, "birthDate": "1950-05-06"})
    other = await region.organization()

    said = await other("POST", "Patient/$validate", stranger)

    rows = await region.left_behind(said)
    assert [(row["interaction"], row["rule"]) for row in rows] == [("operation", "WHO-2")]
    assert all(row["pat"] for row in rows)
    done = await other("POST", "Patient", stranger)
    assert wrong(said) == wrong(done) == {("Patient.birthDate", "WHO-2")}
    assert "task" not in said.text
    assert "task" in done.text


async def test_a_number_in_the_header_is_judged_as_in_a_write(dossier: Dossier) -> None:
    goal = await dossier.goal()
    body = a_goal(dossier.patient, id=goal.partition("/")[2], note=[{"text": "anders"}])
    choice = a_privacy_consent(dossier.patient, holder=dossier.source.ura, user=dossier.source.ura)

    said = await dossier.source("POST", f"{goal}/$validate", body, If_Match='W/"7"')
    done = await dossier.source("PUT", goal, body, If_Match='W/"7"')
    odd = await dossier.source("POST", f"{goal}/$validate", body, If_Match="seven eight")

    assert wrong(said) == wrong(done) == {("Goal", "conflict")}
    assert wrong(odd) == {("", "invalid")}
    assert wrong(await dossier.source("POST", "Consent/$validate", choice)) == set()


async def test_a_wish_that_is_sound_is_said_to_be(dossier: Dossier) -> None:
    wish = a_treatment_directive(urn(0))
    bundle = a_transaction((dossier.word, "POST Patient"), (wish, "POST Consent"))

    answer = await dossier.source("POST", "Bundle/$validate", bundle)

    assert wrong(answer) == set()
    assert names(await dossier.source.find("Consent", patient=dossier.patient)) == []


async def test_the_question_and_a_refusal_cost_a_look_and_a_row(
    hub: Running, dossier: Dossier
) -> None:
    bundle, _ = a_faulty_bundle(dossier.source.ura)
    goals = a_transaction(*[(a_goal(dossier.patient), "POST Goal") for _ in range(20)])
    async with counting(hub) as (client, asked):
        dossier.source.client = client
        await dossier.source("POST", "Bundle/$validate", bundle)  # the first look of a connection
        costs = []
        for body in (bundle, goals):
            asked.clear()
            await dossier.source("POST", "Bundle/$validate", body)
            costs.append(len(asked))
        asked.clear()
        await dossier.source.transaction(bundle)
        costs.append(len(asked))

    assert max(costs) <= 2, costs
