"""Text of others, so that paper shows what is in it and nothing beside it is changed by it."""

import re
import unicodedata
from typing import Literal

UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
# Control characters and halves of others; and those that turn the order of what stands beside them,
# with which one can write "niet" so that it reads as something else.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MOST_MARKS = 4  # on one letter; a tower of them covers the lines above


def visible(text: str) -> str:
    """As it was written; in place of what can't be printed there is a sign for that."""
    text = _UNPRINTABLE.sub(UNPRINTABLE, _LINE_ENDS.sub("\n", text))
    return text if text.isascii() else _without_towers(text)


def direction(text: str) -> Literal["ltr", "rtl"]:
    """Which way it is read, by its first letter that says so.

    https://www.unicode.org/reports/tr9/#P2
    """
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _without_towers(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        kept.append(letter if marks <= _MOST_MARKS else UNPRINTABLE)
    return "".join(kept)
