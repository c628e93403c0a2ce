"""BSN, URA, AGB and UZI as value types: invalid text can not become one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

BSN_DIGITS = 9
URA_DIGITS = 8
AGB_DIGITS = 8
UZI_DIGITS = 9
# Within an id such as a UUID digits between letters are no number of anybody.
_NINE_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9]{9}(?![0-9A-Za-z])")


class InvalidIdentifier(ValueError):
    """The text is not such a number; the message never repeats it."""


@dataclass(frozen=True, slots=True)
class BSN:
    """Burgerservicenummer: nine digits that pass the 11-test. Never printed.

    https://www.rvig.nl/burgerservicenummer
    """

    value: str = field(repr=False)

    def __post_init__(self) -> None:
        digits = self.value
        if not (digits.isascii() and digits.isdigit() and len(digits) == BSN_DIGITS):
            raise InvalidIdentifier("a BSN has nine digits")
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
        if total % 11 or digits == "000000000":
            raise InvalidIdentifier("this BSN does not pass the 11-test")

    def __str__(self) -> str:
        return "BSN(…)"


def is_bsn(text: str) -> bool:
    """Whether the text is a BSN, as far as its digits tell."""
    try:
        BSN(text)
    except InvalidIdentifier:
        return False
    return True


def holds_bsn(text: str) -> bool:
    """Whether a BSN stands in the text, as far as digits tell; those between letters are none."""
    return any(map(is_bsn, numbers_in(text)))


def numbers_in(text: str) -> list[str]:
    """What stands in the text as nine digits; those between letters are none."""
    return _NINE_DIGITS.findall(text)


def with_numbers(text: str, instead: Callable[[str], str]) -> str:
    """The text with `instead` of each number that stands in it as nine digits."""
    return _NINE_DIGITS.sub(lambda found: instead(found.group()), text)


@dataclass(frozen=True, slots=True)
class URA:
    """UZI-register abonneenummer of an organisation: up to eight digits, leading zeros kept."""

    value: str

    def __post_init__(self) -> None:
        if not (
            self.value.isascii() and self.value.isdigit() and 1 <= len(self.value) <= URA_DIGITS
        ):
            raise InvalidIdentifier("a URA has one to eight digits")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class AGB:
    """AGB code of a professional or organisation: eight digits."""

    value: str

    def __post_init__(self) -> None:
        if not (self.value.isascii() and self.value.isdigit() and len(self.value) == AGB_DIGITS):
            raise InvalidIdentifier("an AGB code has eight digits")


@dataclass(frozen=True, slots=True)
class UZI:
    """UZI number of a professional: one to nine digits."""

    value: str

    def __post_init__(self) -> None:
        if not (
            self.value.isascii() and self.value.isdigit() and 1 <= len(self.value) <= UZI_DIGITS
        ):
            raise InvalidIdentifier("an UZI number has one to nine digits")
