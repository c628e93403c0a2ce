"""What is made up is as the release has it that it is told in, and hides nothing of its origin."""

from typing import Any

import pytest

from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.pzp.derived import (
    DERIVED,
    as_request,
    as_told,
    capacity_extension,
    is_derived,
    legally_capable,
)
from tests.profiles.pzp.records import BSN, concept

META = {
    "versionId": "4",
    "lastUpdated": "2026-11-30T03:30:08.441Z",
    "source": "http://fhir.nl/fhir/NamingSystem/ura#90000101",
    "security": [{"code": "R"}],
}
PATIENT = {"reference": "Patient/p"}


def told(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Communication",
        "id": "c",
        "meta": META,
        "status": "completed",
        "topic": concept("223449006", text="aan de familie"),
        "reasonCode": [concept("713603004")],
        "subject": PATIENT,
        "recipient": [PATIENT, {"reference": "RelatedPerson/r"}],
        "sender": {"reference": "PractitionerRole/d"},
        "sent": "2026-10-01",
        "note": [{"text": "samen met zijn dochter"}],
        **more,
    }


def capacity(day: str) -> dict[str, Any]:
    return legally_capable(
        "Patient/p",
        capable=False,
        remark="na de beroerte",
        day=day,
        meta=META,
        source="Patient/p/_history/4",
    )


@pytest.mark.parametrize(
    "made",
    [
        capacity("2026-10-01"),
        capacity(""),
        as_request(told(), "Communication/c/_history/4"),
        as_told(
            as_request(told(), "Communication/x/_history/1"), "CommunicationRequest/c/_history/1"
        ),
    ],
)
def test_it_is_valid_and_marked(made: dict[str, Any]) -> None:
    assert validate(made) == []
    assert is_derived(made)
    assert made["meta"]["tag"][-1] == DERIVED
    assert "id" not in made
    assert "versionId" not in made["meta"]
    assert made["meta"]["security"] == META["security"], "it is as confidential as its origin"


def test_a_patient_that_has_it_is_valid() -> None:
    said = [
        capacity_extension(
            url, capable=False, remark="", day="2026-10-01", source="Observation/o/_history/1"
        )
        for url in sorted(systems.LEGALLY_CAPABLE)
    ]
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": BSN}],
        "name": [{"use": "official", "text": "A. Vlinderhof", "family": "Vlinderhof"}],
        "extension": said,
    }
    assert [one for one in validate(patient) if one.severity != "information"] == []


def test_who_told_is_who_asks_and_the_patient_tells_his_relatives() -> None:
    made = as_request(told(), "Communication/c/_history/4")
    assert made["requester"] == {"reference": "PractitionerRole/d"}
    assert made["sender"] == PATIENT
    assert made["recipient"] == [{"reference": "RelatedPerson/r"}]
    assert (made["authoredOn"], made["note"]) == ("2026-10-01", told()["note"])
    assert made["category"][0]["text"] == "aan de familie"


@pytest.mark.parametrize(
    ("before", "since"),
    [
        ("completed", "active"),
        ("preparation", "draft"),
        ("not-done", "revoked"),
        ("entered-in-error", "entered-in-error"),
        ("something", "unknown"),
    ],
)
def test_that_it_was_told_is_that_it_was_asked_and_not_that_it_was_done(
    before: str, since: str
) -> None:
    assert as_request(told(status=before), "x")["status"] == since


def test_what_turns_the_meaning_goes_with_it() -> None:
    modifier = [{"url": "https://example.org/not", "valueBoolean": True}]
    assert as_request(told(modifierExtension=modifier), "x")["modifierExtension"] == modifier
