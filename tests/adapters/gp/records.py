"""Exports of a GP system, built by a test."""

import json
from typing import Any

import pytest

from adapters.core.records import Record
from adapters.gp.source import read_export
from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.pzp.form.guide import BETA3, NEWEST, Guide
from profiles.pzp.form.mapping import to_resources

JsonObject = dict[str, Any]
Answer = JsonObject

BSN = "999911120"
SPECIFICATION_OTHER = systems.NICTIZ + "ext-TreatmentDirective2.SpecificationOther"
SOURCE = "https://huisarts.example/fhir/NamingSystem/kenmerk"


def yes_no(code: str) -> Answer:
    return {"valueCoding": {"code": code}}


def truth(value: bool) -> Answer:  # noqa: FBT001 - as the newest form has yes and no
    return {"valueBoolean": value}


def coded(system: str | None, code: str, *, display: str | None = None) -> Answer:
    coding = {"system": system, "code": code, "display": display}
    return {"valueCoding": {name: value for name, value in coding.items() if value is not None}}


def text(value: str) -> Answer:
    return {"valueString": value}


def item(link_id: str, *answers: Answer, within: list[JsonObject] | None = None) -> JsonObject:
    """A question with its answers, or a group; `within` are the items nested in it."""
    nested = {"item": within} if within else {}
    if not answers:
        return {"linkId": link_id, **nested}
    return {"linkId": link_id, "answer": [{**answers[0], **nested}, *answers[1:]]}


TRUE, FALSE = truth(True), truth(False)  # noqa: FBT003 - the two answers there are
DAY = item("963", {"valueDateTime": "2024-03-05T10:00:00+01:00"})


def a_form(*items: JsonObject, **elements: Any) -> JsonObject:
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": {"system": SOURCE, "value": "form-1"},
        "questionnaire": systems.PZP_QUESTIONNAIRE + "|0.1.3-beta3",
        "status": "completed",
        "item": [DAY, *items],
        **elements,
    }


def a_patient(**elements: Any) -> JsonObject:
    identifier = [{"system": systems.BSN_SYSTEM, "value": BSN}]
    return {"resourceType": "Patient", "identifier": identifier, **elements}


def a_record(form: JsonObject, *others: JsonObject, **elements: Any) -> JsonObject:
    """A record about `a_patient()` unless `others` hold a Patient."""
    patient = [] if any(other["resourceType"] == "Patient" for other in others) else [a_patient()]
    return {
        "resourceType": "Bundle",
        "identifier": {"system": SOURCE, "value": "record-1"},
        "type": "collection",
        "entry": [{"resource": resource} for resource in (*patient, *others, form)],
        **elements,
    }


def mapped(record: JsonObject, guide: Guide = NEWEST) -> dict[str, JsonObject]:
    """The resources of a record by kind; raises InvalidRecord."""
    return to_resources(read_export(record), guide)


def answered(*items: JsonObject, guide: Guide = NEWEST) -> dict[str, JsonObject]:
    """The resources of a form with these answers."""
    return mapped(a_record(a_form(*items)), guide)


in_each_guide = pytest.mark.parametrize("guide", [BETA3, NEWEST], ids=lambda one: one.dialect)


def refused_at(*items: JsonObject) -> str:
    """The linkId of the one question for which the record is refused."""
    with pytest.raises(InvalidRecord) as refusal:
        answered(*items)
    [issue] = refusal.value.issues
    assert issue.severity == "error"
    return issue.expression.split("'")[1]


def meaning(directive: JsonObject) -> tuple[str | None, str | None]:
    """The type of a treatment directive, and the words that take its place."""
    extensions = directive.get("modifierExtension", [])
    assert all(extension["url"] == SPECIFICATION_OTHER for extension in extensions)
    words = [extension["valueString"] for extension in extensions]
    return directive["provision"].get("type"), words[0] if words else None


def as_file(record: JsonObject, name: str = "form.json") -> Record:
    return Record(name, json.dumps(record).encode())
