"""A choice about exchange that does not say that it is one would be kept as a wish, unheard."""

from typing import Any

import pytest

from consent.fhir import mistaken
from tests.consent.builders import coded, privacy_consent

TREATMENT = coded("http://terminology.hl7.org/CodeSystem/consentscope", "treatment")
DATA = coded("http://fhir.nl/otv/CodeSystem/gegevenscategorie", "GGC002")
DIRECTIVE = coded("http://snomed.info/sct", "129125009")


@pytest.mark.parametrize("category", [coded("http://loinc.org", "59284-0"), DATA])
def test_a_choice_in_the_scope_of_a_wish_is_told(category: dict[str, Any]) -> None:
    [issue] = mistaken(privacy_consent(scope=TREATMENT, category=[category]))
    assert (issue.severity, issue.expression) == ("error", "Consent.scope")


def test_a_choice_that_says_so_is_no_mistake() -> None:
    assert mistaken(privacy_consent()) == []


def test_a_wish_is_no_mistake() -> None:
    assert mistaken(privacy_consent(scope=TREATMENT, category=[DIRECTIVE])) == []
