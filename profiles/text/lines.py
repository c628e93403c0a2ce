"""Where the elements that findings name stand in the JSON text they were found in."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from profiles.check.primitives import PRIMITIVE_CHECKS
from profiles.r4 import tables
from profiles.text.place import Place, places_of

_STEP = re.compile(r"\.?`?([A-Za-z_]\w*+)`?(?:\(([^()]*+)\))?|\[(\d{1,9}+)\]")
_CAPITAL = re.compile(r"(?<=.)[A-Z]")
_SPACE = re.compile(r"[ \t\n\r]*+")
LONGEST_NAME = 60
_CAST = frozenset({"ofType", "as"})
# What is passed over is never looked at, so its numbers need not be made.
_PASS = json.JSONDecoder(strict=False, parse_int=len, parse_float=len).raw_decode


@dataclass(slots=True)
class _Wanted:
    """An element that is looked for, and those beneath it; `offset` once it was found."""

    beneath: dict[str | int, "_Wanted"] = field(default_factory=dict)
    offset: int | None = None

    def child(self, step: str | int) -> "_Wanted":
        """The element one step further."""
        return self.beneath.setdefault(step, _Wanted())

    def named(self, key: str, offset: int, *, is_companion: bool) -> "_Wanted":
        """What a property holds of it: by its own name, or a choice whose type goes unnamed."""
        plain = key.removeprefix("_")
        is_companion = is_companion or plain != key
        named = [self.beneath[name] for name in (plain, *_stems(plain)) if name in self.beneath]
        for one in named:
            one.see(offset, is_companion=is_companion)
        return named[0] if named else _NOTHING

    def item(self, index: int, offset: int, *, is_companion: bool) -> "_Wanted":
        """What an item of an array holds of it."""
        one = self.beneath.get(index)
        if one is None:
            return _NOTHING
        one.see(offset, is_companion=is_companion)
        return one

    def see(self, offset: int, *, is_companion: bool) -> None:
        """It stands here; the value's own place goes before that of its companion."""
        if self.offset is None or not is_companion:
            self.offset = offset


_NOTHING = _Wanted()


def lines(text: str, expressions: Iterable[str]) -> dict[str, Place]:
    """The place of each expression's element in a JSON text, its nearest parent's where it lacks.

    One pass over the text; where the text stops being JSON, what comes after counts as lacking.
    https://hl7.org/fhir/R4/operationoutcome-definitions.html#OperationOutcome.issue.expression
    """
    root = _Wanted()
    trails = {expression: tuple(_steps(expression)) for expression in expressions}
    for trail in trails.values():
        wanted = root
        for step in trail:
            wanted = wanted.child(step)
    start = _space(text, 0)
    root.see(start, is_companion=False)
    with suppress(ValueError, RecursionError):
        _walk(text, start, root, is_companion=False)
    offsets = {expression: _offset(root, trail) for expression, trail in trails.items()}
    places = places_of(text, offsets.values())
    return {expression: places[offset] for expression, offset in offsets.items()}


def _steps(expression: str) -> Iterator[str | int]:
    """The way from the root: names as JSON has them, indices; up to what is no such step."""
    names: list[str | int] = []
    at = 0
    while at < len(expression) and (match := _STEP.match(expression, at)):
        name, argument, index = match.groups()
        if index is not None:
            names.append(int(index))
        elif argument is None:
            names.append(name)
        elif name in _CAST and names and isinstance(names[-1], str):
            names[-1] += "" if argument in tables.resource_types() else _capital(argument)
        else:
            break
        at = match.end()
    is_typed = bool(names) and str(names[0])[:1].isupper()
    yield from names[1:] if is_typed else names


def _offset(root: _Wanted, trail: tuple[str | int, ...]) -> int:
    """Where it is, or else the innermost element around it that is there."""
    offset, wanted = root.offset or 0, root
    for step in trail:
        wanted = wanted.beneath[step]
        if wanted.offset is None:
            break
        offset = wanted.offset
    return offset


def _stems(name: str) -> Iterator[str]:
    """`value` of `valueCodeableConcept`: what a name is without a type at its end."""
    if len(name) <= LONGEST_NAME:
        for match in _CAPITAL.finditer(name):
            if name[match.start() :] in _suffixes():
                yield name[: match.start()]


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(_capital(kind) for kind in (*tables.bases(), *PRIMITIVE_CHECKS))


def _capital(kind: str) -> str:
    return kind[:1].upper() + kind[1:]


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _walk(text: str, at: int, wanted: _Wanted, *, is_companion: bool) -> int:
    """Pass the value that starts at `at`, noting what is wanted in it; the offset behind it.

    Raises:
        ValueError: here the text is not JSON.
    """
    if wanted.beneath and text[at : at + 1] == "{":
        return _object(text, at, wanted, is_companion=is_companion)
    if wanted.beneath and text[at : at + 1] == "[":
        return _array(text, at, wanted, is_companion=is_companion)
    return _PASS(text, at)[1]


def _object(text: str, at: int, wanted: _Wanted, *, is_companion: bool) -> int:
    at = _space(text, at + 1)
    if text[at : at + 1] == "}":
        return at + 1
    while True:
        if text[at : at + 1] != '"':
            raise ValueError('"')
        key, behind = _PASS(text, at)
        value = _after(text, behind, ":")
        here = wanted.named(key, at, is_companion=is_companion)
        is_beside = is_companion or key.startswith("_")
        end = _walk(text, value, here, is_companion=is_beside)
        at = _space(text, end)
        if text[at : at + 1] == "}":
            return at + 1
        at = _after(text, at, ",")


def _array(text: str, at: int, wanted: _Wanted, *, is_companion: bool) -> int:
    at, index = _space(text, at + 1), 0
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        here = wanted.item(index, at, is_companion=is_companion)
        end = _walk(text, at, here, is_companion=is_companion)
        at, index = _space(text, end), index + 1
        if text[at : at + 1] == "]":
            return at + 1
        at = _after(text, at, ",")


def _after(text: str, at: int, sign: str) -> int:
    """Where the next thing starts behind a colon or a comma."""
    at = _space(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(sign)
    return _space(text, at + 1)
