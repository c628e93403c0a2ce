"""How often an element stands there."""

import pytest

from tests.profiles.constraint.authored import BASE, element, errors, extension, profile

PATIENT = {"resourceType": "Patient", "active": True}


def test_a_required_element_that_is_missing_is_named_in_its_parent():
    named = profile("Patient", element("Patient.name", min=1))

    assert errors(PATIENT, named) == ["Patient.name"]
    assert errors(PATIENT | {"name": [{"text": "A"}]}, named) == []


def test_more_than_the_most_is_refused():
    one = profile("Patient", element("Patient.name", max="1"))

    assert errors(PATIENT | {"name": [{"text": "A"}, {"text": "B"}]}, one) == ["Patient.name"]
    assert errors(PATIENT | {"name": [{"text": "A"}]}, one) == []


def test_an_element_that_the_profile_leaves_out_is_refused():
    assert errors(PATIENT, profile("Patient", element("Patient.active", max="0"))) == [
        "Patient.active"
    ]


def test_what_is_required_within_an_element_is_asked_of_each_that_is_there():
    marked = profile("Patient", element("Patient.contact.name", min=1))
    phone = {"telecom": [{"system": "phone", "value": "1"}]}
    contacts = [phone, {"name": {"text": "A"}}, phone]

    assert errors(PATIENT, marked) == []
    assert errors(PATIENT | {"contact": contacts}, marked) == [
        "Patient.contact[0].name",
        "Patient.contact[2].name",
    ]


def test_a_primitive_without_value_counts_when_an_extension_says_why():
    born = profile("Patient", element("Patient.birthDate", min=1))
    why = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}
    beside = {"extension": [why | {"valueCode": "unknown"}]}

    assert errors(PATIENT | {"_birthDate": beside}, born) == []
    assert errors(PATIENT, born) == ["Patient.birthDate"]


def test_an_extension_that_a_primitive_must_have_is_asked_of_each_value():
    kind = extension("kind", "code")
    given = profile(
        "Patient",
        element(
            "Patient.name.given.extension",
            "kind",
            id="Patient.name.given.extension:kind",
            min=1,
            type=[{"code": "Extension", "profile": [BASE + "kind"]}],
        ),
    )
    said = {"extension": [{"url": BASE + "kind", "valueCode": "BR"}]}

    assert errors(
        PATIENT | {"name": [{"given": ["A", "B"], "_given": [said, None]}]}, given, kind
    ) == ["Patient.name[0].given[1].extension"]
    assert errors(PATIENT | {"name": [{"given": ["A"], "_given": [said]}]}, given, kind) == []


@pytest.mark.parametrize("name", ["name", "contact", "active"])
def test_what_is_no_list_or_object_is_for_the_structure_to_refuse(name):
    asks = profile(
        "Patient", element("Patient.contact.name", min=1), element("Patient.name", min=1)
    )

    assert errors(PATIENT | {name: "junk"}, asks)
