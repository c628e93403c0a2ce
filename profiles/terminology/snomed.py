"""Whether a code can be one of SNOMED CT at all: by the form of its numbers and their check digit.

https://hl7.org/fhir/R4/snomedct.html
"""

import re
from functools import lru_cache

_MOST, _LEAST, _LEAST_LONG = 18, 6, 11
_NUMBER = re.compile(r"[0-9]+")
_TERM = re.compile(r"\|[^|]*\|")
_CONCRETE = re.compile(r'#[+-]?[0-9]+(?:\.[0-9]+)?|"[^"]*"')
_BETWEEN = re.compile(r"[0-9\s:,=+(){}<]*")
_OF_CONCEPT = frozenset({"00", "10"})
_OTHERS = {"01": "description", "11": "description", "02": "relationship", "12": "relationship"}
# The dihedral group of ten, and the permutation by which a place in the number counts.
_FIVE = 5
_TURNED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def fault(code: str) -> str | None:
    """In words, what keeps it from being a concept's number or an expression; None if nothing.

    That it can be one does not say that it is.
    """
    if code.isascii() and code.isdigit():
        return _of_number(code)
    plain = _CONCRETE.sub("", _TERM.sub("", code))
    numbers = _NUMBER.findall(plain)
    if not (numbers and _BETWEEN.fullmatch(plain)):
        return "a code of SNOMED CT is the number of a concept, or an expression of such numbers"
    return next((found for one in numbers if (found := _of_number(one))), None)


@lru_cache(maxsize=4096)
def _of_number(number: str) -> str | None:
    if not _LEAST <= len(number) <= _MOST or number[0] == "0":
        return "a number of SNOMED CT has 6 to 18 digits, and does not begin with 0"
    if not _checks(number):
        return "the check digit of this number of SNOMED CT is wrong: a digit was mistyped"
    kind = number[-3:-1]
    if kind in _OTHERS:
        return f"this is the number of a {_OTHERS[kind]} of SNOMED CT, not of a concept"
    if kind not in _OF_CONCEPT or (kind[0] == "1" and len(number) < _LEAST_LONG):
        return "this is no number of a concept of SNOMED CT"
    return None


def _checks(number: str) -> bool:
    """By the scheme of Verhoeff, which finds each mistyped digit and each two that changed places.

    https://hl7.org/fhir/R4/snomedct.html
    """
    left = 0
    for place, digit in enumerate(reversed(number)):
        left = _times(left, _permuted(int(digit), place % 8))
    return left == 0


def _times(one: int, other: int) -> int:
    if one < _FIVE:
        turned = (one + other) % _FIVE
        return turned if other < _FIVE else turned + _FIVE
    turned = (one - other) % _FIVE
    return turned + _FIVE if other < _FIVE else turned


def _permuted(digit: int, times: int) -> int:
    for _ in range(times):
        digit = _TURNED[digit]
    return digit
