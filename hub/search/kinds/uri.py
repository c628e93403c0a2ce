"""Uri parameters and canonicals, with or without version. https://hl7.org/fhir/R4/search.html#uri."""

from collections.abc import Iterator, Sequence

from hub.search.kinds.opened import Test
from hub.search.kinds.token import AnyToken
from profiles.dialect import in_each_dialect
from profiles.search.values import UriValue

MODIFIERS = frozenset({"", "above", "below", "missing"})
_BOUNDS = ("/", "#", "?", "|")


def keys(value: UriValue) -> Sequence[str]:
    """The uri as written and, of a canonical, the uri without its version."""
    whole = f"{value.parameter}|u|{value.uri}"
    bare, bar, _ = value.uri.partition("|")
    return (whole, f"{value.parameter}|u|{bare}") if bar else (whole,)


def condition(parameter: str, modifier: str, texts: list[str]) -> AnyToken:
    """Exact match; `questionnaire=X` also finds `X|1.0`, and a guide's X whatever its release.

    `:above` finds what the uri lies under, or is.
    """
    if modifier == "above":
        over = dict.fromkeys(one for text in texts for one in _over(text))
        return AnyToken(tuple(f"{parameter}|u|{text}" for text in over))
    wanted = dict.fromkeys(texts)
    for text in texts:
        wanted |= {} if "|" in text else dict.fromkeys(sorted(in_each_dialect(text)))
    return AnyToken(tuple(f"{parameter}|u|{text}" for text in wanted))


def test(text: str) -> Test:
    """`:below`: the value is this uri, or lies under it."""
    under = text.rstrip("/")
    beneath = tuple(under + bound for bound in _BOUNDS)
    return lambda value: value.uri == under or value.uri.startswith(beneath)


def _over(text: str) -> Iterator[str]:
    """The uri, and each that it lies under, with a slash at its end and without."""
    scheme, mark, path = text.partition("://")
    steps = path.rstrip("/").split("/")
    for length in range(len(steps), 0, -1):
        over = scheme + mark + "/".join(steps[:length])
        yield over
        yield f"{over}/"
