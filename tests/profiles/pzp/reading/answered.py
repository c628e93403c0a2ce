"""Filled-in forms from a few answers."""

from typing import Any

from profiles import systems
from tests.profiles.pzp.records import Tree

DECISION = systems.TREATMENT_DECISION
CANONICALS = {
    "beta3": "https://fhir.iknl.nl/fhir/Questionnaire/ACP-zib2020|0.1.3-beta3",
    "rc1": "https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020|1.0.0-rc1",
    "rc2": "https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020",
    "rc3": "https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020|1.0.0-rc3",
}


def coding(code: str, system: str = systems.SNOMED) -> Tree:
    return {"system": system, "code": code}


def answer(question: str, *inside: Tree, **value: Any) -> Tree:
    return {"linkId": question, "answer": [{**value, **({"item": [*inside]} if inside else {})}]}


def decided(question: str, code: str, *inside: Tree, system: str = DECISION) -> Tree:
    return answer(question, *inside, valueCoding=coding(code, system))


def form(*items: Tree, release: str = "rc3", day: str | None = "2026-03-01", **more: Any) -> Tree:
    dated = [answer("963", valueDateTime=day)] if day else []
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "form",
        "status": "completed",
        "questionnaire": CANONICALS[release],
        "authored": "2026-03-02T10:00:00Z",
        "item": [{"linkId": "83", "item": [*dated, *items]}],
        **more,
    }
