"""One family of refusals under /fhir, and the one renderer to OperationOutcome."""

import re
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from hub.languages.asked import ASKED
from hub.languages.dutch import in_dutch
from profiles.issue import Issue
from profiles.systems import HUB_RULES

NUMBERED = re.compile(r"[A-Z]+-\d+")
"""A rule of our own. docs/decisions/0014-rules-beyond-the-definitions.md."""


class FhirError(Exception):
    """A refusal that the caller may read; `diagnostics` never holds data of a person.

    `rule` is for the ledger, and so is `whose`, the inhabitants that it was about; `recorded` says
    that the ledger row of this call is written already.

    https://hl7.org/fhir/R4/http.html#2.21.0.4
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "exception"

    def __init__(
        self,
        diagnostics: str,
        *,
        expression: str | None = None,
        issues: Sequence[Issue] = (),
        headers: Mapping[str, str] | None = None,
        rule: str | None = None,
        recorded: bool = False,
    ) -> None:
        super().__init__(diagnostics)
        self.issues = tuple(issues) or (Issue("error", self.code, expression or "", diagnostics),)
        self.headers = dict(headers or {})
        self.rule = rule or type(self).__name__
        self.recorded = recorded
        self.whose: tuple[UUID, ...] = ()


class Fault(FhirError):
    """500: a fault of the hub itself."""


class Damaged(Fault):
    """500: what is stored does not fit its seal, and is not shown."""


class Invalid(FhirError):
    """400: the request itself is not well formed."""

    status = 400
    code = "invalid"


class InvalidValue(Invalid):
    """400: what is asked for can't be: a number that is none."""

    code = "value"


class Required(Invalid):
    """400: what is asked takes something more to be said."""

    code = "required"


class NotSupported(FhirError):
    """400: well formed, but not something this server does."""

    status = 400
    code = "not-supported"


class Unauthenticated(FhirError):
    """401: no token, or one that is not valid (any more)."""

    status = 401
    code = "login"
    claimed: str | None = None
    """For the ledger: whose a good token is that somebody else may have brought."""


class TokenExpired(Unauthenticated):
    """401: the token was valid once."""

    code = "expired"


class Forbidden(FhirError):
    """403: the caller, whoever the patient is, may not do this."""

    status = 403
    code = "forbidden"


class NotFound(FhirError):
    """404: not there, or not there for this caller: the two look the same."""

    status = 404
    code = "not-found"


class UnknownType(FhirError):
    """404: no such resource type on this server."""

    status = 404
    code = "not-supported"


class MethodNotAllowed(FhirError):
    """405: this path does not take this method."""

    status = 405
    code = "not-supported"


class NotAcceptable(FhirError):
    """406: the caller wants a format that this server does not write."""

    status = 406
    code = "not-supported"


class TimedOut(FhirError):
    """408: the body did not come in time."""

    status = 408
    code = "timeout"


class VersionConflict(FhirError):
    """409: not as this is now; something else has to be done first."""

    status = 409
    code = "conflict"


class TryAgain(VersionConflict):
    """409: others kept coming first; the same may be sent again, and says so to a machine."""

    code = "lock-error"

    def __init__(self, diagnostics: str) -> None:
        super().__init__(diagnostics, headers={"Retry-After": "1"})


class Gone(FhirError):
    """410: it was deleted."""

    status = 410
    code = "deleted"


class PreconditionFailed(FhirError):
    """412: If-Match names an old version, or a condition matches more than one resource."""

    status = 412
    code = "conflict"


class PreconditionRequired(FhirError):
    """428: what others decide by is changed by who has read it, and says which version.

    https://www.rfc-editor.org/rfc/rfc6585#section-3
    """

    status = 428
    code = "required"


class MultipleMatches(PreconditionFailed):
    """412: a condition that should name one resource names more."""

    code = "multiple-matches"


class TooLarge(FhirError):
    """413: more bytes or entries than the server takes in one request."""

    status = 413
    code = "too-long"


class UnsupportedMediaType(FhirError):
    """415: the body is neither FHIR JSON nor FHIR XML."""

    status = 415
    code = "not-supported"


class Unprocessable(FhirError):
    """422: well formed, but against the rules of FHIR, of a profile or of the hub."""

    status = 422
    code = "processing"


class Taken(Unprocessable):
    """422: the id is another's, and stays so."""

    code = "conflict"


class SomebodyElse(Unprocessable):
    """422: by its name, birth date or sex not the inhabitant whom its BSN is of."""

    code = "conflict"


class TooCostly(Unprocessable):
    """422: well formed, but more work than one resource may ask."""

    code = "too-costly"


class TooManyRequests(FhirError):
    """429: this client asked more than it may for now."""

    status = 429
    code = "throttled"


class Unavailable(FhirError):
    """503: the database does not answer, or too much is asked at once."""

    status = 503
    code = "transient"


def whereabouts(failure: BaseException) -> str:
    """The kind of failure and the line it came from; never its text, which may hold data."""
    frames = traceback.extract_tb(failure.__traceback__)
    line = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(failure).__name__} at {line}"


def operation_outcome(issues: Sequence[Issue]) -> dict[str, Any]:
    """The issues as a FHIR OperationOutcome, all in one language.

    https://hl7.org/fhir/R4/operationoutcome.html
    """
    said, texts = _said([issue.text for issue in issues])
    return {
        "resourceType": "OperationOutcome",
        **said,
        "issue": [
            {
                "severity": issue.severity,
                "code": issue.code,
                **_details(issue),
                "diagnostics": text,
                **({"expression": [issue.expression]} if issue.expression else {}),
            }
            for issue, text in zip(issues, texts, strict=True)
        ],
    }


def _said(texts: Sequence[str]) -> tuple[Mapping[str, str], Sequence[str]]:
    """In Dutch where that is asked and each of them has it; else as they are."""
    if ASKED.get() != "nl":
        return {}, texts
    dutch = [in_dutch(text) for text in texts]
    if None in dutch:
        return {"language": "en"}, texts
    return {"language": "nl"}, [text for text in dutch if text is not None]


def _details(issue: Issue) -> dict[str, Any]:
    """The line that failed, in the system of who wrote it: ours if numbered, else the profile."""
    if not issue.rule:
        return {}
    system = issue.profile or (HUB_RULES if NUMBERED.fullmatch(issue.rule) else "")
    coding = {"system": system} if system else {}
    return {"details": {"coding": [{**coding, "code": issue.rule}]}}
