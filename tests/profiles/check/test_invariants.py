from decimal import Decimal
from typing import Any

import pytest

from profiles.check import invariants
from profiles.check.structure import check_structure as validate
from tests.profiles.strategies import consent, minimal


def keys(resource: dict[str, Any]) -> set[str]:
    return {issue.rule for issue in validate(resource) if issue.code == "invariant"}


def of(kind: str, **elements: Any) -> dict[str, Any]:
    return minimal(kind) | elements


def period(start: str, end: str) -> dict[str, Any]:
    return of("Encounter", period={"start": start, "end": end})


def coded(*codes: str, system: str = "http://example.org") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} for code in codes]}


HL7 = "http://terminology.hl7.org/CodeSystem/"
VERIFIED = f"{HL7}condition-ver-status"
CLINICAL = f"{HL7}condition-clinical"
ALLERGY = f"{HL7}allergyintolerance-verification"
LINK = {"linkId": "2"}
UCUM = "http://unitsofmeasure.org"
MORNING = "2026-02-28T08:00:00Z"
NOON = "2026-02-28T12:00:00Z"


def without(name: str, resource: dict[str, Any]) -> dict[str, Any]:
    return {each: value for each, value in resource.items() if each != name}


def timed(**repeat: Any) -> dict[str, Any]:
    return of("ServiceRequest", occurrenceTiming={"repeat": repeat})


def questions(*items: dict[str, Any]) -> dict[str, Any]:
    return of("Questionnaire", item=list(items))


@pytest.mark.parametrize(
    ("resource", "key"),
    [
        (without("policy", consent()), "ppc-1"),
        (of("Observation", valueString="a", dataAbsentReason={"text": "a"}), "obs-6"),
        (
            of("Observation", code=coded("a"), valueString="a")
            | {"component": [{"code": coded("b", "a"), "valueString": "b"}]},
            "obs-7",
        ),
        (of("Observation", referenceRange=[{"age": {"low": {"value": 1}}}]), "obs-3"),
        (of("Patient", contact=[{"gender": "male"}]), "pat-1"),
        (of("Patient", telecom=[{"value": "1"}]), "cpt-2"),
        (of("Patient", photo=[{"data": "aGFs"}]), "att-1"),
        (
            of("QuestionnaireResponse")
            | {"item": [{"linkId": "1", "answer": [{"valueCode": "a"}], "item": [LINK]}]},
            "qrs-1",
        ),
        (period("2026-02-02", "2026-02-01"), "per-1"),
        (period("2026-02-02T12:00:00+01:00", "2026-02-02T10:59:59Z"), "per-1"),
        (period("2026-02-02T12:00:00Z", "2026-02-01"), "per-1"),
        (period("2027", "2026-12-31"), "per-1"),
        (of("Observation", valueQuantity={"value": 1, "code": "mg"}), "qty-3"),
        (
            of("Observation", valueRange={"low": {"value": 2}, "high": {"value": Decimal("1.5")}}),
            "rng-2",
        ),
        (of("Observation", valueRatio={"numerator": {"value": 1}}), "rat-1"),
        (of("Observation", valueRatio={"denominator": {"value": 1}}), "rat-1"),
        (of("Organization", address=[{"use": "home", "text": "a"}]), "org-2"),
        (of("Organization", telecom=[{"use": "home", "system": "url", "value": "a"}]), "org-3"),
        ({"resourceType": "Organization", "active": True}, "org-1"),
        (of("Condition", abatementDateTime="2026"), "con-4"),
        (of("Condition", abatementString="a", clinicalStatus=coded("active", system=CLINICAL)),
         "con-4"),
        (
            of("Condition", clinicalStatus=coded("active", system=CLINICAL))
            | {"verificationStatus": coded("entered-in-error", system=VERIFIED)},
            "con-5",
        ),
        (
            {"resourceType": "AllergyIntolerance", "patient": {"display": "a"}},
            "ait-1",
        ),
        (of("AllergyIntolerance", verificationStatus=coded("entered-in-error", system=ALLERGY)),
         "ait-2"),
        (of("Goal", target=[{"detailString": "a"}]), "gol-1"),
        (without("end", of("Appointment", status="proposed")), "app-2"),
        (of("Parameters", parameter=[{"name": "a"}]), "inv-1"),
        (
            of("ServiceRequest", occurrenceTiming={"repeat": {"period": 1}}),
            "tim-2",
        ),
    ],
)  # fmt: skip
def test_an_invariant_of_r4_is_kept(resource: dict[str, Any], key: str) -> None:
    assert keys(resource) == {key}


