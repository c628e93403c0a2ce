"""The transfer records are what their profiles ask, and nothing asked of them can be left out."""

from copy import deepcopy
from typing import Any

import pytest

from profiles.text.parse import parse
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.shipped_files import elements, files, read

BASE = "https://example.org/rtp/"
PROFILES = {
    "29": "transfer-request-open",
    "29 contained": "transfer-anonymous-patient",
    "30": "transfer-request",
    "31": "transfer-lead-task",
    **{str(number): "transfer-offer-task" for number in range(32, 41)},
    "41": "transfer-cancellation-task",
    "42": "transfer-care-offer",
    "43": "transfer-bed",
    "44": "transfer-capacity",
    "48": "transfer-technical-grant",
    "20": "transfer-nursing-handoff",
    "22": "transfer-nursing-handoff",
    "24": "transfer-advance-notice",
}
# File and element: each is asked by the profile, and R4 alone would let it go.
MUST_HAVES: dict[str, tuple[str, ...]] = {
    "29": (
        "meta.security",
        "contained",
        "category",
        "code",
        "occurrencePeriod",
        "occurrencePeriod.start",
        "authoredOn",
        "requester",
    ),
    "30": (
        "identifier",
        "identifier.0.value",
        "category",
        "code",
        "occurrencePeriod",
        "occurrencePeriod.start",
        "authoredOn",
        "requester",
    ),
    "31": (
        "identifier",
        "code",
        "focus",
        "for",
        "authoredOn",
        "requester",
        "owner",
        "owner.identifier",
        "owner.identifier.value",
    ),
    "32": (
        "groupIdentifier",
        "groupIdentifier.system",
        "groupIdentifier.value",
        "code",
        "focus",
        "authoredOn",
        "requester",
        "owner",
        "owner.identifier",
        "owner.identifier.value",
        "restriction",
        "restriction.period",
        "restriction.period.end",
    ),
    "41": (
        "code",
        "statusReason",
        "focus",
        "authoredOn",
        "requester",
        "owner",
        "owner.identifier",
    ),
    "42": (
        "identifier",
        "identifier.0.system",
        "identifier.0.value",
        "identifier.0.assigner",
        "identifier.0.assigner.identifier.system",
        "identifier.0.assigner.identifier.value",
        "active",
        "providedBy",
        "type",
        "name",
    ),
    "43": (
        "identifier",
        "status",
        "operationalStatus",
        "mode",
        "physicalType",
        "managingOrganization",
        "partOf",
    ),
    "44": (
        "subject",
        "date",
        "reporter",
        "reporter.identifier",
        "period.start",
        "period.end",
        "group",
        "group.0.code",
        "group.1.population",
        "group.1.population.0",
        "group.1.population.1",
        "group.1.population.2",
        "group.1.population.3",
        "group.2.population.3.count",
    ),
    "48": (
        "dateTime",
        "organization",
        "organization.0.identifier",
        "provision",
        "provision.type",
        "provision.period",
        "provision.period.start",
        "provision.period.end",
        "provision.actor",
        "provision.actor.0.reference.identifier",
        "provision.action",
        "provision.data",
        "provision.data.0.reference.reference",
    ),
    "20": (
        "subject",
        "section",
        "section.0",
        "section.0.extension",
        "section.0.section.1",
        "section.2",
        "section.2.section.1",
    ),
    "24": (
        "subject",
        "section.0.extension",
        "section.2",
        "section.2.section.0",
    ),
}
CANCELLED = {"coding": [{"system": f"{BASE}CodeSystem/cancel-reason", "code": "not-selected"}]}
PATIENT = {"reference": "Patient/1"}
# File, element and the value put there: what must not be there, or not be so.
REFUSED: list[tuple[str, str, Any]] = [
    ("29", "note", [{"text": "a"}]),
    ("29", "identifier", [{"system": f"{BASE}transfer-id", "value": "1"}]),
    ("29", "text", {"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'}),
    ("29", "basedOn", [{"reference": "ServiceRequest/1"}]),
    ("29", "encounter", {"reference": "Encounter/1"}),
    ("29", "reasonReference", [{"reference": "Condition/1"}]),
    ("29", "patientInstruction", "a"),
    ("29", "subject.display", "a"),
    ("29", "supportingInfo.0.display", "a"),
    ("29", "meta.security.0.code", "REDACTED"),
    ("29", "code.coding.0.code", "elv"),
    ("29", "category.0.coding.0.code", "3457005"),
    ("29", "contained.0.name", [{"text": "a"}]),
    ("29", "contained.0.identifier", [{"value": "1"}]),
    ("29", "contained.0.telecom", [{"value": "1"}]),
    ("29", "contained.0.contact", [{"name": {"text": "a"}}]),
    ("29", "contained.0.address.0.line", ["a"]),
    ("29", "contained.0.address.0.postalCode", "1354AA"),
    ("29", "contained.0.birthDate", "1944-05-01"),
    ("29", "contained.0.resourceType", "Device"),
    ("30", "intent", "plan"),
    ("30", "code.coding.0.code", "elv"),
    ("30", "identifier.0.system", f"{BASE}task"),
    ("31", "intent", "plan"),
    ("31", "code.coding.0.code", "other"),
    ("31", "businessStatus.coding.0.code", "awaiting-information"),
    ("31", "owner.identifier.system", "http://fhir.nl/fhir/NamingSystem/agb-z"),
    ("32", "intent", "plan"),
    ("32", "description", "a"),
    ("32", "code.coding.0.code", "3457005"),
    ("32", "owner.identifier.system", "http://fhir.nl/fhir/NamingSystem/agb-z"),
    ("32", "focus.reference", "Patient/1"),
    ("32", "input.0.valueReference.reference", "Patient/1"),
    ("33", "businessStatus.coding.0.code", "triage"),
    ("34", "output.1.valueReference.reference", "Patient/1"),
    ("34", "output.0", {"type": {"text": "a"}, "valueString": "a"}),
    ("35", "output.0", {"type": {"text": "a"}, "valueDateTime": "2026-11-26"}),
    ("41", "intent", "plan"),
    ("41", "note", [{"text": "a"}]),
    ("41", "statusReason.coding.0.code", "other"),
    ("41", "code.coding.0.code", "fulfill"),
    ("42", "type.1.coding.0.code", "elv"),
    ("43", "operationalStatus.code", "X"),
    ("43", "physicalType.coding.0.code", "wa"),
    ("44", "type", "individual"),
    ("44", "measure", f"{BASE}Measure/other"),
    ("44", "subject.reference", "Organization/1"),
    ("44", "group.0.code.coding.0.code", "elv"),
    ("44", "group.0.population.0.count", -1),
    ("48", "scope.coding.0.code", "other"),
    ("48", "category.0.coding.0.code", "IDSCL"),
    ("48", "sourceReference", {"reference": "Consent/1"}),
    ("48", "provision.type", "deny"),
    ("48", "provision.provision", [{"type": "deny"}]),
    ("48", "provision.data.0.meaning", "related"),
    ("48", "provision.actor.0.role.coding.0.code", "AUT"),
    ("20", "type.coding.0.code", "721915006"),
    ("24", "type.coding.0.code", "11171000146100"),
]
# The invariant that tells of it, and its severity: file, element and the value put there.
BROKEN: list[tuple[str, str, str, str, Any]] = [
    ("transfer-1", "error", "30", "reasonReference", None),
    ("transfer-2", "error", "29", "subject.reference", "Patient/1"),
    ("transfer-3", "error", "29 contained", "birthDate", "1944-05-01"),
    ("transfer-4", "error", "31", "status", "completed"),
    ("transfer-5", "error", "31", "status", "cancelled"),
    ("transfer-6", "error", "36", "statusReason", {"text": "a"}),
    ("transfer-7", "error", "32", "for", PATIENT),
    ("transfer-8", "error", "39", "for", None),
    ("transfer-8", "error", "39", "basedOn", None),
    ("transfer-9", "error", "40", "input.1", None),
    ("transfer-10", "error", "39", "status", "accepted"),
    ("transfer-11", "error", "35", "output", None),
    ("transfer-12", "error", "34", "output.0", None),
    ("transfer-12", "error", "34", "output.2", None),
    ("transfer-13", "error", "37", "status", "received"),
    ("transfer-14", "error", "38", "statusReason", {"text": "a"}),
    ("transfer-15", "warning", "38", "statusReason", {**CANCELLED, "text": "a"}),
    ("transfer-16", "warning", "44", "group.0.population.3.count", 9),
    ("transfer-17", "error", "42", "type.0.coding.1", None),
]


def _record(number: str) -> dict[str, Any]:
    file, _, part = number.partition(" ")
    [path] = shared_data("transfer", "r4").glob(f"{file}-*.json")
    record = parse(path.read_bytes())
    if record["resourceType"] == "Bundle":  # a document: its Composition stands first
        return dict(record["entry"][0]["resource"])
    return dict(record[part][0] if part else record)


def _put(number: str, path: str, value: Any) -> dict[str, Any]:
    """The record with the element replaced, or without it."""
    record = deepcopy(_record(number))
    *outer, last = (int(step) if step.isdigit() else step for step in path.split("."))
    parent: Any = record
    for step in outer:
        parent = parent[step]
    if value is None:
        del parent[last]
    else:
        parent[last] = value
    return record


def _found(number: str, record: dict[str, Any]) -> set[tuple[str, str]]:
    """Severity and rule of what the profile finds, apart from what R4 does."""
    profile = f"{BASE}StructureDefinition/{PROFILES[number]}"
    issues = shipped_validator().validate(record, [profile])
    return {(issue.severity, issue.rule) for issue in issues if issue.profile.startswith(BASE)}


@pytest.mark.parametrize("number", PROFILES)
def test_a_record_is_what_its_profile_asks(number: str) -> None:
    assert _found(number, _record(number)) == set()


@pytest.mark.parametrize(
    ("number", "path"), [(number, path) for number, paths in MUST_HAVES.items() for path in paths]
)
def test_a_must_have_that_is_left_out_is_an_error(number: str, path: str) -> None:
    assert "error" in {severity for severity, _ in _found(number, _put(number, path, None))}


@pytest.mark.parametrize(
    ("number", "path", "value"), REFUSED, ids=[f"{number} {path}" for number, path, _ in REFUSED]
)
def test_what_a_profile_rules_out_is_an_error(number: str, path: str, value: Any) -> None:
    assert "error" in {severity for severity, _ in _found(number, _put(number, path, value))}


@pytest.mark.parametrize(
    ("rule", "severity", "number", "path", "value"),
    BROKEN,
    ids=[f"{rule} {path}" for rule, _, _, path, _ in BROKEN],
)
def test_an_invariant_tells_of_what_breaks_it(
    rule: str, severity: str, number: str, path: str, value: Any
) -> None:
    assert (severity, rule) in _found(number, _put(number, path, value))


def test_every_invariant_of_the_transfer_profiles_is_tried() -> None:
    shipped = {
        constraint["key"]
        for file in files()
        if file.name.startswith("StructureDefinition-transfer-")
        for element in elements(read(file))
        for constraint in element.get("constraint", ())
    }
    assert shipped == {rule for rule, *_ in BROKEN}
