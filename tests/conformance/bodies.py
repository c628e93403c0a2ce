"""What the cases send: a name each, with what a case changes in it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from profiles import systems
from tests.builders import a_goal

Tree = dict[str, Any]
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def _flag(patient: str) -> Tree:
    return {
        "resourceType": "Flag",
        "status": "active",
        "code": {"text": "let op"},
        "subject": {"reference": patient},
    }


def _observation(patient: str) -> Tree:
    weight = {"system": systems.LOINC, "code": "29463-7"}
    kilogram = {"unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [weight], "text": "gewicht"},
        "subject": {"reference": patient},
        "effectiveDateTime": "2026-05-14T09:30:00+02:00",
        "valueQuantity": {"value": 71.5, **kilogram},
    }


def _length(patient: str) -> Tree:
    long = {"system": systems.LOINC, "code": "8302-2", "display": "Lichaamslengte"}
    return _observation(patient) | {
        "status": "amended",
        "code": {"coding": [long]},
        "effectiveDateTime": "2025-11-03",
        "valueQuantity": {"value": 168, "system": "http://unitsofmeasure.org", "code": "cm"},
    }


def _habit(patient: str) -> Tree:
    smokes = {"system": "http://snomed.info/sct", "code": "8517006"}
    told = _observation(patient) | {
        "status": "preliminary",
        "code": {"text": "Rookgedrag"},
        "effectivePeriod": {"start": "2024-02-01", "end": "2024-02-29"},
        "valueCodeableConcept": {"coding": [smokes], "text": "Gestopt"},
    }
    del told["valueQuantity"], told["effectiveDateTime"]
    return told


def _condition(patient: str) -> Tree:
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    return {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": clinical, "code": "active"}]},
        "code": {"text": "Hartfalen", "coding": [{"system": systems.SNOMED, "code": "84114007"}]},
        "subject": {"reference": patient},
        "onsetDateTime": "2019-09",
    }


def _encounter(patient: str) -> Tree:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
        "subject": {"reference": patient},
        "period": {"start": "2026-03-02T10:00:00+01:00", "end": "2026-03-02T10:30:00+01:00"},
    }


def _assessment(patient: str) -> Tree:
    return {
        "resourceType": "RiskAssessment",
        "status": "final",
        "subject": {"reference": patient},
        "prediction": [{"outcome": {"text": "vallen"}, "probabilityDecimal": 0.25}],
    }


def _plan(patient: str) -> Tree:
    return {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": patient},
    }


def _task(patient: str) -> Tree:
    return {
        "resourceType": "Task",
        "status": "draft",
        "intent": "order",
        "for": {"reference": patient},
    }


def _basic(patient: str) -> Tree:
    return {
        "resourceType": "Basic",
        "code": {"text": "aantekening"},
        "subject": {"reference": patient},
    }


def _value(patient: str) -> Tree:
    return _basic(patient) | {"extension": [{"url": "https://zeekraal.example/waarde"}]}


def _location(_: str) -> Tree:
    return {"resourceType": "Location", "name": "Duinroos", "status": "active"}


def _bundle(kind: str) -> Callable[[str], Tree]:
    return lambda _: {"resourceType": "Bundle", "type": kind, "entry": []}


def _parameters(patient: str) -> Tree:
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "resource", "resource": a_goal(patient)}],
    }


BODIES: dict[str, Callable[[str], Tree]] = {
    "goal": a_goal,
    "flag": _flag,
    "observation": _observation,
    "length": _length,
    "habit": _habit,
    "condition": _condition,
    "encounter": _encounter,
    "assessment": _assessment,
    "plan": _plan,
    "task": _task,
    "location": _location,
    "basic": _basic,
    "value": _value,
    "transaction": _bundle("transaction"),
    "batch": _bundle("batch"),
    "parameters": _parameters,
    "nothing": lambda _: {},
}
ON_STAGE = (
    *("observation", "length", "habit", "condition", "encounter", "assessment"),
    *("plan", "task", "location"),
)
"""Those that are there before a case is asked, one each."""


def body(text: str, patient: str) -> bytes:
    """What a case sends: where null is merged, the member goes; a value is an extension's."""
    name, _, rest = text.partition(" ")
    if name == "raw":
        return rest.encode()
    tree, change = BODIES[name](patient), json.loads(rest or "{}", parse_float=Decimal)
    if name == "value":
        identity = {"id": change.pop("id")} if "id" in change else {}
        change = identity | {"extension": [tree["extension"][0] | change]}
    return _ENCODER.encode(_merged(tree, change))


def _merged(tree: Any, change: Any) -> Any:
    if not isinstance(change, dict) or not isinstance(tree, dict):
        return change
    found = {name: value for name, value in tree.items() if name not in change}
    for name, value in change.items():
        if value is not None:
            found[name] = _merged(tree.get(name), value)
    return found
