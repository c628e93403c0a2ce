"""Strict JSON at the door: bytes become a tree that loses nothing and hides nothing."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from profiles.issue import Issue
from profiles.text.place import START, Place, place_of

MAX_DEPTH = 60
MAX_DIGITS = 64
MAX_EXPONENT = 999
MAX_SEARCHED = 500_000  # characters in which the place of a refusal is looked for

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]++', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_BOM = b"\xef\xbb\xbf"


class Malformed(ValueError):
    """The bytes are no text that FHIR allows; `issue` says what is wrong, `place` where."""

    def __init__(
        self, text: str, code: str = "invalid", place: Place = START, expression: str = ""
    ) -> None:
        super().__init__(text)
        self.issue = Issue("fatal", code, expression, text)
        self.place = place


class _Refused(Exception):
    """A hook of the decoder met what JSON's grammar allows and FHIR does not."""


_NO_OBJECT = "The body is JSON, but not an object; send one resource, {…}."
_NO_ARRAY = "The body is JSON, but not an array; send the operations, […]."


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`, with decimals as `Decimal`, digits kept.

    Raises Malformed. https://hl7.org/fhir/R4/json.html
    """
    tree: dict[str, Any] = _parsed(data, dict, _NO_OBJECT)
    return tree


def parse_list(data: bytes) -> list[Any]:
    """The JSON array in `data`, read as strictly. Raises Malformed."""
    tree: list[Any] = _parsed(data, list, _NO_ARRAY)
    return tree


def _parsed(data: bytes, wanted: type, what: str) -> Any:
    text = _text(data)
    try:
        tree = _DECODER.decode(text)
    except _Refused:
        _raise_refusal(text)
    except RecursionError:
        raise _too_deep(text) from None
    except json.JSONDecodeError as error:
        place = Place(error.lineno, error.colno)
        fault = f"The body is not JSON: {error.msg.removesuffix(' at')} at {place}."
        raise Malformed(fault, place=place) from None
    if type(tree) is not wanted:
        raise Malformed(what, "structure")
    if text.count("{") + text.count("[") > MAX_DEPTH and _is_too_deep(tree):
        raise _too_deep(text)
    if b"\\u" in data and (half := _lone_surrogate(data)) is not None:
        fault = f"Half a surrogate pair at byte {half} is no character; write both halves."
        raise Malformed(fault, place=_place_in(data, half))
    return tree


def _text(data: bytes) -> str:
    if data.startswith(_BOM):
        raise Malformed("The body starts with a byte order mark; send plain UTF-8 without one.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = f"The body is not UTF-8 at byte {error.start}; send UTF-8."
        raise Malformed(fault, place=_place_in(data, error.start)) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused
    return made


def _decimal(text: str) -> Decimal:
    if _is_unreasonable(text):
        raise _Refused
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _Refused
    return int(text)


def _constant(_: str) -> NoReturn:
    raise _Refused


# parse_float gets the digits as they were written, so 72.50 keeps its zero.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_decimal, parse_int=_integer, parse_constant=_constant
)


def _is_unreasonable(number: str) -> bool:
    if len(number) > MAX_DIGITS:
        return True
    exponent = number.lower().partition("e")[2]
    return bool(exponent) and abs(int(exponent)) > MAX_EXPONENT


def _is_too_deep(tree: Any) -> bool:
    level = [tree]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def _raise_refusal(text: str) -> NoReturn:
    """Find again, slowly, what a hook refused: the hooks are not told where they are."""
    if len(text) <= MAX_SEARCHED:
        for offset, message in _refusals(text):
            place = place_of(text, offset)
            raise Malformed(message.format(place), "structure", place)
    raise Malformed(
        "The body has a name twice in one object, or a number that is none or far too long;"
        " it is too large to say where.",
        "structure",
    )


def _refusals(text: str) -> Iterator[tuple[int, str]]:
    open_keys: list[set[str] | None] = []
    previous, at = "", 0
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in "{[":
            open_keys.append(set() if piece == "{" else None)
        elif piece in "}]" and open_keys:
            open_keys.pop()
        elif piece == ":" and open_keys and open_keys[-1] is not None:
            key = json.loads(previous, strict=False)
            if key in open_keys[-1]:
                yield at, "An object has the same name twice at {}; write it once."
            open_keys[-1].add(key)
        elif piece in {"NaN", "Infinity", "-Infinity"}:
            yield match.start(), "NaN or Infinity at {} is no number in JSON; leave it out."
        elif piece[0] in "-0123456789" and _is_unreasonable(piece):
            yield match.start(), "The number at {} is longer than any measurement; shorten it."
        previous, at = piece, match.start()


def _too_deep(text: str) -> Malformed:
    depth, at = 0, 0
    for match in _TOKEN.finditer(text, 0, MAX_SEARCHED):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth > MAX_DEPTH:
            at = match.start()
            break
    place = place_of(text, at)
    fault = f"The body is nested deeper than {MAX_DEPTH} levels; flatten it."
    if at:
        fault = f"The body is nested deeper than {MAX_DEPTH} levels at {place}; flatten it."
    return Malformed(fault, "structure", place)


def _lone_surrogate(data: bytes) -> int | None:
    """The byte offset of the first escaped half of a surrogate pair, if any."""
    high: int | None = None
    for match in _ESCAPE.finditer(data):
        unit = int(match[1] or b"0", 16)
        is_low = 0xDC00 <= unit <= 0xDFFF  # noqa: PLR2004 - Unicode's low surrogates
        if high is not None and not (is_low and match.start() == high + len(r"\uD800")):
            return high
        if is_low and high is None:
            return match.start()
        is_high = 0xD800 <= unit <= 0xDBFF  # noqa: PLR2004 - Unicode's high surrogates
        high = match.start() if is_high else None
    return high


def _place_in(data: bytes, offset: int) -> Place:
    """Where a byte stands; the column counts characters, as far as they are such."""
    before = data[:offset].decode("utf-8", errors="replace")
    return place_of(before, len(before))
