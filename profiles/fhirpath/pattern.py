"""Regular expressions whose time grows with the text and no faster, whatever the pattern is.

Python's own engine tries alternatives one after another, so that one pattern of an installed
package could hold up the hub; this engine knows no look-around and no back-references instead.
https://hl7.org/fhirpath/N1/#matchesregex-string-boolean
"""

import re
from collections.abc import Callable
from functools import lru_cache

from profiles.fhirpath.environment import NotEvaluated


@lru_cache(256)
def found_by(pattern: str) -> Callable[[str], bool]:
    """Whether the pattern is found anywhere in a text.

    Raises:
        NotEvaluated: the engine does not know such a pattern.
    """
    from pydantic_core import (  # noqa: PLC0415 - few invariants match patterns, none of ours
        SchemaError,
        SchemaValidator,
        core_schema,
    )

    schema = core_schema.str_schema(
        pattern=f"(?s){pattern}", regex_engine="rust-regex", strict=True
    )
    try:
        return SchemaValidator(schema).isinstance_python
    except SchemaError:
        raise NotEvaluated from None


# What Python's engine is given: no repetition within another, no alternatives but at the top.
_ATOM = r"(?:\\[^A-Za-z0-9]|\\[dDwWsSbBnrtf]|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\\[\](){}*+?|])"
_REPEATED = r"(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??"
_OPENING = r"\((?:\?:|\?<[A-Za-z]\w*>)?"
_TAME = re.compile(
    rf"(?:{_ATOM}(?:{_REPEATED})?|{_OPENING}(?:{_ATOM})*\)(?:{_REPEATED})?"
    rf"|{_OPENING}(?:{_ATOM}(?:{_REPEATED})?)*\)|\|)*",
    re.DOTALL,
)
_VARIABLE = re.compile(rf"(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|({_REPEATED})", re.DOTALL)
_GROUP = re.compile(r"\\(.)|\$(?:(\d)|\{([A-Za-z]\w*)\})", re.DOTALL)
_STEPS = 2_000_000


def replaced(text: str, pattern: str, other: str) -> str:
    """The text with what matches put otherwise; `$1` and `${name}` are groups.

    Raises:
        NotEvaluated: the pattern may take too long for the text, or is none.
    """
    if len(pattern) > 1000 or _TAME.fullmatch(pattern) is None:  # noqa: PLR2004 - none is longer
        raise NotEvaluated
    repeats = sum(1 for match in _VARIABLE.finditer(pattern) if match[1])
    if (len(text) + 1) ** min(repeats + 1, 30) > _STEPS:
        raise NotEvaluated
    try:
        return re.compile(pattern.replace("(?<", "(?P<"), re.DOTALL).sub(_template(other), text)
    except (re.error, IndexError):
        raise NotEvaluated from None


def _template(other: str) -> Callable[[re.Match[str]], str]:
    def one(match: re.Match[str]) -> str:
        def group(part: re.Match[str]) -> str:
            literal, number, name = part.groups()
            if literal:
                return str(literal)
            return match[int(number) if number else name] or ""

        return _GROUP.sub(group, other)

    return one
