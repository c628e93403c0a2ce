"""Which rules each type of STU3 has; a type that has none is carried by its names alone."""

from collections.abc import Mapping, Sequence
from functools import cache

from profiles.stu3.rules import (
    allergy_intolerance,
    bundle,
    care_plan,
    coding,
    communication,
    communication_request,
    composition,
    condition,
    consent,
    coverage,
    device,
    device_use_statement,
    diagnostic_report,
    document_reference,
    encounter,
    goal,
    medication,
    medication_administration,
    nutrition_order,
    observation,
    organization,
    patient,
    procedure,
    questionnaire,
    questionnaire_response,
    reference,
    related_person,
    signature,
    task,
)
from profiles.stu3.step import Rule

Rules = Mapping[str, Sequence[Rule]]

_FILES = (
    *(allergy_intolerance, bundle, care_plan, coding, communication, communication_request),
    *(composition, condition, consent, coverage, device, device_use_statement, diagnostic_report),
    *(document_reference, encounter, goal, medication, medication_administration),
    *(
        nutrition_order,
        observation,
        organization,
        patient,
        procedure,
        questionnaire,
        questionnaire_response,
    ),
    *(reference, related_person, signature, task),
)


def rules_of(path: str) -> Sequence[Rule]:
    """Of a type or backbone, as it is called in STU3."""
    return _rules().get(path, ())


@cache
def _rules() -> Rules:
    found: dict[str, Sequence[Rule]] = {}
    for one in _FILES:
        found.update(one.RULES)
    return found
