"""A vital sign by its code is judged as one; whoever declares it is held to it."""

from typing import Any

import pytest

from profiles.check.structure import check_structure

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
VITAL = "http://terminology.hl7.org/CodeSystem/observation-category"
DECLARED = {"profile": ["http://hl7.org/fhir/StructureDefinition/bodyweight"]}


def coded(code: str, system: str = LOINC) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def measured(value: float, unit: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit}}


def sign(code: str = "29463-7", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [coded("vital-signs", VITAL)],
        "code": coded(code),
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-03-01",
        **members,
    }


def weight(**members: Any) -> dict[str, Any]:
    found = sign(**measured(71, "kg")) | members
    return {name: value for name, value in found.items() if value is not None}


def told(observation: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(one.severity, one.expression) for one in check_structure(observation)]
    return sorted(one for one in found if one[0] != "information")


SOUND = {
    "a weight": weight(),
    "a temperature": sign("8310-5", **measured(38, "Cel")),
    "none, for a reason": sign(dataAbsentReason={"text": "niet gelukt"}),
    "a pressure": sign(
        "85354-9",
        component=[{"code": coded(one), **measured(120, "mm[Hg]")} for one in ("8480-6", "8462-4")],
    ),
    "half a pressure": sign(
        "85354-9",
        component=[
            {"code": coded("8480-6"), **measured(120, "mm[Hg]")},
            {"code": coded("8462-4"), "dataAbsentReason": {"text": "niet gehoord"}},
        ],
    ),
    "a panel": sign("85353-1", hasMember=[{"reference": "Observation/o"}]),
    "a period": weight(effectiveDateTime=None, effectivePeriod={"start": "2026-03-01"}),
    "a code of another system": weight(code=coded("29463-7", "http://other"), category=None),
    "another test": weight(code=coded("718-7"), category=None, effectiveDateTime=None),
}


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_said_of_what_is_sound(name: str) -> None:
    assert told(SOUND[name]) == []
    assert told(SOUND[name] | {"meta": DECLARED}) == []


LACKING = {
    "no category": (weight(category=None), "Observation"),
    "another category": (weight(category=[coded("exam", VITAL)]), "Observation"),
    "no moment": (weight(effectiveDateTime=None), "Observation"),
    "no day": (weight(effectiveDateTime="2026-03"), "Observation.effectiveDateTime"),
    "no value": (weight(valueQuantity=None), "Observation"),
    "a word": (weight(valueQuantity=None, valueString="71 kg"), "Observation"),
    "another unit": (sign("8310-5", **measured(38, "kg")), "Observation"),
    "no code of the unit": (weight(valueQuantity={"value": 71, "unit": "kg"}), "Observation"),
    "an empty panel": (sign("85353-1", dataAbsentReason={"text": "x"}), "Observation"),
    "a pressure of one": (
        sign("85354-9", component=[{"code": coded("8480-6"), **measured(120, "mm[Hg]")}]),
        "Observation",
    ),
    "a component of nothing": (
        sign(component=[{"code": {"text": "links"}}], **measured(71, "kg")),
        "Observation.component[0]",
    ),
    "a pressure in another unit": (
        sign(
            "85354-9",
            component=[
                {"code": coded("8480-6"), **measured(120, "mm[Hg]")},
                {"code": coded("8462-4"), **measured(8, "kPa")},
            ],
        ),
        "Observation.component[1]",
    ),
}


@pytest.mark.parametrize("name", LACKING)
def test_what_it_lacks_is_a_warning_and_an_error_to_who_declares_it(name: str) -> None:
    observation, at = LACKING[name]
    assert told(observation) == [("warning", at)]
    assert told(observation | {"meta": DECLARED}) == [("error", at)]


@pytest.mark.parametrize("broken", [None, [], {}, "x", 5, [1], [{}]])
def test_rubbish_is_told_elsewhere(broken: Any) -> None:
    for name in ("category", "code", "effectiveDateTime", "component", "valueQuantity", "meta"):
        told(weight() | {name: broken})
        told(SOUND["a pressure"] | {name: broken})
