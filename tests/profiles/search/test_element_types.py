import pytest

from profiles.search.definitions import parameters
from profiles.search.element_types import is_labelled, is_numbered, types_of


@pytest.mark.parametrize(
    ("kind", "code", "types"),
    [
        ("Goal", "lifecycle-status", {"code"}),
        ("Consent", "action", {"CodeableConcept"}),
        ("Observation", "component-code", {"CodeableConcept"}),
        ("MessageHeader", "event", {"Coding", "uri"}),
        ("ImagingStudy", "instance", {"id"}),
        ("Practitioner", "email", set()),
    ],
)
def test_the_types_of_an_element_are_those_of_r4_or_are_not_told(kind, code, types):
    assert types_of(parameters(kind)[code]) == types


def test_a_plain_code_has_no_text_and_only_an_identifier_has_a_type():
    assert not is_labelled(parameters("Goal")["lifecycle-status"])
    assert is_labelled(parameters("MessageHeader")["event"])
    assert is_labelled(parameters("Practitioner")["email"])
    assert is_numbered(parameters("Goal")["identifier"])
    assert not is_numbered(parameters("Observation")["code"])
