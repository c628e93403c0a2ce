"""An ordinary question, facts and privacy Consent; a test says only what differs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from consent.asker import Professional, System
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.question import Question
from consent.section import About, Section
from consent.statement import Statement

GP, HOSPITAL, NURSING = "90000101", "90000202", "90000303"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WISH = "Consent/tw1"

DOCTOR = Professional(
    ura=HOSPITAL,
    organization_type="V4",
    number="900000009",
    name="A. Arts",
    role="01.015",
    assurance="substantial",
)
SYSTEM = System(ura=HOSPITAL, organization_type="V4")
QUESTION = Question(asker=DOCTOR, purpose="TREAT", now=NOON)
SECTION = Section(GP, "H1", "GGC002")
ABOUT = About(SECTION, WISH)
ADULT = Facts(numbered=True, born=date(1948, 1, 1), capable=True)
FACTS = replace(ADULT, sections=(SECTION,), relation=True)
YES = Statement(consent_id="c1", version=1, permit=True, given_at=NOON)


def yes(**changes: Any) -> Statement:
    return replace(YES, **changes)


def no(**changes: Any) -> Statement:
    return replace(YES, permit=False, **changes)


def asked(**changes: Any) -> Question:
    """The ordinary question; what is said of the asker changes him, all else the question."""
    own = {name: changes.pop(name) for name in list(changes) if name in _OF_ASKER}
    asker = changes.pop("asker", DOCTOR)
    return replace(QUESTION, asker=replace(asker, **own), **changes)


_OF_ASKER = frozenset(
    {"ura", "organization_type", "role", "mandated", "assurance", "authenticated_at"}
)


def about(**changes: Any) -> About:
    """The ordinary wish; what is said of the section changes that."""
    own = {name: changes.pop(name) for name in list(changes) if name in _OF_SECTION}
    return ABOUT._replace(section=replace(SECTION, **own), **changes)


_OF_SECTION = frozenset({"custodian", "custodian_type", "category"})


def answer(
    *statements: Statement,
    ask: Question = QUESTION,
    of: About = ABOUT,
    **facts: Any,
) -> Permit | Deny:
    """The decision on the ordinary question, with these statements and these changes."""
    return decide(ask, replace(FACTS, statements=statements, **facts), of)


def actor(
    ura: str | None = None, category: str | None = None, role_code: str = "IRCP"
) -> dict[str, Any]:
    role = coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", role_code)
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
