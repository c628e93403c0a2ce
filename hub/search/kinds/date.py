"""Date parameters with their prefixes. https://hl7.org/fhir/R4/search.html#date."""

from dataclasses import dataclass
from datetime import datetime

from hub.errors import Invalid
from hub.search.arguments import Arguments, Filter
from hub.search.kinds.alternatives import any_of
from hub.search.kinds.opened import Test
from profiles.search.dates import COMPARED, span

MODIFIERS = frozenset({"", "missing"})
_LEAST = 2
# Half-open spans [lo, hi) against the asked [$low, $high):
# https://hl7.org/fhir/R4/search.html#prefix
SPANS = {
    "eq": "{lo} >= {low} AND {hi} <= {high}",
    "ne": "NOT ({lo} >= {low} AND {hi} <= {high})",
    "gt": "{hi} > {high}",
    "lt": "{lo} < {low}",
    "ge": "({hi} > {high} OR ({lo} >= {low} AND {hi} <= {high}))",
    "le": "({lo} < {low} OR ({lo} >= {low} AND {hi} <= {high}))",
    "sa": "{lo} >= {high}",
    "eb": "{hi} <= {low}",
    "ap": "{lo} < {high} + {about} AND {hi} > {low} - {about}",
}
_ABOUT = "(greatest(now() - {high}, {low} - now(), interval '0') * 0.1)"
"""A tenth of how long ago it was, or is ahead."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One of the row's spans of this parameter stands so to [low, high)."""

    parameter: str
    prefix: str
    low: datetime
    high: datetime

    def sql(self, alias: str, arguments: Arguments) -> str:
        """EXISTS over the row's spans."""
        compared = _compared(self, "d.lo", "d.hi", arguments)
        name = arguments.add(self.parameter, "text")
        return (
            f"EXISTS (SELECT FROM unnest({alias}.date_params, {alias}.date_lows, "
            f"{alias}.date_highs) AS d (p, lo, hi) WHERE d.p = {name} AND {compared})"
        )


@dataclass(frozen=True, slots=True)
class LastUpdated:
    """The row was last written so to [low, high)."""

    prefix: str
    low: datetime
    high: datetime

    def sql(self, alias: str, arguments: Arguments) -> str:
        """A comparison; the moment of writing is a point."""
        moment = f"{alias}.last_updated"
        after = f"({moment} + interval '1 microsecond')"
        return f"({_compared(self, moment, after, arguments)})"


def _compared(asked: DateSpan | LastUpdated, lo: str, hi: str, arguments: Arguments) -> str:
    """The comparison; a bound that the prefix does not look at is not sent."""
    text = SPANS[asked.prefix].replace("{about}", _ABOUT)
    bounds = {"low": asked.low, "high": asked.high}
    sent = {
        name: arguments.add(bound, "timestamptz")
        for name, bound in bounds.items()
        if f"{{{name}}}" in text
    }
    return text.format(lo=lo, hi=hi, **sent)


def condition(parameter: str, _modifier: str, texts: list[str]) -> Filter:
    """A span compared with the spans that the resource shows; comma parts are alternatives."""
    return any_of([_one(parameter, text) for text in texts])


def _one(parameter: str, text: str) -> Filter:
    prefix, low, high = _read(parameter, text)
    if parameter == "_lastUpdated":
        return LastUpdated(prefix, low, high)
    return DateSpan(parameter, prefix, low, high)


def test(parameter: str, text: str) -> Test:
    """The same of a span that no index holds."""
    prefix, low, high = _read(parameter, text)
    compares = COMPARED[prefix]
    return lambda value: compares(value.low, value.high, low, high)


def _read(parameter: str, text: str) -> tuple[str, datetime, datetime]:
    prefix, rest = text[:_LEAST], text[_LEAST:]
    if prefix not in SPANS:
        prefix, rest = "eq", text
    try:
        return prefix, *span(rest)
    except ValueError:
        raise Invalid(
            f"{parameter} takes a date like ge2020-10 or 2020-10-01T10:00:00+02:00"
        ) from None
