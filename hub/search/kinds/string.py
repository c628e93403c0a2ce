"""String parameters: starts-with by keyed hashes of every beginning.

https://hl7.org/fhir/R4/search.html#string
docs/decisions/0005-names-are-found-by-keyed-beginnings.md
"""

from collections.abc import Sequence

from hub.errors import Invalid
from hub.search.kinds.opened import Test
from hub.search.kinds.token import AnyToken
from profiles.search.text import normalise, without_accents
from profiles.search.values import StringValue

MODIFIERS = frozenset({"", "exact", "contains", "missing"})
LONGEST = 64


def keys(value: StringValue) -> Sequence[str]:
    """One key for each beginning, up to 64 characters, and one for the text as written."""
    plain, parameter = normalise(value.text)[:LONGEST], value.parameter
    beginnings = [f"{parameter}|s|{plain[:length]}" for length in range(1, len(plain) + 1)]
    return [*beginnings, f"{parameter}|e|{value.text}"]


def condition(parameter: str, modifier: str, texts: list[str]) -> AnyToken:
    """`:exact` compares the text as written, the default its beginning without case and accents.

    What was stored before ł was l is found as it was then.
    """
    if modifier == "exact":
        return AnyToken(tuple(f"{parameter}|e|{text}" for text in texts))
    plain = (one for text in texts for one in (_plain(parameter, text), without_accents(text)))
    return AnyToken(tuple(f"{parameter}|s|{text}" for text in dict.fromkeys(plain)))


def test(parameter: str, modifier: str, text: str) -> Test:
    """The same of one text, and `:contains` of any part of it; of values that no index holds."""
    if modifier == "exact":
        return lambda value: value.text == text
    plain = _plain(parameter, text)
    if modifier == "contains":
        return lambda value: plain in normalise(value.text)
    return lambda value: normalise(value.text).startswith(plain)


def _plain(parameter: str, text: str) -> str:
    plain = normalise(text)
    if not plain or len(plain) > LONGEST:
        raise Invalid(f"{parameter} takes 1 to {LONGEST} characters; shorten the value")
    return plain
