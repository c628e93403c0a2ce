"""What can go wrong between a source and the hub; no message holds data of a person."""

from collections.abc import Sequence

from profiles.invalid import JsonObject
from profiles.issue import Issue


class Refused(Exception):
    """The hub answered with a refusal of this record: sending it again as it is will not help.

    `outcome` is the hub's OperationOutcome, https://hl7.org/fhir/R4/operationoutcome.html
    """

    def __init__(self, status: int, outcome: JsonObject) -> None:
        super().__init__(f"the hub refused the record with status {status}")
        self.status = status
        self.outcome = outcome


class Unreachable(Exception):
    """The hub gave no verdict of its own: the record has to be sent again.

    `status` is None where nobody answered, `asked` the seconds of its Retry-After,
    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """

    def __init__(
        self,
        why: str,
        status: int | None = None,
        asked: float | None = None,
        outcome: JsonObject | None = None,
    ) -> None:
        super().__init__(why)
        self.status = status
        self.asked = asked
        self.outcome = outcome


class NotAuthorized(Exception):
    """The hub does not know this client: no record can be sent until that is mended.

    https://www.rfc-editor.org/rfc/rfc6749#section-5.2
    """


class NotAllowed(NotAuthorized):
    """The hub knows this client, and does not let it do this."""

    def __init__(self, outcome: JsonObject) -> None:
        super().__init__("the hub answered 403: this client is not registered for what it sends")
        self.outcome = outcome


def operation_outcome(issues: Sequence[Issue]) -> JsonObject:
    """The issues in the shape in which the hub itself answers.

    https://hl7.org/fhir/R4/operationoutcome.html
    """
    return {"resourceType": "OperationOutcome", "issue": [_rendered(issue) for issue in issues]}


def _rendered(issue: Issue) -> JsonObject:
    rendered: JsonObject = {
        "severity": issue.severity,
        "code": issue.code,
        "diagnostics": issue.text,
    }
    if issue.expression:
        rendered["expression"] = [issue.expression]
    return rendered
