"""Cuts a FHIRPath expression into tokens.

https://hl7.org/fhirpath/N1/#lexical-elements
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from profiles.fhirpath.syntax import NotFHIRPath

_CLOCK = r"\d\d(?::\d\d(?::\d\d(?:\.\d++)?)?)?"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s++|//[^\n]*+|/\*.*?\*/)
    |(?P<string>'(?:[^'\\]|\\.)*+')
    |(?P<moment>@(?:T{_CLOCK}|\d{{4}}(?:-\d\d(?:-\d\d(?:T(?:{_CLOCK})?)?|T)?|T)?
        (?:Z|[+-]\d\d:\d\d)?))
    |(?P<number>\d++(?:\.\d++)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*+)
    |(?P<delimited>`(?:[^`\\]|\\.)*+`)
    |(?P<special>\$(?:this|index|total)\b)
    |(?P<variable>%(?:[A-Za-z_][A-Za-z0-9_]*+|`(?:[^`\\]|\\.)*+`|'(?:[^'\\]|\\.)*+'))
    |(?P<symbol><=|>=|!=|!~|[-+*/&|=~<>.,()\[\]{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROL = {"f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Token(NamedTuple):
    """A piece of the expression; the text of a string or quoted name is unescaped."""

    kind: str
    text: str
    at: int


def tokens_of(expression: str) -> Iterator[Token]:
    """The tokens in order, spaces and comments left out, `end` last.

    Raises:
        NotFHIRPath: a character starts no token.
    """
    position = 0
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None:
            raise NotFHIRPath("No piece of FHIRPath begins like this.", position + 1)
        kind = str(match.lastgroup)
        if kind != "space":
            yield _token(kind, match.group(), position + 1)
        position = match.end()
    yield Token("end", "", position + 1)


def _token(kind: str, text: str, at: int) -> Token:
    if kind in {"string", "delimited"}:
        return Token("name" if kind == "delimited" else kind, _unescaped(text[1:-1]), at)
    if kind == "variable":
        quoted = text[1] in "`'"
        return Token(kind, _unescaped(text[2:-1]) if quoted else text[1:], at)
    return Token("word" if kind == "name" else kind, text, at)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code, letter = match.groups()
    return chr(int(code, 16)) if code else _CONTROL.get(letter, letter)
