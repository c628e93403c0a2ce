"""Date parameters with their prefixes. https://hl7.org/fhir/R4/search.html#date."""

from hub.errors import Invalid
from hub.search.filters import DateSpan, Filter, LastUpdated, any_of
from profiles.search.dates import span

MODIFIERS = frozenset({"", "missing"})
PREFIXES = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"})
LEAST = 2


def condition(parameter: str, _modifier: str, texts: list[str]) -> Filter:
    """A span compared with the spans that the resource shows; comma parts are alternatives."""
    return any_of([_one(parameter, text) for text in texts])


def _one(parameter: str, text: str) -> Filter:
    prefix, rest = text[:LEAST], text[LEAST:]
    if prefix not in PREFIXES:
        prefix, rest = "eq", text
    if prefix == "ap":
        raise Invalid(f"{parameter} does not take the prefix ap; send ge and le instead")
    try:
        low, high = span(rest)
    except ValueError:
        raise Invalid(
            f"{parameter} takes a date like ge2020-10 or 2020-10-01T10:00:00+02:00"
        ) from None
    if parameter == "_lastUpdated":
        return LastUpdated(prefix, low, high)
    return DateSpan(parameter, prefix, low, high)
