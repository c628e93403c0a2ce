"""The values a resource shows to a search parameter, before anything is keyed or stored."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TokenValue:
    """One coding, code, identifier, contact point or boolean; None where the source says nothing.

    https://hl7.org/fhir/R4/search.html#token
    """

    parameter: str
    system: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """A literal reference `type/id` to a resource of this server.

    https://hl7.org/fhir/R4/search.html#reference
    """

    parameter: str
    type: str
    id: str


@dataclass(frozen=True, slots=True)
class LogicalReferenceValue:
    """`Reference.identifier`, asked with the modifier `:identifier`."""

    parameter: str
    system: str | None
    value: str


@dataclass(frozen=True, slots=True)
class DateValue:
    """The half-open span [low, high) that a date, dateTime, instant, Period or Timing covers, UTC.

    https://hl7.org/fhir/R4/search.html#date
    """

    parameter: str
    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class StringValue:
    """One text as it was written; the reader normalises.

    https://hl7.org/fhir/R4/search.html#string
    """

    parameter: str
    text: str


@dataclass(frozen=True, slots=True)
class UriValue:
    """One uri, url or canonical as it was written, with `|version` where it has one.

    https://hl7.org/fhir/R4/search.html#uri
    """

    parameter: str
    uri: str


SearchValue = (
    TokenValue | ReferenceValue | LogicalReferenceValue | DateValue | StringValue | UriValue
)
