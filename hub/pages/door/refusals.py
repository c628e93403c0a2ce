"""Every refusal under /fhir as the guide for vendors lists it: made of the refusals themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hub.errors import FhirError
from hub.http.unread import TOLD

WHAT_TO_DO: Mapping[int, str] = {
    400: "Mend the request: its JSON or XML, a parameter, a search without a patient, or one that"
    " finds several.",
    401: "Get a new token, or show what yours is bound to.",
    403: "Your scope, role or purpose does not allow it, or it is not the record of the person"
    " whose token it is.",
    404: "Not there, or not open to you: the hub does not tell which. Searches are then empty.",
    405: "This address does not take that method; Allow says which it takes.",
    406: "Ask for application/fhir+json or application/fhir+xml.",
    408: "Your body took too long: send it again.",
    409: "What is here now does not allow it, or another write came first: read, then send again.",
    410: "It was deleted.",
    412: "The version in If-Match is not the newest, or your condition finds more than one.",
    413: "Send less at a time.",
    414: "Send a search as POST [type]/_search, with its parameters in the body.",
    415: "Send application/fhir+json or application/fhir+xml, in UTF-8.",
    422: "Mend the resource: see each issue's expression.",
    428: "A privacy consent is changed by who has read it: send If-Match with its ETag.",
    429: "Wait as long as Retry-After says, then send the same again.",
    431: "Send fewer headers, or shorter ones.",
    500: "The hub failed: tell its owner the X-Request-Id.",
    503: "Wait as long as Retry-After says, then send the same again.",
}
"""By status, in the words of the guide; a test holds it to the refusals that there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the codes are those that an issue of the OperationOutcome may have."""

    status: int
    codes: tuple[str, ...]
    do: str


def lines() -> list[Line]:
    """By status, upwards."""
    codes: dict[int, set[str]] = {}
    for one in kinds():
        codes.setdefault(one.status, set()).add(one.code)
    for status, told in TOLD.items():
        codes.setdefault(status, set()).add(told.code)
    return [Line(one, tuple(sorted(codes[one])), WHAT_TO_DO[one]) for one in sorted(codes)]


def kinds(of: type[FhirError] = FhirError) -> Iterator[type[FhirError]]:
    """All of them."""
    for one in of.__subclasses__():
        yield one
        yield from kinds(one)
