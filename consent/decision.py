"""The answer of a rule and of the whole: yes, no, or not mine to say; always with its ground."""

from dataclasses import dataclass

from consent.request import Action
from consent.statement import Statement

Evidence = tuple[tuple[str, int], ...]
"""Id and version of each Consent that the decision rests on."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Yes, by this rule, for this reason code."""

    rule: str
    reason: str
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class Deny:
    """No; `http` is the status the caller sees (200 is an empty searchset).

    `reason` is for the audit. It is told only where it depends on nothing but the caller (4xx
    other than 404). https://hl7.org/fhir/R4/security.html#AccessDenied
    """

    rule: str
    reason: str
    http: int
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """This rule has nothing to say here."""


Decision = Permit | Deny | NotApplicable


def withhold(rule: str, reason: str, action: Action, evidence: Evidence = ()) -> Deny:
    """A no that looks like nothing there: an empty searchset, or 404 for everything else."""
    return Deny(rule, reason, 200 if action == "search" else 404, evidence)


def evidence_of(statement: Statement) -> Evidence:
    """The Consent that a statement was read from."""
    return ((statement.consent_id, statement.version),)
