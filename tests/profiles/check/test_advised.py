"""Extensible bindings of R4: a warning where none of its codes is used."""

import pytest

from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.r4.tables import elements, value_sets
from tests.profiles.strategies import consent, minimal

RI = {"system": systems.IDENTIFIER_TYPE, "code": "RI"}
OWN = {"system": "http://example.org/own", "code": "own"}
MEDICAL_RECORD = {"system": systems.IDENTIFIER_TYPE, "code": "MR"}


def told(resource: dict) -> list[tuple[str, str, str]]:
    return [(issue.severity, issue.code, issue.expression) for issue in validate(resource)]


def identified(concept: dict) -> dict:
    return minimal("Basic") | {"identifier": [{"value": "1", "type": concept}]}


@pytest.mark.parametrize("codings", [[OWN], [OWN, OWN], [{"display": "own"}]], ids=str)
def test_a_code_of_ones_own_is_a_warning(codings):
    found = told(identified({"coding": codings}))
    assert found == [("warning", "code-invalid", "Basic.identifier[0].type")]


def test_the_warning_says_what_to_use_and_what_else():
    scope = {"coding": [OWN]}
    (issue,) = validate(consent() | {"scope": scope})
    assert "one of adr, patient-privacy, research, treatment if one fits" in issue.text
    assert "own with a text" in issue.text


@pytest.mark.parametrize(
    "concept",
    [{"text": "own"}, {"coding": [MEDICAL_RECORD]}, {"coding": [OWN, MEDICAL_RECORD]}],
    ids=["text", "listed", "listed beside one's own"],
)
def test_a_text_or_one_code_that_r4_lists_is_enough(concept):
    assert told(identified(concept)) == []


def test_the_identifier_of_a_record_has_no_code_in_r4():
    assert told(identified({"coding": [RI]})) == []


def test_a_coding_is_advised_too():
    endpoint = minimal("Endpoint") | {"connectionType": OWN}
    assert told(endpoint) == [("warning", "code-invalid", "Endpoint.connectionType")]


def test_an_error_inside_is_told_before_any_advice():
    found = told(identified({"coding": [{"system": 1, "code": "own"}]}))
    assert [severity for severity, _, _ in found] == ["error"]


def test_an_element_is_bound_as_required_or_as_extensible():
    (scope,) = (one for one in elements("Consent") if one.name == "scope")
    (status,) = (one for one in elements("Consent") if one.name == "status")
    assert (scope.value_set, bool(scope.advised)) == ("", True)
    assert (bool(status.value_set), status.advised) == (True, "")
    assert (systems.CONSENT_SCOPE, "treatment") in value_sets()[scope.advised]