@pytest.mark.parametrize(
    ("resource", "key"),
    [
        (without("start", without("end", of("Appointment", status="booked"))), "app-3"),
        (of("Appointment", status="booked", cancelationReason={"text": "a"}), "app-4"),
        (timed(duration=-1, durationUnit="h"), "tim-4"),
        (timed(period=Decimal("-0.5"), periodUnit="d"), "tim-5"),
        (timed(offset=30, when=["C"]), "tim-9"),
        (
            of("MedicationDispense", status="completed")
            | {"whenPrepared": NOON, "whenHandedOver": MORNING},
            "mdd-1",
        ),
        (of("Condition", onsetAge={"value": 40}), "age-1"),
        (of("Task", authoredOn=NOON, lastModified=MORNING), "inv-1"),
        (of("List", mode="snapshot", entry=[{"item": {"display": "a"}, "deleted": True}]),
         "lst-2"),
        (of("List", mode="snapshot", entry=[{"item": {"display": "a"}, "date": "2026"}]), "lst-3"),
        (of("Group", actual=False, member=[{"entity": {"display": "a"}}]), "grp-1"),
        (of("RiskAssessment", prediction=[{"probabilityDecimal": 101}]), "ras-2"),
        (questions(LINK | {"type": "group"}), "que-1"),
        (questions(LINK | {"type": "string"}, LINK | {"type": "text"}), "que-2"),
        (questions(LINK | {"type": "date", "maxLength": 3}), "que-10"),
        (without("baseDefinition", of("StructureDefinition", abstract=False)), "sdf-4"),
    ],
)  # fmt: skip
def test_an_invariant_of_r4_is_judged_as_it_is_written(resource: dict[str, Any], key: str) -> None:
    [issue] = validate(resource)

    assert (issue.severity, issue.code, issue.rule) == ("error", "invariant", key)
    assert issue.text.endswith(f" ({key}).")


def test_one_that_can_not_be_evaluated_says_so_beside_what_is_wrong() -> None:
    told = {(one.severity, one.rule) for one in validate(timed(period="daily", periodUnit="d"))}

    assert told == {("error", "Timing.repeat.period"), ("information", "tim-5")}


@pytest.mark.parametrize(
    "resource",
    [
        without("start", without("end", of("Appointment", status="waitlist"))),
        timed(period=1, periodUnit="d", when=["ACM"], offset=30),
        of("MedicationDispense", whenPrepared=MORNING, whenHandedOver=NOON),
        of("Condition", onsetAge={"value": 40, "system": UCUM, "code": "a"}),
        questions(LINK | {"type": "group", "item": [{"linkId": "2.1", "type": "string"}]}),
    ],
)
def test_what_is_sound_by_the_invariants_as_written_passes(resource: dict[str, Any]) -> None:
    assert validate(resource) == []


@pytest.mark.parametrize(
    "resource",
    [
        period("2026-02-02", "2026-02-02"),
        period("2026-02-15", "2026-02"),
        period("2026-02-02T12:00:00+01:00", "2026-02-02T11:00:00Z"),
        period("2026-02-02T12:00:60Z", "2026-02-02T11:00:00Z"),
        period("2026-02-02T12:00:00Z", "2026-02-02"),
        of("Observation", valueString="a", component=[{"code": coded("b")}]),
        of("Observation", valueRange={"low": {"value": 2, "unit": "a"}, "high": {"value": 1}}),
        of("Condition", abatementString="a", clinicalStatus=coded("resolved", system=CLINICAL)),
        of("Organization", address=[{"use": "work", "text": "a"}]),
    ],
)
def test_what_keeps_the_invariants_passes(resource: dict[str, Any]) -> None:
    assert validate(resource) == []


def test_every_row_of_the_tables_names_elements_that_exist() -> None:
    tables = (invariants.AT_LEAST_ONE, invariants.EXACTLY_ONE, invariants.NOT_BOTH)
    paths = {path for table in (*tables, invariants.NEEDS, invariants.JUDGED) for path in table}
    assert all(invariants.invariants_of(path) for path in paths)
