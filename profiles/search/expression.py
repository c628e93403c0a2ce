"""Compiles the part of FHIRPath that search parameters are written in.

Paths, unions, `where`, `as`, `is` after `resolve()`, `exists`, `[n]`, `extension`, `=`, `!=` and
`and`. A choice element is named with its type, `(Observation.value as dateTime)`, since JSON
names it so. `resolve()` follows nothing: `is` looks at what the Reference says of itself.
https://hl7.org/fhirpath/N1/
"""

import re

from profiles.search.selection import (
    Select,
    all_true,
    any_node,
    chained,
    compared_to_literal,
    filtered,
    indexed,
    joined,
    named,
    nothing,
    values_along,
)

_TOKEN = re.compile(r"\s*(?:([A-Za-z_]\w*)|'([^']*)'|(\d+)|(!=|[().|\[\]=]))")
_ANY_RESOURCE = frozenset({"Resource", "DomainResource"})
_LITERALS = {"true": True, "false": False}


class UnsupportedExpressionError(ValueError):
    """The expression uses FHIRPath that search parameters of R4 do not need."""


def compile_expression(expression: str, base: str) -> Select:
    """From `[resource]` to the JSON nodes that the expression selects in a resource of type base.

    Branches on other resource types select nothing. Raises UnsupportedExpressionError.
    """
    return _Compiler(expression, base).whole()


def read_first(expression: str, base: str) -> frozenset[str]:
    """The elements of which one must be there, else the expression sees an empty resource."""
    compiler = _Compiler(expression, base)
    compiler.whole()
    return frozenset(compiler.first)


class _Compiler:
    def __init__(self, expression: str, base: str) -> None:
        self._roots = _ANY_RESOURCE | {base}
        self._tokens = _tokens(expression)
        self._at = 0
        self.first: set[str] = set()

    def whole(self) -> Select:
        select = self._conjunction()
        if self._at < len(self._tokens):
            raise UnsupportedExpressionError(f"unexpected {self._tokens[self._at]!r}")
        return select

    def _conjunction(self) -> Select:
        parts = [self._equality()]
        while self._taken("and"):
            parts.append(self._equality())
        return parts[0] if len(parts) == 1 else all_true(parts)

    def _equality(self) -> Select:
        left = self._union()
        for operator in ("=", "!="):
            if self._taken(operator):
                return compared_to_literal(left, self._literal(), equal=operator == "=")
        return left

    def _union(self) -> Select:
        parts = [self._typed()]
        while self._taken("|"):
            parts.append(self._typed())
        kept = [part for part in parts if part is not nothing] or [nothing]
        return kept[0] if len(kept) == 1 else joined(kept)

    def _typed(self) -> Select:
        steps = self._invocation()
        if self._taken("as"):
            _cast(steps, self._next())
        elif self._taken("is"):
            steps.append(named(self._next()))
        if steps and isinstance(steps[0], str):
            self.first.add(steps[0])
        return chained(steps)

    def _invocation(self) -> list[str | Select]:
        steps = self._head()
        while True:
            if self._taken("."):
                self._member(steps, self._next())
            elif self._taken("["):
                steps.append(indexed(self._index()))
                self._expect("]")
            else:
                return steps

    def _head(self) -> list[str | Select]:
        if self._taken("("):
            inner = self._conjunction()
            self._expect(")")
            return [inner]
        name = self._next()
        if name[0].isupper():
            return [] if name in self._roots else [nothing]
        steps: list[str | Select] = []
        self._member(steps, name)
        return steps

    def _member(self, steps: list[str | Select], name: str) -> None:
        if not self._taken("("):
            steps.append(name)
            return
        if name == "where":
            steps.append(filtered(self._conjunction()))
        elif name == "extension":
            steps += [
                "extension",
                filtered(compared_to_literal(values_along(["url"]), self._text(), equal=True)),
            ]
        elif name == "as":
            _cast(steps, self._next())
        elif name == "exists":
            steps.append(any_node)
        elif name != "resolve":
            raise UnsupportedExpressionError(f"no function {name}")
        self._expect(")")

    def _literal(self) -> str | bool:
        if self._peek() in _LITERALS:
            return _LITERALS[self._next()]
        return self._text()

    def _text(self) -> str:
        token = self._next()
        if token[0] != "'":
            raise UnsupportedExpressionError(f"{token} is no literal")
        return token[1:]

    def _index(self) -> int:
        token = self._next()
        if not token.isdigit():
            raise UnsupportedExpressionError(f"{token} is no index")
        return int(token)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if not (token := self._peek()):
            raise UnsupportedExpressionError("the expression breaks off")
        self._at += 1
        return token

    def _taken(self, token: str) -> bool:
        taken = self._peek() == token
        self._at += taken
        return taken

    def _expect(self, token: str) -> None:
        if not self._taken(token):
            raise UnsupportedExpressionError(f"{token} expected")


def _tokens(expression: str) -> list[str]:
    """Names, numbers and operators as they stand; texts behind one quote."""
    tokens, at = [], 0
    text = expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnsupportedExpressionError("a character that search expressions do not use")
        name, quoted, number, operator = match.groups()
        tokens.append(f"'{quoted}" if quoted is not None else name or number or operator)
        at = match.end()
    return tokens


def _cast(steps: list[str | Select], type_: str) -> None:
    if not steps or not isinstance(steps[-1], str):
        raise UnsupportedExpressionError("as stands behind an element")
    steps[-1] += type_[0].upper() + type_[1:]
