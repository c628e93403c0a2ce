"""What has no place in the other release is kept and told; what changes the meaning is refused."""

from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.stu3 import to_r4, to_stu3
from tests.profiles.stu3.comparing import plain
from tests.profiles.stu3.directives import a_directive
from tests.profiles.stu3.test_each_resource import ABSENT, HL7, LEAST, NICTIZ, PATIENT, TEXT, Tree


def lost(kind: str, **members: Any) -> list[str]:
    stu3 = {"resourceType": kind} | LEAST[kind] | members
    made = to_r4(stu3)
    assert plain(to_stu3(made.resource).resource) == plain(stu3)
    return [one.expression for one in made.lost]


def test_what_r4_does_not_allow_beside_a_state_is_kept_and_told() -> None:
    assert lost("Condition", clinicalStatus="active", abatementString="gisteren") == [
        "Condition.abatement.ofType(string)"
    ]
    assert lost("Condition", clinicalStatus="active", verificationStatus="entered-in-error") == [
        "Condition.clinicalStatus"
    ]
    assert lost(
        "AllergyIntolerance", clinicalStatus="active", verificationStatus="entered-in-error"
    ) == ["AllergyIntolerance.clinicalStatus"]
    assert lost("Condition", clinicalStatus="resolved", abatementBoolean=True) == [
        "Condition.abatement.ofType(boolean)"
    ]


def test_what_was_not_done_and_an_error_stays_an_error() -> None:
    assert lost("Procedure", notDone=True, status="entered-in-error") == ["Procedure.notDone"]
    made = to_r4({"resourceType": "Procedure"} | LEAST["Procedure"] | {
        "notDone": True, "status": "entered-in-error"
    }).resource  # fmt: skip
    assert made["status"] == "entered-in-error"


def test_a_photo_of_a_wound_and_a_category_of_help_are_kept_and_told() -> None:
    photo = {"code": TEXT, "valueAttachment": {"url": "https://example.org/wond.jpg"}}
    assert lost("Observation", component=[photo]) == [
        "Observation.component[0].value.ofType(Attachment)"
    ]
    detail = {"status": "scheduled", "category": TEXT}
    assert lost("CarePlan", activity=[{"detail": detail}]) == [
        "CarePlan.activity[0].detail.category"
    ]


def test_a_patient_who_takes_part_and_a_referral_have_no_place_and_are_kept() -> None:
    taking_part = [{"individual": PATIENT}, {"individual": {"reference": "Practitioner/d"}}]
    referral = [{"reference": "ReferralRequest/r"}]

    told = lost("Encounter", participant=taking_part[:1], incomingReferral=referral)

    assert told == [
        "Encounter.incomingReferral[0].reference",
        "Encounter.participant[0].individual",
    ]


def test_what_r4_requires_is_filled_in_and_told() -> None:
    made = to_r4({"resourceType": "Encounter", "status": "planned"})

    assert made.resource["class"] == ABSENT
    assert [one.expression for one in made.lost] == ["Encounter.class"]
    assert to_stu3(made.resource).resource == {"resourceType": "Encounter", "status": "planned"}


def test_a_form_in_which_all_conditions_are_needed_is_no_form_of_stu3() -> None:
    when = [{"question": str(one), "operator": "=", "answerBoolean": True} for one in (1, 2)]
    items: list[Tree] = [
        {"linkId": "1", "type": "boolean"},
        {"linkId": "2", "type": "boolean"},
        {"linkId": "3", "type": "string", "enableWhen": when, "enableBehavior": "all"},
    ]
    form: Tree = {"resourceType": "Questionnaire", "status": "draft", "item": items}

    with pytest.raises(InvalidRecord):
        to_stu3(form)
    items[2]["enableBehavior"] = "any"
    assert plain(to_r4(to_stu3(form).resource).resource) == plain(form)
    items[2]["enableWhen"] = [{"question": "1", "operator": "!=", "answerBoolean": True}]
    del items[2]["enableBehavior"]
    with pytest.raises(InvalidRecord):
        to_stu3(form)


def test_names_of_systems_are_those_of_each_release_and_a_mix_is_told() -> None:
    old = {"coding": [{"system": "http://hl7.org/fhir/v3/RoleCode", "code": "DAUC"}]}
    new = {"coding": [{"system": f"{HL7}/v3-RoleCode", "code": "DAUC"}]}
    person: Tree = {"resourceType": "RelatedPerson", "patient": PATIENT}

    made = to_r4(person | {"relationship": old})
    mixed = to_r4(person | {"relationship": new})

    assert made.resource["relationship"] == mixed.resource["relationship"] == [new]
    assert made.lost == ()
    assert [one.expression for one in mixed.lost] == ["RelatedPerson.relationship.coding[0].system"]
    assert to_stu3(mixed.resource).resource["relationship"] == old


