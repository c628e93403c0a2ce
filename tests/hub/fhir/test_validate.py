"""$validate says what a write would be told, and stores nothing but its row in the ledger.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from typing import Any

import httpx
import pytest

from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, a_transaction
from tests.hub.dossier import Dossier, a_dossier, an_organization, fault, names
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

BROKEN = {"gender": "x"}


def issues(answer: httpx.Response) -> list[dict[str, Any]]:
    """The findings; the OperationOutcome itself is one that can be sent."""
    assert answer.status_code == 200, answer.text
    outcome = parse(answer.content)
    assert outcome["resourceType"] == "OperationOutcome"
    assert validate(outcome) == []
    return list(outcome["issue"])


def errors(answer: httpx.Response) -> list[dict[str, Any]]:
    return [one for one in issues(answer) if one["severity"] in {"error", "fatal"}]


def parameters(**said: Any) -> dict[str, Any]:
    listed = [
        {"name": name, "resource" if name == "resource" else "valueCode": value}
        for name, value in said.items()
    ]
    return {"resourceType": "Parameters", "parameter": listed}


async def audited(region: Region, answer: httpx.Response) -> list[tuple[str, str, int]]:
    rows = await region.left_behind(answer)
    return [(row["interaction"], row["type"], row["status"]) for row in rows]


async def test_what_is_sound_is_told_so_and_not_stored(region: Region) -> None:
    source, patient = await region.organization(), a_patient()

    answer = await source("POST", "Patient/$validate", patient)

    assert errors(answer) == []
    assert await audited(region, answer) == [("operation", "Patient", 200)]
    bsn = patient["identifier"][0]
    assert names(await source.find("Patient", identifier=f"{bsn['system']}|{bsn['value']}")) == []


@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "in-parameters"])
async def test_every_fault_is_told_as_a_write_would(region: Region, *, wrapped: bool) -> None:
    source, patient = await region.organization(), a_patient(**BROKEN, colour="red")

    refused = await source.post(patient)
    body = parameters(resource=patient) if wrapped else patient
    answer = await source("POST", "Patient/$validate", body)

    assert fault(refused)
    assert refused.status_code == 422
    assert issues(answer) == refused.json()["issue"]
    assert len(errors(answer)) == 2


async def test_the_rules_of_the_house_are_told_inside_a_bundle_too(region: Region) -> None:
    source = await region.organization()
    person = an_organization(source.ura)
    person["identifier"] += a_patient()["identifier"]

    answer = await source("POST", "Bundle/$validate", a_transaction((person, "POST Organization")))

    place = "Bundle.entry[0].resource.identifier[1].value"
    assert [one["expression"] for one in errors(answer)] == [[place]]


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("Patient/$validate", {"resourceType": "Goal"}, "resourceType"),
        ("Patient/$validate?mode=update", a_patient() | {"identifier": []}, None),
        ("Patient/1/$validate", a_patient(), "Patient.id"),
        ("Patient/1/$validate", a_patient(id="2"), "Patient.id"),
        ("Patient/1/$validate?mode=update", a_patient(id="2"), "Patient.id"),
        ("Patient/1/$validate?mode=create", a_patient(id="1"), "Patient.id"),
    ],
    ids=range(6),
)
async def test_url_and_resource_must_agree(
    region: Region, path: str, body: dict[str, Any], at: str | None
) -> None:
    source = await region.organization()

    answer = await source("POST", path, body)

    assert errors(answer)
    assert at is None or [at] in [one["expression"] for one in errors(answer)]


@pytest.mark.parametrize(
    ("path", "members", "mode"),
    [
        ("Goal/$validate?mode=create", {}, ""),
        ("Goal/$validate?mode=update", {"id": "mode-1"}, ""),
        ("Goal/mode-1/$validate?mode=update", {"id": "mode-1"}, ""),
        ("Goal/$validate", {}, "create"),
    ],
    ids=range(4),
)
async def test_a_mode_is_taken_from_the_url_and_from_parameters(
    region: Region, path: str, members: dict[str, Any], mode: str
) -> None:
    dossier = await a_dossier(region)
    goal = a_goal(dossier.patient, **members)
    body = parameters(resource=goal, mode=mode) if mode else goal

    assert errors(await dossier.source("POST", path, body)) == []


async def test_an_id_that_a_create_leaves_aside_is_told(region: Region) -> None:
    source = await region.organization()

    answer = await source("POST", "Patient/$validate?mode=create", a_patient(id="1"))

    assert "left aside" in issues(answer)[0]["diagnostics"]
    assert errors(answer) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("Patient/$validate?mode=dance", a_patient()),
        ("Patient/$validate?mode=profile", a_patient()),
        ("Patient/$validate?colour=red", a_patient()),
        ("Patient/$validate?mode=create&mode=update", a_patient()),
        ("Patient/$validate?mode=create", parameters(resource=a_patient(), mode="create")),
        ("Patient/$validate?mode=delete", a_patient()),
        ("Patient/$validate", None),
        ("Patient/$validate", "{"),
        ("Patient/$validate", parameters(mode="create")),
        ("Patient/$validate", parameters(resource=5)),
        ("Patient/$validate", parameters(resource=a_patient(), mode=5)),
        ("Patient/$validate", {"resourceType": "Parameters", "parameter": 5}),
        ("Patient/$validate", {"resourceType": "Parameters", "parameter": [5]}),
    ],
    ids=range(13),
)
async def test_what_can_not_be_asked_is_refused(region: Region, path: str, body: object) -> None:
    source = await region.organization()

    answer = await source("POST", path, body)

    assert answer.status_code == 400
    fault(answer)
    assert await audited(region, answer) == [("operation", "Patient", 400)]


async def test_a_profile_that_nobody_defined_is_named_as_such(region: Region) -> None:
    source = await region.organization()
    profile = "https://example.org/StructureDefinition/none"

    answer = await source("POST", f"Patient/$validate?profile={profile}", a_patient())

    [said] = issues(answer)
    assert (said["severity"], said["code"]) == ("error", "not-found")
    assert "hub profiles add" in said["diagnostics"]


async def test_a_profile_of_another_type_is_told(region: Region) -> None:
    source = await region.organization()
    profile = "http://nictiz.nl/fhir/StructureDefinition/nl-core-Patient"

    answer = await source("POST", f"Goal/$validate?profile={profile}", a_goal("Patient/1"))

    assert [one["code"] for one in issues(answer)] == ["invalid"]


ACP_PATIENT = "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient"


def nameless(**members: Any) -> dict[str, Any]:
    patient = a_patient(**members)
    del patient["name"]
    return patient


async def test_a_profile_that_is_asked_for_is_judged_by_and_its_line_is_named(
    region: Region,
) -> None:
    source = await region.organization()

    [said] = issues(await source("POST", f"Patient/$validate?profile={ACP_PATIENT}", nameless()))

    assert said["expression"] == ["Patient.name"]
    assert said["details"]["coding"] == [{"system": ACP_PATIENT, "code": "Patient.name min"}]
    assert said["severity"] == "warning"  # no source named the profile: the shipped policy is mild


async def test_what_a_source_declares_it_is_held_to(region: Region) -> None:
    source = await region.organization()
    patient = nameless(meta={"profile": [ACP_PATIENT]})

    refused = await source.post(patient)
    bundled = await source.transaction(a_transaction((patient, "POST Patient")))
    [said] = issues(await source("POST", "Patient/$validate", patient))

    assert refused.status_code == bundled.status_code == 422
    assert refused.json()["issue"] == [said]
    assert (said["severity"], said["expression"]) == ("error", ["Patient.name"])
    assert fault(bundled)["expression"] == ["Bundle.entry[0].resource.name"]
    assert fault(bundled)["details"] == said["details"]


async def stored(region: Region) -> tuple[Dossier, str]:
    dossier = await a_dossier(region)
    return dossier, await dossier.goal()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_stored_is_judged_where_nothing_is_sent(region: Region, method: str) -> None:
    dossier, goal = await stored(region)

    answer = await dossier.source(method, f"{goal}/$validate")

    assert errors(answer) == []
    assert await audited(region, answer) == [("operation", "Goal", 200)]


async def test_what_is_closed_to_the_caller_is_not_there_to_validate(region: Region) -> None:
    _, goal = await stored(region)
    doctor = await region.doctor()

    for answer in (await doctor.get(f"{goal}/$validate"), await doctor.get("Goal/none/$validate")):
        assert answer.status_code == 404
        assert await audited(region, answer) == [("operation", "Goal", 404)]


async def test_what_was_deleted_is_gone(region: Region) -> None:
    dossier, goal = await stored(region)
    await dossier.source("DELETE", goal)

    assert (await dossier.source.get(f"{goal}/$validate")).status_code == 410


async def test_whether_it_can_be_deleted(region: Region) -> None:
    dossier, goal = await stored(region)
    choice = await dossier.choose(category="RPZAC104")
    other = await region.organization()

    async def codes(caller: Caller, path: str) -> list[str]:
        answer = await caller("POST", f"{path}/$validate?mode=delete")
        assert len(await audited(region, answer)) == 1
        return [one["code"] for one in issues(answer)]

    assert await codes(dossier.source, goal) == ["informational"]
    assert await codes(dossier.source, dossier.patient) == ["conflict"]
    assert await codes(dossier.source, choice) == ["not-supported"]
    assert await codes(other, goal) == ["informational"]
    assert await codes(dossier.source, "Goal/none") == ["informational"]
    assert (await dossier.source.get(goal)).status_code == 200
    assert (await dossier.source("DELETE", goal)).status_code == 204
    assert await codes(dossier.source, goal) == ["informational"]


@pytest.mark.parametrize(
    ("scope", "method", "path", "body", "status"),
    [
        ("r", "POST", "Goal/$validate", a_goal("Patient/1"), 403),
        ("c", "POST", "Goal/$validate", a_goal("Patient/1"), 200),
        ("u", "POST", "Goal/$validate", a_goal("Patient/1"), 200),
        ("c", "GET", "Goal/1/$validate", None, 403),
        ("r", "GET", "Goal/1/$validate", None, 404),
        ("r", "POST", "Goal/1/$validate?mode=delete", None, 403),
        ("d", "POST", "Goal/1/$validate?mode=delete", None, 200),
    ],
    ids=range(7),
)
async def test_it_takes_the_scope_of_what_would_be_done(
    region: Region, scope: str, method: str, path: str, body: object, status: int
) -> None:
    source = await region.organization(scopes=(f"system/Goal.{scope}",))

    answer = await source(method, path, body)

    assert answer.status_code == status
    assert await audited(region, answer) == [("operation", "Goal", status)]


async def test_without_a_token_nothing_is_validated(region: Region) -> None:
    source = await region.organization()

    answer = await source.client.post("Patient/$validate", json=a_patient())

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Goal/$validate", 405),
        ("PUT", "Goal/1/$validate", 405),
        ("POST", "AuditEvent/$validate", 405),
        ("POST", "$validate", 404),
        ("POST", "Goal/1/2/$validate", 400),
        ("POST", "Goal/$dance", 400),
    ],
)
async def test_no_other_way_leads_to_it(
    region: Region, method: str, path: str, status: int
) -> None:
    source = await region.organization()

    assert (await source(method, path, a_goal("Patient/1"))).status_code == status


async def test_a_choice_about_exchange_is_validated_by_its_own_rules(region: Region) -> None:
    source = await region.organization()
    choice = a_privacy_consent("Patient/1", holder=source.ura, user=source.ura)
    choice["provision"] = {}

    refused = await source.post(choice)
    answer = await source("POST", "Consent/$validate", choice)

    assert refused.status_code == 422
    assert issues(answer) == refused.json()["issue"]


async def test_the_event_says_which_operation_it_was(region: Region) -> None:
    source = await region.organization()
    await source("POST", "Patient/$validate", a_patient(a_bsn()))

    [entry, *_] = (await source.get("AuditEvent")).json()["entry"]

    event = entry["resource"]
    assert event["subtype"][0]["code"] == "operation"
    assert "$validate" in [one.get("description") for one in event["entity"]]
    assert [one for one in validate(event) if one.severity != "warning"] == []
