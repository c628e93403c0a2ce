"""One inhabitant's choice about exchange beside his wishes: neither is ever read as the other."""

import json
from typing import Any

import pytest

from consent.decision import Deny, Permit
from consent.fhir import is_privacy, problems, statements
from tests.consent.builders import answer, asked, coded, privacy_consent
from tests.plugins.shared_data import shared_data

SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
DO_NOT_RESUSCITATE = {
    "resourceType": "Consent",
    "status": "active",
    "scope": coded(SCOPE, "treatment"),
    "category": [coded("http://snomed.info/sct", "129125009")],
    "patient": {"reference": "Patient/p1"},
    "dateTime": "2026-01-15",
    "provision": {"type": "deny", "code": [coded("http://snomed.info/sct", "305351004")]},
}
LIVING_WILL = DO_NOT_RESUSCITATE | {
    "scope": coded(SCOPE, "adr"),
    "category": [coded("http://terminology.hl7.org/CodeSystem/consentcategorycodes", "acd")],
    "provision": {"type": "permit"},
}


@pytest.mark.parametrize("wish", [DO_NOT_RESUSCITATE, LIVING_WILL])
def test_a_wish_says_nothing_about_exchange(wish: dict[str, Any]) -> None:
    assert not is_privacy(wish)
    assert statements(wish, "w1", 1) == []
    assert problems(wish) == []


def test_do_not_resuscitate_is_no_objection_to_exchange() -> None:
    said = [*statements(privacy_consent(), "c1", 1), *statements(DO_NOT_RESUSCITATE, "w1", 1)]
    assert isinstance(answer(*said), Permit)


def test_a_wish_that_permits_treatment_is_no_consent_to_exchange() -> None:
    said = [*statements(LIVING_WILL, "w2", 1), *statements(DO_NOT_RESUSCITATE, "w1", 1)]
    assert isinstance(answer(*said), Deny)


def test_a_consent_that_is_both_is_treated_as_privacy_and_refused() -> None:
    both = [*coded(SCOPE, "treatment")["coding"], *coded(SCOPE, "patient-privacy")["coding"]]
    consent = privacy_consent(scope={"coding": both})
    assert is_privacy(consent)
    assert "Consent.scope" in [issue.expression for issue in problems(consent)]
    assert statements(consent, "c1", 1) == []


def test_another_resource_with_that_scope_is_no_consent() -> None:
    assert not is_privacy(privacy_consent(resourceType="Contract"))


def test_no_wish_of_the_national_examples_is_read() -> None:
    wishes = sorted(shared_data("pzp-examples").glob("Consent-*.json"))
    assert wishes
    for path in wishes:
        assert statements(json.loads(path.read_text()), "w", 1) == [], path.name


def test_the_example_of_a_privacy_consent_is_understood_in_full() -> None:
    consent = json.loads(shared_data("trust", "consent-privacy.json").read_text())
    assert problems(consent) == []
    said = statements(consent, "c1", 1)
    assert isinstance(answer(*said, ask=asked(ura="90000204")), Permit)
    assert answer(*said).reason == "C-EXPLICIT-DENY"
    assert answer(*said, ask=asked(purpose="HRESCH")).reason == "A-PURPOSE"
