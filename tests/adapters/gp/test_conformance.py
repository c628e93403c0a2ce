"""What the adapter makes of any form is judged by the national profiles without an error."""

import json

import pytest
from hypothesis import given

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.pzp.form.code import YES_NO
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from tests.adapters.gp.forms import forms
from tests.adapters.gp.judging import findings, validator
from tests.adapters.gp.records import (
    JsonObject,
    a_form,
    a_patient,
    a_record,
    as_file,
    coded,
    in_each_guide,
    item,
    text,
)
from tests.findings import Found, without_reason
from tests.plugins.shared_data import shared_data

NO = next(code for code, said in YES_NO.items() if not said)
NOT_CAPABLE = item("1406", coded(NO.system, NO.code))
DO_NOT = item("1386", coded(systems.TREATMENT_DECISION, "2"))
NAMED = a_patient(name=[{"use": "official", "text": "Ven", "family": "Ven"}])
ROLE = {
    "resourceType": "PractitionerRole",
    "identifier": [{"system": "https://huisarts.example/rollen", "value": "1"}],
    "specialty": [{"coding": [{"system": "urn:oid:2.16.840.1.113883.2.4.6.7", "code": "0100"}]}],
}
# Each finding, why what we send stays as it is, and the least from which it comes.
TOLD = [
    (
        Found("warning", "Consent.provision", "PZP-14"),
        "the form names no professional, and who agreed is not ours to make up",
        a_record(a_form(DO_NOT), NAMED),
    ),
    (
        Found("warning", "Patient.name", "PZP-40"),
        "neither export nor form has a name, which is said by data-absent-reason",
        a_record(a_form()),
    ),
    (
        Found("warning", "RelatedPerson.name", "PZP-40"),
        "only the prefix of the contact's name is filled in",
        a_record(a_form(item("974", text("van"))), NAMED),
    ),
    (
        Found("warning", "Patient", "ACP-Patient-1"),
        "the form says that the patient is not capable, and not who represents them",
        a_record(a_form(NOT_CAPABLE, DO_NOT), NAMED),
    ),
    (
        Found("warning", "Patient.extension", "PZP-42"),
        "likewise",
        a_record(a_form(NOT_CAPABLE, DO_NOT), NAMED),
    ),
    (
        Found("warning", "Encounter.class", "Encounter.class binding"),
        "the form does not ask where the talk was, and no code of the set says that",
        a_record(a_form(), NAMED),
    ),
    (
        Found("information", "Procedure.code", "Procedure.code binding"),
        "procedures are a part of SNOMED CT that can't be listed offline",
        a_record(a_form(status="entered-in-error"), NAMED),
    ),
    (
        Found(
            "information",
            "PractitionerRole.specialty",
            "PractitionerRole.specialty:specialty binding",
        ),
        "the AGB specialisms can't be listed offline",
        a_record(a_form(), NAMED, ROLE),
    ),
]
# What is told where the definitions of 1.0 are at hand.
OF_BOTH = {
    **{
        Found("information", element, f"{element} target"): (
            "what 1.0 has in a type of its own is withdrawn in beta 3 too, beside beta 3's persons"
        )
        for element in (
            "Observation.subject",
            "CommunicationRequest.encounter",
            "CommunicationRequest.subject",
            "CommunicationRequest.sender",
        )
    },
    Found("warning", "Observation.value.ofType(boolean)", "PZP-42"): (
        "the form says that the patient is not capable, and not who represents them"
    ),
}
REASONS = {found: reason for found, reason, _ in TOLD} | OF_BOTH
# Legal capacity is no part of the Patient any more.
ONLY_BETA3 = {"ACP-Patient-1", "PZP-42"}
CASES = [
    pytest.param(found, record, guide, id=f"{found.rule} of {found.element}, {guide.dialect}")
    for found, _, record in TOLD
    for guide in (BETA3, NEWEST)
    if guide is BETA3 or found.rule not in ONLY_BETA3
]


def _findings(record: JsonObject, guide: Guide) -> set[Found]:
    [bundle] = to_transaction(as_file(record), guide).bundles
    return findings(bundle, guide)


@in_each_guide
def test_what_is_made_of_a_form_conforms_but_for_what_has_a_reason(guide: Guide) -> None:
    validator(guide)  # skips, once

    @given(forms)
    def conforms(form: JsonObject) -> None:
        try:
            found = _findings(a_record(form), guide)
        except InvalidRecord:
            return

        assert list(without_reason(found, REASONS)) == []

    conforms()


@pytest.mark.parametrize(("found", "record", "guide"), CASES)
def test_what_has_a_reason_is_told(found: Found, record: JsonObject, guide: Guide) -> None:
    assert found in _findings(record, guide)


def test_no_error_has_a_reason() -> None:
    assert {found.severity for found in REASONS} == {"warning", "information"}


@in_each_guide
@pytest.mark.parametrize("status", ["completed", "amended", "entered-in-error"])
def test_the_national_form_gives_resources_that_conform(status: str, guide: Guide) -> None:
    name = "QuestionnaireResponse-HendrikHartman-20201001.json"
    form = json.loads(shared_data("pzp-examples", name).read_text()) | {"status": status}

    found = _findings(a_record(form, a_patient()), guide)

    assert {one.rule for one in found if one.severity != "information"} == {
        "Encounter.class binding"
    }


def test_a_name_that_nobody_knows_is_said_to_be_unknown() -> None:
    [bundle] = to_transaction(as_file(a_record(a_form()))).bundles

    [absent] = bundle["entry"][0]["resource"]["name"]
    assert absent["extension"][0]["url"] == f"{systems.HL7}data-absent-reason"


def test_who_no_longer_represents_is_named_by_the_role_that_they_had() -> None:
    [bundle] = to_transaction(as_file(a_record(a_form(status="entered-in-error")))).bundles

    contacts = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "RelatedPerson"
    ]
    roles = [contact["relationship"][0]["coding"][0]["code"] for contact in contacts]
    assert (roles, [contact["active"] for contact in contacts]) == (["24", "01"], [False, False])
