"""The only result of a validation: an issue, as FHIR's OperationOutcome.issue has it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding; `text` says what was found, what is allowed and what to do, without data values.

    https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue
    """

    severity: Severity
    code: str
    expression: str
    text: str
