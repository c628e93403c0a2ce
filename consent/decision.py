"""The answer of a rule and of the whole: yes, no, or not mine to say; always with its ground."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from consent.statement import Statement

Evidence = tuple[tuple[str, int], ...]
"""Id and version of each Consent that the decision rests on."""

NOTHING_THERE = 404
FORBIDDEN = 403
AGAIN = 401
"""Told to who has to show anew, or better, who he is. https://www.rfc-editor.org/rfc/rfc9470"""


class Permit(NamedTuple):
    """Yes, by this rule, for this reason code."""

    rule: str
    reason: str
    evidence: Evidence = ()


class Deny(NamedTuple):
    """No; `http` is the status the caller sees, 404 where it must look like nothing there.

    `reason` is for the ledger. It is told only where it depends on nothing but the caller (4xx
    other than 404). https://hl7.org/fhir/R4/security.html#AccessDenied
    """

    rule: str
    reason: str
    http: int
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """This rule has nothing to say here."""


SILENT = NotApplicable()
"""The one of it: most rules have nothing to say of most sections."""

Decision = Permit | Deny | NotApplicable


def withhold(rule: str, reason: str, evidence: Evidence = ()) -> Deny:
    """A no that looks like nothing there: 404, and a search finds nothing."""
    return Deny(rule, reason, NOTHING_THERE, evidence) if evidence else _unfounded(rule, reason)


@cache
def _unfounded(rule: str, reason: str) -> Deny:
    return Deny(rule, reason, NOTHING_THERE)


def evidence_of(statement: Statement) -> Evidence:
    """The Consent that a statement was read from."""
    return ((statement.consent_id, statement.version),)


def address_of(evidence: str) -> str | None:
    """`Type/id` of the Consent, or of the Task, by that id; None of what was copied from Mitz."""
    if "|" in evidence:
        return None
    return evidence if "/" in evidence else f"Consent/{evidence}"
