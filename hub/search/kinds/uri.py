"""Uri parameters and canonicals, with or without version. https://hl7.org/fhir/R4/search.html#uri."""

from collections.abc import Sequence

from hub.search.kinds.token import AnyToken
from profiles.dialect import in_each_dialect
from profiles.search.values import UriValue

MODIFIERS = frozenset({"", "missing"})


def keys(value: UriValue) -> Sequence[str]:
    """The uri as written and, of a canonical, the uri without its version."""
    whole = f"{value.parameter}|u|{value.uri}"
    bare, bar, _ = value.uri.partition("|")
    return (whole, f"{value.parameter}|u|{bare}") if bar else (whole,)


def condition(parameter: str, _modifier: str, texts: list[str]) -> AnyToken:
    """Exact match; `questionnaire=X` also finds `X|1.0`, and a guide's X whatever its release."""
    wanted = dict.fromkeys(texts)
    for text in texts:
        wanted |= {} if "|" in text else dict.fromkeys(sorted(in_each_dialect(text)))
    return AnyToken(tuple(f"{parameter}|u|{text}" for text in wanted))
