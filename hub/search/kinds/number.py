"""Number parameters with their prefixes. https://hl7.org/fhir/R4/search.html#number."""

from hub.errors import Invalid
from hub.search.kinds.opened import Test
from profiles.search.numbers import COMPARED, Asked, Compares, asked

MODIFIERS = frozenset({"", "missing"})
_PREFIX = 2


def test(parameter: str, text: str) -> Test:
    """A value is compared by its number."""
    compares, number = prefixed(parameter, text, "a number like 5.40 or gt1e2")
    return lambda value: compares(value.low, value.high, number)


def prefixed(parameter: str, text: str, example: str) -> tuple[Compares, Asked]:
    """How it is compared, and with which number.

    Raises:
        Invalid: it is no number.
    """
    prefix, rest = text[:_PREFIX], text[_PREFIX:]
    if prefix not in COMPARED:
        prefix, rest = "eq", text
    try:
        return COMPARED[prefix], asked(rest)
    except ValueError:
        raise Invalid(f"{parameter} takes {example}") from None