def test_a_contacts_role_is_a_relationship_of_its_own() -> None:
    role = {"coding": [{"system": "urn:oid:2.16.840.1.113883.2.4.3.11.22.472", "code": "1"}]}
    url = "http://fhir.nl/fhir/StructureDefinition/nl-core-relatedperson-role"
    person = {
        "resourceType": "RelatedPerson",
        "patient": PATIENT,
        "relationship": TEXT,
        "extension": [{"url": url, "valueCodeableConcept": role}],
    }

    made = to_r4(person).resource

    assert made["relationship"] == [TEXT, role]
    assert to_stu3(made).resource == person


def test_a_document_gets_the_moment_of_its_composition_and_always_the_same_identifier() -> None:
    composition = {"resourceType": "Composition", "id": "c"} | LEAST["Composition"]
    document: Tree = {
        "resourceType": "Bundle",
        "type": "document",
        "entry": [{"fullUrl": "https://example.org/Composition/c", "resource": composition}],
    }

    made, again = to_r4(document), to_r4(document)

    assert made.resource["timestamp"] == "2026-03-04T00:00:00Z"
    assert made.resource["identifier"] == again.resource["identifier"]
    assert [one.expression for one in made.lost] == ["Bundle.timestamp", "Bundle.identifier"]
    composition["title"] = "Anders"
    assert to_r4(document).resource["identifier"] != made.resource["identifier"]
    composition["date"] = "2026-03-04T10:00:00+01:00"
    assert to_r4(document).resource["timestamp"] == "2026-03-04T10:00:00+01:00"


def test_what_changes_the_meaning_of_the_rest_and_has_no_place_is_refused() -> None:
    request: Tree = {"resourceType": "CommunicationRequest", "status": "active"}

    with pytest.raises(InvalidRecord) as found:
        to_stu3(request | {"doNotPerform": True})

    (issue,) = found.value.issues
    assert issue.expression == "CommunicationRequest.doNotPerform"
    assert to_stu3(request | {"doNotPerform": False}).lost != ()


def test_what_is_no_r4_is_refused_and_so_is_what_stu3_requires_and_r4_has_not() -> None:
    with pytest.raises(InvalidRecord) as found:
        to_stu3({"resourceType": "Procedure", "status": "gedaan", "subject": PATIENT})
    assert [one.expression for one in found.value.issues] == ["Procedure.status"]

    with pytest.raises(InvalidRecord) as found:
        to_stu3({"resourceType": "DocumentReference", "status": "current", "content": [
            {"attachment": {"url": "https://example.org/a.pdf"}}
        ]})  # fmt: skip
    assert [one.expression for one in found.value.issues] == [
        "DocumentReference.type",
        "DocumentReference.indexed",
    ]


def test_a_section_of_a_code_alone_gets_words_in_r4_and_loses_them_again() -> None:
    date = f"{NICTIZ}/eOverdracht-TransferDate"
    empty: Tree = {
        "code": {"coding": [{"code": "405624007", "display": "Administratie & <overdracht>"}]},
        "extension": [{"url": date, "valueDateTime": "2026-03-04"}],
    }
    stu3 = {"resourceType": "Composition"} | LEAST["Composition"] | {"section": [empty]}

    made = to_r4(stu3)

    assert check_structure(made.resource) == []
    (section,) = made.resource["section"]
    assert "Administratie &amp; &lt;overdracht&gt;: 2026-03-04" in section["text"]["div"]
    assert [one.expression for one in made.lost] == ["Composition.section[0].text"]
    assert plain(to_stu3(made.resource).resource) == plain(stu3)


def test_a_type_that_is_not_converted_is_refused_on_the_way_back_too() -> None:
    asked: Tree = {"resourceType": "ServiceRequest", "status": "active", "intent": "order"}

    with pytest.raises(InvalidRecord) as found:
        to_stu3(asked | {"subject": PATIENT})

    (issue,) = found.value.issues
    assert (issue.code, issue.expression) == ("not-supported", "ServiceRequest")


def test_why_a_directive_ended_comes_back_to_its_provision() -> None:
    ended = [{"url": f"{NICTIZ}/ext-TreatmentDirective2.ReasonForEnding", "valueString": "beter"}]
    consent = to_r4(a_directive("cpr", "NEE", "deny")).resource
    consent["provision"]["extension"] = ended

    assert plain(to_r4(to_stu3(consent).resource).resource) == plain(consent)
