"""The only result of a validation: an issue, as FHIR's OperationOutcome.issue has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; `text` says what was found, what is allowed and what to do, without data values.

    `profile` is the canonical that the resource was judged by, empty for R4 itself; `rule` is the
    line that failed: an element id and its facet (`Consent.category:acd min`), an invariant's key
    or a numbered rule.
    https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue
    """

    severity: Severity
    code: str
    expression: str
    text: str
    profile: str = ""
    rule: str = ""


def told_once(issues: Iterable[Issue]) -> list[Issue]:
    """Of what several profiles find in the same words at the same place, the first."""
    found: dict[tuple[str, str, str], Issue] = {}
    for issue in issues:
        found.setdefault((issue.severity, issue.expression, issue.text), issue)
    return list(found.values())
