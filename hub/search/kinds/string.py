"""String parameters: starts-with by keyed hashes of every beginning.

https://hl7.org/fhir/R4/search.html#string
docs/decisions/0005-names-are-found-by-keyed-beginnings.md
"""

from collections.abc import Sequence

from hub.errors import Invalid
from hub.search.kinds.token import AnyToken
from profiles.search.text import normalise
from profiles.search.values import StringValue

MODIFIERS = frozenset({"", "exact", "missing"})
LONGEST = 64


def keys(value: StringValue) -> Sequence[str]:
    """One key for each beginning, up to 64 characters, and one for the text as written."""
    plain, parameter = normalise(value.text)[:LONGEST], value.parameter
    beginnings = [f"{parameter}|s|{plain[:length]}" for length in range(1, len(plain) + 1)]
    return [*beginnings, f"{parameter}|e|{value.text}"]


def condition(parameter: str, modifier: str, texts: list[str]) -> AnyToken:
    """`:exact` compares the text as written, the default its beginning without case and accents."""
    if modifier == "exact":
        return AnyToken(tuple(f"{parameter}|e|{text}" for text in texts))
    plain = [normalise(text) for text in texts]
    if any(not text or len(text) > LONGEST for text in plain):
        raise Invalid(f"{parameter} takes 1 to {LONGEST} characters; shorten the value")
    return AnyToken(tuple(f"{parameter}|s|{text}" for text in plain))
