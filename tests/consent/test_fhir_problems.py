from typing import Any

import pytest

from consent.fhir import problems
from profiles import systems
from tests.consent.builders import (
    GP,
    HOSPITAL,
    actor,
    coded,
    instance,
    named,
    privacy_consent,
    purpose,
)

SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
OTV = actor(category="RPZAC104")["reference"]["extension"][0]
ROLE = actor(ura=HOSPITAL)["role"]
LABEL = "securityLabel"
MODIFIER = [{"url": "https://example.org/not", "valueBoolean": True}]


def label(code: str) -> dict[str, Any]:
    return {"system": systems.CONFIDENTIALITY, "code": code}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no patient": ({"patient": None}, "Consent.patient"),
    "no moment": ({"dateTime": None}, "Consent.dateTime"),
    "a day is no moment": ({"dateTime": "2026-01-15"}, "Consent.dateTime"),
    "a moment without offset": ({"dateTime": "2026-01-15T10:00:00"}, "Consent.dateTime"),
    "no performer": ({"performer": None}, "Consent.performer"),
    "someone else permits": (
        {"performer": [{"reference": "Patient/another"}]},
        "Consent.performer",
    ),
    "no policy": ({"policy": None}, "Consent.policy"),
    "a policy rule": ({"policyRule": coded("s", "OPTIN")}, "Consent.policyRule"),
    "a verification": ({"verification": [{"verified": False}]}, "Consent.verification"),
    "implicit rules": ({"implicitRules": "https://example.org"}, "Consent.implicitRules"),
    "a draft": ({"status": "draft"}, "Consent.status"),
    "rejected": ({"status": "rejected"}, "Consent.status"),
    "a status that is no text": ({"status": ["active"]}, "Consent.status"),
    "two scopes": (
        {
            "scope": {
                "coding": [
                    *coded(SCOPE, "patient-privacy")["coding"],
                    *coded(SCOPE, "adr")["coding"],
                ]
            }
        },
        "Consent.scope",
    ),
    "a scope from elsewhere": ({"scope": coded("urn:own", "patient-privacy")}, "Consent.scope"),
    "no category": ({"category": []}, "Consent.category"),
    "no data category": (
        {"category": [coded("http://fhir.nl/otv/CodeSystem/gegevenscategorie", "medicatie")]},
        "Consent.category[0]",
    ),
    "a category of another system": (
        {"category": [coded("http://fhir.nl/otv/CodeSystem/andere", "GGC007")]},
        "Consent.category[0]",
    ),
    "an objection to data that is not told apart": (
        {
            "category": [coded("http://fhir.nl/otv/CodeSystem/gegevenscategorie", "GGC007")],
            "provision": {"type": "deny"},
        },
        "Consent.category[0]",
    ),
    "an exception for data that is not told apart": (
        {
            "category": [coded("http://fhir.nl/otv/CodeSystem/gegevenscategorie", "GGC007")],
            "provision": {"provision": [{"type": "deny", "actor": [actor(ura=HOSPITAL)]}]},
        },
        "Consent.category[0]",
    ),
    "a clinical category": (
        {"category": [coded("http://snomed.info/sct", "129125009")]},
        "Consent.category[0]",
    ),
    "a category whose coding says more": (
        {
            "category": [
                {"coding": [{"code": "59284-0", "system": "http://loinc.org", "extension": [OTV]}]}
            ]
        },
        "Consent.category[0]",
    ),
    "a moment that never was": ({"dateTime": "2026-02-30T25:00:00Z"}, "Consent.dateTime"),
    "a category in words": ({"category": [{"text": "alles"}]}, "Consent.category[0]"),
    "a literal custodian": (
        {"organization": [{"reference": "Organization/o1"}]},
        "Consent.organization[0]",
    ),
    "a custodian with a wrong number": (
        {"organization": [named(GP), named("12345678X")]},
        "Consent.organization[1]",
    ),
    "the shape of Mitz": ({"extension": [OTV]}, "Consent.extension[0]"),
    "a modifier on the root": ({"modifierExtension": MODIFIER}, "Consent.modifierExtension"),
}

