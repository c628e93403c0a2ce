"""A code that can be none, and a name that is another code's, are told and let be."""

from typing import Any

import pytest

from profiles.check.coding import NAME, NUMBER
from profiles.check.structure import check_structure
from profiles.issue import Issue
from profiles.systems import LOINC, SNOMED

PROLONG, COMFORT = "1351964001", "Symptomen voorkomen en behandelen"
STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def told(**coding: Any) -> list[Issue]:
    code = {"coding": [coding]}
    return check_structure({"resourceType": "Basic", "code": code})


@pytest.mark.parametrize("code", ["1351964002", "12", "A", "128045006:{363698007=56459005}"])
def test_a_number_that_can_be_none_of_snomed_ct_is_told(code: str) -> None:
    [issue] = told(system=SNOMED, code=code)
    assert (issue.severity, issue.code, issue.rule) == ("warning", "code-invalid", NUMBER)
    assert issue.expression == "Basic.code.coding[0].code"
    assert issue.text[0].isupper()


@pytest.mark.parametrize(
    "coding",
    [
        {"system": SNOMED, "code": PROLONG, "display": COMFORT},
        {"system": SNOMED, "code": PROLONG, "display": COMFORT.upper()},
        {"system": SNOMED, "code": "64033007", "display": COMFORT},
        {"system": STATUS, "code": "active", "display": "Resolved"},
    ],
)
def test_the_name_of_another_code_is_told(coding: dict[str, str]) -> None:
    for _ in range(2):  # what has a fault is judged each time
        [issue] = told(**coding)
        assert (issue.severity, issue.code, issue.rule) == ("warning", "code-invalid", NAME)
        assert issue.expression == "Basic.code.coding[0].display"


@pytest.mark.parametrize(
    "coding",
    [
        {"system": SNOMED, "code": PROLONG, "display": "Levensverlengende behandeling"},
        {"system": SNOMED, "code": PROLONG, "display": "Anders gezegd"},
        {"system": SNOMED, "code": PROLONG},
        {"system": LOINC, "code": "12", "display": COMFORT},
        {"code": "12", "display": COMFORT},
        {"system": SNOMED, "display": COMFORT},
        {"system": STATUS, "code": "active", "display": "Active"},
    ],
)
def test_what_can_not_be_held_against_it_is_not(coding: dict[str, str]) -> None:
    assert told(**coding) == []
