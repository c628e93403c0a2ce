"""The value of a primitive in XML, where JSON writes it without quotes.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

import re
from collections.abc import Callable
from typing import Any

from profiles.text.parse import MAX_DIGITS, MAX_EXPONENT
from profiles.xml.children import Kind

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE]([+-]?[0-9]++))?")
_SIGNED = re.compile(r"\+[1-9][0-9]*+")  # which R4 allows of a whole number
_BOOLEANS = {"true": True, "false": False}


class TooLong(ValueError):
    """No measurement has so many digits."""


def value_of(kind: Kind, text: str, number: Callable[[str], Any]) -> Any:
    """The value; the text itself where it is not of its type's form.

    Raises:
        TooLong: a number of more digits than any measurement has.
    """
    if kind == "text":
        return text
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    if kind == "whole" and _SIGNED.fullmatch(text):
        text = text[1:]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    exponent = match[1] or "0"
    if len(text) > MAX_DIGITS or abs(int(exponent)) > MAX_EXPONENT:
        raise TooLong("The number at {} is longer than any measurement; shorten it.")
    return number(text)