PROVISION_REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no type": ({"type": None}, "type"),
    "another type": ({"type": "maybe"}, "type"),
    "a type that is no text": ({"type": ["permit"]}, "type"),
    "no period": ({"period": None}, "period.start"),
    "no start": ({"period": {"end": "2027-01-01"}}, "period.start"),
    "a start of a month": ({"period": {"start": "2026-01"}}, "period.start"),
    "an end that is no day": (
        {"period": {"start": "2026-01-01", "end": "2026-02-30"}},
        "period.end",
    ),
    "before the first day": ({"period": {"start": "0001-01-01T00:00:00+14:00"}}, "period.start"),
    "a week": ({"period": {"start": "2026-W09-1"}}, "period.start"),
    "an end before the start": (
        {"period": {"start": "2026-03-02", "end": "2026-03-01"}},
        "period",
    ),
    "no purpose": ({"purpose": None}, "purpose"),
    "research": ({"purpose": [purpose("TREAT"), purpose("HRESCH")]}, "purpose[1]"),
    "emergency as the rule": ({"purpose": [purpose("BTG")]}, "purpose"),
    "assumed consent": ({"purpose": [purpose("COC")]}, "purpose"),
    "an action": ({"action": [coded("s", "access")]}, "action"),
    "a class": ({"class": [{"code": "Goal"}]}, "class"),
    "a code": ({"code": [coded("s", "c")]}, "code"),
    "a label of no system": ({"type": "deny", "securityLabel": [{"code": "R"}]}, f"{LABEL}[0]"),
    "a label that closes nothing": ({"type": "deny", "securityLabel": [label("N")]}, f"{LABEL}[0]"),
    "no label in the list": ({"type": "deny", "securityLabel": []}, f"{LABEL}[0]"),
    "a label that says more": (
        {"type": "deny", "securityLabel": [label("R") | {"extension": [OTV]}]},
        f"{LABEL}[0]",
    ),
    "a permission by label": ({"securityLabel": [label("R")]}, LABEL),
    "two labels": ({"type": "deny", "securityLabel": [label("R"), label("V")]}, LABEL),
    "a label and a resource": (
        {"type": "deny", "securityLabel": [label("R")], "data": [instance("Goal/1")]},
        f"{LABEL}[0]",
    ),
    "a period of the data": ({"dataPeriod": {"start": "2026-01-01"}}, "dataPeriod"),
    "an extension": ({"extension": [OTV]}, "extension"),
    "an extension of the type": ({"_type": {"extension": [OTV]}}, "_type"),
    "a modifier": ({"modifierExtension": MODIFIER}, "modifierExtension"),
    "no actor in the list": ({"actor": []}, "actor[0]"),
    "another role": (
        {"actor": [{"role": coded("s", "CST"), "reference": named(HOSPITAL)}]},
        "actor[0]",
    ),
    "a custodian where organization names one": (
        {"actor": [actor(ura=HOSPITAL), actor(category="RPZAC001", role_code="CST")]},
        "actor[1]",
    ),
    "a custodian of an unknown category": (
        {"actor": [actor(category="RPZAC999", role_code="CST")]},
        "actor[0]",
    ),
    "an actor by reference": (
        {"actor": [{"role": ROLE, "reference": {"reference": "Organization/o1"}}]},
        "actor[0]",
    ),
    "an actor by reference and number": (
        {"actor": [{"role": ROLE, "reference": named(HOSPITAL) | {"reference": "Organization/o"}}]},
        "actor[0]",
    ),
    "an actor whose number is no URA": (
        {"actor": [actor(ura="A0000202")]},
        "actor[0]",
    ),
    "an actor by a number of another register": (
        {"actor": [{"role": ROLE, "reference": {"identifier": {"system": "s", "value": "1"}}}]},
        "actor[0]",
    ),
    "an actor of whom more is said": (
        {"actor": [actor(ura=HOSPITAL) | {"extension": [OTV]}]},
        "actor[0]",
    ),
    "an actor by another extension": (
        {
            "actor": [
                {"role": ROLE, "reference": {"extension": [OTV | {"url": "https://example.org"}]}}
            ]
        },
        "actor[0]",
    ),
    "an actor with number and category": (
        {"actor": [{"role": ROLE, "reference": named(HOSPITAL) | {"extension": [OTV]}}]},
        "actor[0]",
    ),
    "an unknown category": (
        {"actor": [actor(ura=HOSPITAL), actor(category="RPZAC999")]},
        "actor[1]",
    ),
    "data related to": (
        {"data": [{"meaning": "related", "reference": {"reference": "Goal/1"}}]},
        "data[0]",
    ),
    "data of one version": ({"data": [instance("Goal/1/_history/2")]}, "data[0]"),
    "data elsewhere": ({"data": [instance("https://example.org/fhir/Goal/1")]}, "data[0]"),
}

