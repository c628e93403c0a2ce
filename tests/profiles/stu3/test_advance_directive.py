"""A living will: a document, which decides no treatment."""

from copy import deepcopy
from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.pzp.wish import is_advance_directive, is_treatment_directive
from profiles.stu3 import to_r4, to_stu3
from profiles.validator import shipped_validator
from tests.profiles.stu3.comparing import plain
from tests.profiles.stu3.directives import NICTIZ, SNOMED, TREATMENT, a_directive

TYPES = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.14.1"
NO_CPR = {"coding": [{"system": TYPES, "code": "NR", "display": "Niet reanimeren verklaring"}]}
GUIDE = "https://api.iknl.nl/docs/pzp/stu3/StructureDefinition/ACP-AdvanceDirective"


def a_will(**members: Any) -> dict[str, Any]:
    return deepcopy(
        {
            "resourceType": "Consent",
            "id": "will",
            "status": "active",
            "category": [{"coding": [{"system": SNOMED, "code": "11341000146107"}]}, NO_CPR],
            "patient": {"reference": "Patient/p1"},
            "dateTime": "2022-05",
            "consentingParty": [{"reference": "RelatedPerson/k1"}],
            "sourceAttachment": {"contentType": "application/pdf", "title": "Verklaring"},
            "policy": [{"uri": "https://wetten.overheid.nl/"}],
            **members,
        }
    )


def test_it_is_a_will_in_r4_of_its_kind_and_no_directive() -> None:
    made = to_r4(a_will()).resource

    assert check_structure(made) == []
    assert is_advance_directive(made)
    assert not is_treatment_directive(made)
    assert made["provision"]["code"] == [NO_CPR]
    assert "type" not in made["provision"]
    (actor,) = made["provision"]["actor"]
    assert actor["role"]["coding"][0]["code"] == "RESPRSN"
    assert plain(to_stu3(made).resource) == a_will()


def test_it_is_what_the_national_profile_asks() -> None:
    will = a_will(meta={"profile": [f"{NICTIZ}zib-AdvanceDirective"]})

    found = shipped_validator().validate(to_r4(will).resource)

    assert [one for one in found if one.severity in {"error", "fatal"}] == []


def test_the_guide_says_its_kind_twice_and_gets_it_back_twice() -> None:
    said = [{"url": TREATMENT, "valueCodeableConcept": NO_CPR}]
    will = a_will(meta={"profile": [GUIDE]}, extension=said)

    made = to_r4(will)

    assert made.lost == ()
    assert plain(to_stu3(made.resource).resource) == plain(will)


def refused(will: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidRecord) as found:
        to_r4(will)
    return [one.expression for one in found.value.issues]


def test_two_kinds_are_refused() -> None:
    other = {"coding": [{"system": TYPES, "code": "DO"}]}

    assert refused(a_will(extension=[{"url": TREATMENT, "valueCodeableConcept": other}])) == [
        "Consent.extension"
    ]


def test_a_will_that_decides_is_refused() -> None:
    assert refused(a_will(**{"except": [{"type": "deny"}]})) == ["Consent.except"]
    modifier = a_directive("cpr", "NEE", "none")["modifierExtension"]
    assert refused(a_will(modifierExtension=modifier))[0] == "Consent"
    made = to_r4(a_will()).resource
    made["provision"]["type"] = "deny"
    with pytest.raises(InvalidRecord):
        to_stu3(made)


def test_any_other_consent_is_refused() -> None:
    assert refused(a_will(category=[{"text": "delen met de huisarts"}])) == ["Consent"]
