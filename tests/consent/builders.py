"""An ordinary question, facts and privacy Consent; a test says only what differs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.request import AccessRequest
from consent.statement import Statement

GP, HOSPITAL, NURSING = "90000101", "90000202", "90000303"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WISH = "Consent/tw1"

QUESTION = AccessRequest(
    ura=HOSPITAL,
    organization_type="V4",
    role="01.015",
    purpose="TREAT",
    action="search",
    now=NOON,
)
FACTS = Facts(
    holder_ura=GP,
    holder_type="H1",
    category="GGC002",
    resource=WISH,
    relation=True,
)
YES = Statement(consent_id="c1", version=1, permit=True, given_at=NOON)


def yes(**changes: Any) -> Statement:
    return replace(YES, **changes)


def no(**changes: Any) -> Statement:
    return replace(YES, permit=False, **changes)


def answer(
    *statements: Statement, ask: dict[str, Any] | None = None, **facts: Any
) -> Permit | Deny:
    """The decision on the ordinary question, with these statements and these changes."""
    question = replace(QUESTION, **(ask or {}))
    return decide(question, replace(FACTS, statements=statements, **facts))


def actor(ura: str | None = None, category: str | None = None) -> dict[str, Any]:
    role = coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP")
    if ura is not None:
        return {"role": role, "reference": named(ura)}
    system = "http://fhir.nl/otv/CodeSystem/raadplegende-zorgaanbiedercategorie"
    extension = {
        "url": "http://fhir.nl/StructureDefinition/OTV-ProviderCategory",
        "valueCodeableConcept": coded(system, str(category)),
    }
    return {"role": role, "reference": {"extension": [extension], "display": "Ziekenhuizen"}}


def named(ura: str) -> dict[str, Any]:
    return {"identifier": {"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": ura}}


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def purpose(code: str) -> dict[str, Any]:
    return {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": code}


def instance(reference: str) -> dict[str, Any]:
    return {"meaning": "instance", "reference": {"reference": reference}}


def privacy_consent(*, provision: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A yes to hospitals, about what one GP keeps; `None` leaves an element out."""
    consent = {
        "resourceType": "Consent",
        "status": "active",
        "scope": coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        "category": [
            coded("http://loinc.org", "59284-0"),
            coded("http://fhir.nl/otv/CodeSystem/gegevenscategorie", "GGC002"),
        ],
        "patient": {"reference": "Patient/p1"},
        "dateTime": "2026-01-15T10:00:00+01:00",
        "performer": [{"reference": "Patient/p1"}],
        "organization": [named(GP)],
        "policy": [{"uri": "https://hub.example.org/policy/acp-exchange/1"}],
        "provision": {
            "type": "permit",
            "period": {"start": "2026-01-15"},
            "actor": [actor(category="RPZAC104")],
            "purpose": [purpose("TREAT")],
        }
        | (provision or {}),
    } | changes
    consent["provision"] = {k: v for k, v in consent["provision"].items() if v is not None}
    return {element: value for element, value in consent.items() if value is not None}