PERMIT_NURSING = {"type": "permit", "actor": [actor(category="RPZAC004")]}
EXCEPTION_REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the same type": ({}, {"type": "permit", "actor": [actor(ura=HOSPITAL)]}),
    "the same objection": ({"type": "deny"}, {"type": "deny", "actor": [actor(ura=HOSPITAL)]}),
    "a category against a category": ({"type": "deny"}, PERMIT_NURSING),
    "a broad no under a narrow yes": (
        {"actor": [actor(ura=HOSPITAL)]},
        {"type": "deny", "actor": [actor(category="RPZAC104")]},
    ),
    "nothing of its own": ({"type": "deny"}, {"type": "permit"}),
}


def places(consent: dict[str, Any]) -> list[str]:
    found = problems(consent)
    assert all(issue.severity == "error" and issue.text for issue in found)
    return [issue.expression for issue in found]


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_where_it_stands(case: str) -> None:
    changes, place = REFUSED[case]
    assert place in places(privacy_consent(**changes))


@pytest.mark.parametrize("case", PROVISION_REFUSED)
def test_a_rule_is_refused_where_it_is_not_understood(case: str) -> None:
    changes, place = PROVISION_REFUSED[case]
    assert f"Consent.provision.{place}" in places(privacy_consent(provision=changes))


def test_nor_does_an_exception_open_what_has_a_label_but_in_an_emergency() -> None:
    base = {"type": "deny", "securityLabel": [label("R")]}
    one_hospital = {"type": "permit", "actor": [actor(ura=HOSPITAL)]}
    refused = privacy_consent(provision=base | {"provision": [one_hospital]})
    assert places(refused) == [f"Consent.provision.provision[0].{LABEL}"]
    emergency = {"type": "permit", "purpose": [purpose("BTG")]}
    assert places(privacy_consent(provision=base | {"provision": [emergency]})) == []


@pytest.mark.parametrize("case", EXCEPTION_REFUSED)
def test_an_exception_that_would_never_work_is_refused(case: str) -> None:
    base, exception = EXCEPTION_REFUSED[case]
    consent = privacy_consent(provision=base | {"provision": [exception]})
    assert "Consent.provision.provision[0]" in places(consent)


def test_an_exception_to_an_exception_is_refused() -> None:
    deepest = {"type": "permit", "actor": [actor(ura=HOSPITAL)]}
    nested = {"type": "deny", "actor": [actor(ura=HOSPITAL)], "provision": [deepest]}
    found = places(privacy_consent(provision={"provision": [nested]}))
    assert "Consent.provision.provision[0].provision[0]" in found


def test_a_consent_that_says_nothing_is_refused() -> None:
    consent = privacy_consent()
    del consent["provision"]
    assert places(consent) == ["Consent.provision"]


def test_a_modifier_deep_inside_is_refused() -> None:
    period = {"start": "2026-01-15", "modifierExtension": MODIFIER}
    found = places(privacy_consent(provision={"period": period}))
    assert "Consent.provision.period.modifierExtension" in found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"status": "inactive"},
        {"organization": None},
        {"identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"}]},
        {"sourceReference": {"reference": "DocumentReference/d1"}},
        {"extension": [{"url": "https://example.org/channel", "valueCode": "desk"}]},
        {"provision": {"type": "deny", "purpose": [purpose("TREAT"), purpose("COC")]}},
        {"organization": None, "provision": {"actor": [actor(ura=GP, role_code="CST")]}},
        {"provision": {"provision": [{"type": "deny", "purpose": [purpose("BTG")]}]}},
        {"provision": {"type": "deny", "purpose": [purpose("TREAT"), purpose("ETREAT")]}},
        {
            "provision": {
                "type": "deny",
                "provision": [{"type": "permit", "purpose": [purpose("BTG")]}],
            }
        },
        {"provision": {"data": [instance("urn:uuid:5f5d0c0e-0f6d-4f0b-9a80-7d6f7c4f0f11")]}},
        {"provision": {"data": [instance("Goal?identifier=https://example.org/goals|7")]}},
    ],
)
def test_what_is_understood_in_full_is_accepted(changes: dict[str, Any]) -> None:
    assert places(privacy_consent(**changes)) == []
