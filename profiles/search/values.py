"""The values a resource shows to a search parameter, before anything is keyed or stored.

A resource shows dozens, so they are tuples, the quickest to make; those of two kinds with the same
words are equal, so that who compares them looks at the kind as well.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class TokenValue(NamedTuple):
    """One coding, code, identifier, contact point or boolean; None where the source says nothing.

    https://hl7.org/fhir/R4/search.html#token
    """

    parameter: str
    system: str | None
    code: str | None


class ReferenceValue(NamedTuple):
    """A literal reference `type/id` to a resource of this server.

    https://hl7.org/fhir/R4/search.html#reference
    """

    parameter: str
    type: str
    id: str


class LogicalReferenceValue(NamedTuple):
    """`Reference.identifier`, asked with the modifier `:identifier`."""

    parameter: str
    system: str | None
    value: str


class DateValue(NamedTuple):
    """The half-open span [low, high) that a date, dateTime, instant, Period or Timing covers, UTC.

    https://hl7.org/fhir/R4/search.html#date
    """

    parameter: str
    low: datetime
    high: datetime


class StringValue(NamedTuple):
    """One text as it was written; the reader normalises.

    https://hl7.org/fhir/R4/search.html#string
    """

    parameter: str
    text: str


class UriValue(NamedTuple):
    """One uri, url or canonical as it was written, with `|version` where it has one.

    https://hl7.org/fhir/R4/search.html#uri
    """

    parameter: str
    uri: str


class NumberValue(NamedTuple):
    """From low to high, both in it; of a number that is stored these are the same.

    https://hl7.org/fhir/R4/search.html#number
    """

    parameter: str
    low: Decimal
    high: Decimal


class QuantityValue(NamedTuple):
    """The same with its unit: system and code, and the unit as it is shown.

    https://hl7.org/fhir/R4/search.html#quantity
    """

    parameter: str
    low: Decimal
    high: Decimal
    system: str | None
    code: str | None
    unit: str | None


class PositionValue(NamedTuple):
    """A place on earth, in degrees. https://hl7.org/fhir/R4/location.html#search."""

    parameter: str
    latitude: float
    longitude: float


class CompositeValue(NamedTuple):
    """What one element shows to each component of a composite parameter, in their order.

    https://hl7.org/fhir/R4/search.html#composite
    """

    parameter: str
    parts: tuple[tuple["SimpleValue", ...], ...]


SimpleValue = (
    TokenValue
    | ReferenceValue
    | LogicalReferenceValue
    | DateValue
    | StringValue
    | UriValue
    | NumberValue
    | QuantityValue
    | PositionValue
)
SearchValue = SimpleValue | CompositeValue
