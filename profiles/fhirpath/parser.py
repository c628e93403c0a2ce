"""Parses FHIRPath by precedence climbing.

https://hl7.org/fhirpath/N1/grammar.html
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NoReturn

from profiles.fhirpath.syntax import (
    Binary,
    Call,
    Chain,
    Index,
    Literal,
    Member,
    Moment,
    Negative,
    Node,
    NotFHIRPath,
    Quantity,
    Running,
    This,
    TypeOperator,
    Variable,
    speakable,
)
from profiles.fhirpath.tokens import Token, tokens_of

_MAX_LENGTH = 20_000

# https://hl7.org/fhirpath/N1/#operator-precedence
_PRECEDENCE = {
    operator: level
    for level, operators in enumerate(
        (
            ("implies",),
            ("or", "xor"),
            ("and",),
            ("in", "contains"),
            ("=", "~", "!=", "!~"),
            ("<=", "<", ">", ">="),
            ("|",),
            ("is", "as"),
            ("+", "-", "&"),
            ("*", "/", "div", "mod"),
        ),
        start=1,
    )
    for operator in operators
}
# https://hl7.org/fhirpath/N1/#time-valued-quantities
_TIMES = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
_UNITS = frozenset(name + ending for name in _TIMES for ending in ("", "s"))
_NAMES_TOO = frozenset({"as", "contains", "in", "is"})
_RESERVED = frozenset({"true", "false", "and", "or", "xor", "implies", "div", "mod"})


def parse_expression(expression: str) -> Node:
    """The tree of an expression.

    Raises:
        NotFHIRPath: it is none, or too long or nested too deep to be any in earnest.
    """
    if len(expression) > _MAX_LENGTH:
        raise NotFHIRPath("The expression is too long.")
    try:
        return _Parser(tokens_of(expression)).whole()
    except RecursionError:
        raise NotFHIRPath("The expression is nested too deep.") from None


class _Parser:
    def __init__(self, stream: Iterator[Token]) -> None:
        self._stream = stream
        self._now = next(stream)

    def whole(self) -> Node:
        node = self._expression(0)
        if self._now.kind != "end":
            self._fail()
        return node

    def _take(self) -> Token:
        token = self._now
        self._now = next(self._stream, token)
        return token

    def _at(self, text: str) -> bool:
        return self._now.text == text and self._now.kind in {"symbol", "word"}

    def _expect(self, text: str) -> None:
        if not self._at(text):
            self._fail()
        self._take()

    def _fail(self, token: Token | None = None) -> NoReturn:
        token = token or self._now
        if token.kind == "end":
            raise NotFHIRPath("The expression breaks off here.", token.at)
        name = token.text if token.kind in {"word", "name"} else ""
        raise NotFHIRPath(f"{speakable(name, 'This')} can't stand here.", token.at)

    def _expression(self, level: int) -> Node:
        left = self._operand()
        while self._now.kind in {"symbol", "word"}:
            operator = self._now.text
            bound = _PRECEDENCE.get(operator, 0)
            if bound <= level:
                break
            at = self._take().at
            if operator in {"is", "as"}:
                left = TypeOperator(operator, left, self._type(), at)
            else:
                left = Binary(operator, left, self._expression(bound), at)
        return left

    def _operand(self) -> Node:
        if self._at("-"):
            self._take()
            return Negative(self._operand())
        if self._at("+"):
            self._take()
            return self._operand()
        node = self._term()
        while True:
            if self._at("."):
                self._take()
                node = Chain(node, self._step())
            elif self._at("["):
                self._take()
                node = Index(node, self._expression(0))
                self._expect("]")
            else:
                return node

    def _term(self) -> Node:
        token = self._now
        if token.kind in {"word", "name"} and token.text not in {"true", "false"}:
            return self._invocation()
        self._take()
        if token.text == "(" and token.kind == "symbol":
            node = self._expression(0)
            self._expect(")")
            return node
        if token.text == "{" and token.kind == "symbol":
            self._expect("}")
            return Literal(None)
        return self._constant(token)

    def _constant(self, token: Token) -> Node:
        if token.kind == "word":
            return Literal(token.text == "true")
        if token.kind == "string":
            return Literal(token.text)
        if token.kind == "number":
            return self._number(token.text)
        if token.kind == "moment":
            return Moment(token.text[1:], token.at)
        if token.kind == "variable":
            return Variable(token.text, token.at)
        if token.kind != "special":
            self._fail(token)
        return This() if token.text == "$this" else Running(token.text)

    def _number(self, text: str) -> Node:
        if self._now.kind == "string":
            return Quantity(text, self._take().text)
        if self._now.kind == "word" and self._now.text in _UNITS:
            return Quantity(text, self._take().text, is_calendar=True)
        return Literal(Decimal(text) if "." in text else int(text))

    def _step(self) -> Member | Call | This | Running:
        if self._now.kind == "special":
            text = self._take().text
            return This() if text == "$this" else Running(text)
        return self._invocation()

    def _invocation(self) -> Member | Call:
        token = self._take()
        if token.kind == "word" and token.text in _RESERVED - _NAMES_TOO:
            self._fail(token)
        if token.kind not in {"word", "name"}:
            self._fail(token)
        if not self._at("("):
            return Member(token.text, token.at)
        self._take()
        arguments: list[Node] = []
        while arguments or not self._at(")"):
            arguments.append(self._expression(0))
            if not self._at(","):
                break
            self._take()
        self._expect(")")
        return Call(token.text, tuple(arguments), token.at)

    def _type(self) -> str:
        words = [self._take()]
        while self._at("."):
            self._take()
            words.append(self._take())
        for word in words:
            if word.kind not in {"word", "name"}:
                self._fail(word)
        return ".".join(word.text for word in words)
