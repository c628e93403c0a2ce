"""What comes along with a case to another hub, and how its end is told back."""

from typing import Any

import pytest

from adapters.region.case import There, came_from, cases_in, taken_over
from adapters.region.told import picked_up, told_back
from hub.demo import place_sought
from profiles import systems
from profiles.invalid import InvalidRecord
from tests.builders import a_bsn

ORIGIN = "https://hub.example/fhir/Task"
CODED = place_sought.code("cancel-reason", "patient-died")


def there(**more: Any) -> There:
    request = place_sought.full_request("91000001", "Patient/p") | {"id": "r", "meta": {}}
    lead = place_sought.lead("91000001", "91000002", "Patient/p", "ServiceRequest/r")
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": a_bsn()}],
        "generalPractitioner": [{"reference": "Practitioner/x"}],
    }
    return There(lead | {"id": "t", "meta": {"versionId": "3"}} | more, request, patient)


def sent(case: There) -> list[dict[str, Any]]:
    return [one["resource"] for one in taken_over(case, ORIGIN)["entry"]]


def test_it_names_where_it_came_from_beside_its_number() -> None:
    case = there()
    *_, lead = sent(case)
    assert came_from(lead, ORIGIN) == "t"
    assert came_from(lead, "https://other.example/fhir/Task") == ""
    assert case.task["identifier"][0] in lead["identifier"]


def test_a_consent_of_the_other_hub_is_that_there_is_permission() -> None:
    said = place_sought.said("permission", valueReference={"reference": "Consent/c"})
    *_, lead = sent(there(input=[said]))
    assert lead["input"] == [place_sought.said("permission", valueBoolean=True)]
    assert "note" not in lead


def test_what_refers_to_what_stays_there_does_not_come_and_it_is_said() -> None:
    other = place_sought.said("contact", valueReference={"reference": "Composition/c"})
    who = {"identifier": {"system": systems.URA_SYSTEM, "value": "91000003"}}
    excluded = place_sought.said("excluded", valueReference=who)
    _, _, lead = sent(there(input=[other, excluded]))
    assert lead["input"] == [excluded]
    assert "meer dan hier" in lead["note"][0]["text"]


def test_of_the_request_and_the_person_nothing_comes_that_leads_elsewhere() -> None:
    case = there()
    assert case.request is not None
    case.request["supportingInfo"] = [{"reference": "Observation/o"}]
    case.request["text"] = {"status": "generated", "div": "<div>x</div>"}
    patient, request, lead = sent(case)
    assert patient.keys() == {"resourceType", "identifier"}
    assert not {"supportingInfo", "text", "id", "meta"} & request.keys()
    assert request["requester"] == case.request["requester"]
    assert lead["note"]


@pytest.mark.parametrize("missing", ["request", "patient", "bsn", "number"])
def test_without_what_makes_it_a_case_it_is_none(missing: str) -> None:
    case = there()
    parts = {"request": case.request, "patient": case.patient}
    if missing in parts:
        case = There(case.task, **{**parts, missing: None})
    elif missing == "bsn" and case.patient is not None:
        case.patient["identifier"] = []
    else:
        case.task["identifier"] = []
    with pytest.raises(InvalidRecord) as told:
        taken_over(case, ORIGIN)
    assert len(told.value.issues) == 1


def test_sent_again_it_is_the_same() -> None:
    case = there()
    assert taken_over(case, ORIGIN) == taken_over(case, ORIGIN)
    named = [one["request"].get("ifNoneExist", "") for one in taken_over(case, ORIGIN)["entry"]]
    assert named[2] == f"identifier={ORIGIN}|t"


def test_what_was_found_beside_a_case_is_its_own_alone() -> None:
    case = there()
    assert case.request is not None
    [found] = cases_in([case.task, case.request])
    assert (found.request, found.patient) == (case.request, None)


def test_who_takes_it_over_says_so_and_nothing_else_of_it_changes() -> None:
    task = there().task
    told = picked_up(task)
    changed = {name for name in task | told if task.get(name) != told.get(name)}
    assert changed == {"status", "businessStatus"}


def test_a_place_that_was_found_here_is_elsewhere_there() -> None:
    told = told_back(there().task, {"status": "completed"})
    assert told is not None
    assert told["statusReason"] == place_sought.code("cancel-reason", "went-elsewhere")


@pytest.mark.parametrize("status", ["cancelled", "rejected"])
def test_it_ends_there_for_the_reason_for_which_it_ended_here(status: str) -> None:
    before = there(businessStatus={}, status="received").task
    told = told_back(before, {"status": status, "statusReason": CODED})
    assert told is not None
    assert (told["status"], told["statusReason"]) == (status, CODED)
    assert "businessStatus" not in told


@pytest.mark.parametrize(
    "here", [{"status": "failed", "statusReason": CODED}, {"status": "cancelled"}]
)
def test_what_only_a_person_may_say_is_not_said(here: dict[str, Any]) -> None:
    assert told_back(there().task, here) is None
