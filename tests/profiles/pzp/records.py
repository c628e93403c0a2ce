"""Small records of the guide that break no rule, to be spoiled one at a time."""

from typing import Any

from profiles import systems
from profiles.issue import Issue
from profiles.pzp.rules import broken_rules
from profiles.pzp.wish import SPECIFICATION_OTHER
from profiles.resource.surroundings import Surroundings, others_in

Tree = dict[str, Any]
# Passes the 11-test, and is nobody's: from the range for tests.
BSN = "999911120"


MASKED: Tree = {"extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": "masked"}]}
"""An element that its source does not show."""


def concept(code: str, system: str = systems.SNOMED, **more: Any) -> Tree:
    return {"coding": [{"system": system, "code": code}], **more}


def consenter(reference: str) -> Tree:
    return {
        "role": concept("CONSENTER", systems.ROLE_CODE),
        "reference": {"reference": reference},
    }


def limit(code: str = "89666000", *, says: str | None = "deny", **more: Any) -> Tree:
    """A treatment directive."""
    provision: Tree = {
        "actor": [consenter("Patient/p"), consenter("PractitionerRole/r")],
        "code": [concept(code)],
    }
    if says:
        provision["type"] = says
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": concept("treatment", systems.CONSENT_SCOPE),
        "category": [concept("129125009")],
        "patient": {"reference": "Patient/p"},
        "dateTime": "2026-03-01",
        "provision": provision,
        **more,
    }


def will(**more: Any) -> Tree:
    """An advance directive."""
    return {
        **limit(says=None),
        "scope": concept("adr", systems.CONSENT_SCOPE),
        "category": [concept("acd", systems.CONSENT_CATEGORY)],
        "provision": {"code": [concept("EU", systems.ADVANCE_DIRECTIVE_TYPE)]},
        **more,
    }


def other(text: str = "only after a talk", url: str = SPECIFICATION_OTHER) -> list[Tree]:
    return [{"url": url, "valueString": text}]


def observation(code: str = "395091006", **more: Any) -> Tree:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(code),
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-03-01",
        **more,
    }


def goal(*codes: str, **more: Any) -> Tree:
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"coding": [{"system": systems.SNOMED, "code": code} for code in codes]},
        "subject": {"reference": "Patient/p"},
        "startDate": "2026-03-01",
        **more,
    }


def patient(key: str = "p", bsn: str = BSN, **more: Any) -> Tree:
    return {
        "resourceType": "Patient",
        "id": key,
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        "name": [{"family": "Berg"}],
        **more,
    }


def bundle(*resources: Tree, kind: str = "transaction") -> Tree:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"resource": resource} for resource in resources],
    }


def broken(resource: Any, *others: Tree) -> list[tuple[str, str]]:
    """Number and expression of each rule that is broken, as `others` stand around."""
    return [(issue.rule, issue.expression) for issue in issues_of(resource, *others)]


def issues_of(resource: Any, *others: Tree) -> list[Issue]:
    around = bundle(*others) if others else resource
    return list(broken_rules(resource, Surroundings(resource, others_in(around))))
