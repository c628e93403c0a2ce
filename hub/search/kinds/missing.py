"""`:missing` on any kind. https://hl7.org/fhir/R4/search.html#modifiers."""

from hub.errors import Invalid
from hub.search.kinds.token import AnyToken


def key(parameter: str) -> str:
    """The text that says that the resource shows a value for this parameter."""
    return f"{parameter}|present"


def condition(parameter: str, texts: list[str]) -> AnyToken:
    """`true`: the resource has no value for the parameter; `false`: it has one."""
    return AnyToken((key(parameter),), negated=wanted(parameter, texts))


def wanted(parameter: str, texts: list[str]) -> bool:
    """Whether it is asked for what has none.

    Raises:
        Invalid: neither true nor false.
    """
    if texts not in (["true"], ["false"]):
        raise Invalid(f"{parameter}:missing takes true or false")
    return texts == ["true"]
