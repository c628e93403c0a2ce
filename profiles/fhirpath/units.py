"""Units of UCUM, brought to common ones so that quantities can be compared.

Of its tables what is used in care; a unit that is not known is equal to itself alone.
https://ucum.org/ucum
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple


class Measure(NamedTuple):
    """How many of the base units one is: their factor, and their exponents by name."""

    factor: Decimal
    of: tuple[tuple[str, int], ...]


_PREFIXES = {
    name: Decimal(1).scaleb(power)
    for name, power in (
        *(("Y", 24), ("Z", 21), ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3)),
        *(("h", 2), ("da", 1), ("d", -1), ("c", -2), ("m", -3), ("u", -6), ("n", -9), ("p", -12)),
        *(("f", -15), ("a", -18), ("z", -21), ("y", -24)),
    )
}
_BASE = ("m", "g", "s", "K", "cd", "C", "rad", "mol", "[iU]", "eq", "osm", "[arb'U]", "[pH]")
# Each metric unit as a factor and other units; those that take no prefix stand apart.
_METRIC: dict[str, tuple[str, str]] = {
    "L": ("1", "dm3"), "l": ("1", "dm3"), "N": ("1", "kg.m/s2"), "Pa": ("1", "N/m2"),
    "J": ("1", "N.m"), "W": ("1", "J/s"), "Hz": ("1", "/s"), "A": ("1", "C/s"), "V": ("1", "J/C"),
    "Ohm": ("1", "V/A"), "bar": ("100000", "Pa"), "m[Hg]": ("133322", "Pa"), "cal": ("4.184", "J"),
    "m[H2O]": ("9806.65", "Pa"), "t": ("1000", "kg"), "kat": ("1", "mol/s"), "Bq": ("1", "/s"),
    "U": ("1", "umol/min"), "Gy": ("1", "J/kg"), "Sv": ("1", "J/kg"), "[IU]": ("1", "[iU]"),
}  # fmt: skip
_PLAIN: dict[str, tuple[str, str]] = {
    "1": ("1", ""), "%": ("0.01", ""), "[ppth]": ("0.001", ""), "[ppm]": ("0.000001", ""),
    "min": ("60", "s"), "h": ("3600", "s"), "d": ("86400", "s"), "wk": ("604800", "s"),
    "mo": ("2629800", "s"), "a": ("31557600", "s"), "deg": ("0.0174532925199433", "rad"),
    "[in_i]": ("2.54", "cm"), "[ft_i]": ("30.48", "cm"), "[yd_i]": ("91.44", "cm"),
    "[mi_i]": ("1609.344", "m"), "[lb_av]": ("453.59237", "g"), "[oz_av]": ("28.349523125", "g"),
    "[gr]": ("0.06479891", "g"), "[st_av]": ("6350.29318", "g"), "[drp]": ("0.05", "mL"),
}  # fmt: skip
_ATOM = re.compile(
    r"(?P<ten>10[*^]|[1-9]\d{0,9})|(?P<unit>(?:[a-zA-Z%]|\[[^\]\s]+\])+)|(?P<note>\{[^}]*\})"
)
_EXPONENT = re.compile(r"[+-]?\d{1,2}")


@lru_cache(1024)
def measure(unit: str) -> Measure | None:
    """What a unit is made of; None where that is not known."""
    if len(unit) > 64:  # noqa: PLR2004 - no unit is longer, and each is kept
        return None
    try:
        reading = _Reading(unit)
        found = reading.whole()
    except (LookupError, ArithmeticError):
        return None
    return found


class _Reading:
    """Reads terms: units with exponents, multiplied and divided from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> Measure:
        found = self._term()
        if self._at < len(self._text):
            raise LookupError(self._text)
        return found

    def _term(self) -> Measure:
        found = Measure(Decimal(1), ())
        sign = -1 if self._taken("/") else 1
        while True:
            found = _times(found, self._component(), sign)
            if self._taken("."):
                sign = 1
            elif self._taken("/"):
                sign = -1
            else:
                return found

    def _component(self) -> Measure:
        if self._taken("("):
            found = self._term()
            if not self._taken(")"):
                raise LookupError(self._text)
            return found
        match = _ATOM.match(self._text, self._at)
        if match is None:
            raise LookupError(self._text)
        self._at = match.end()
        if match["note"]:
            return Measure(Decimal(1), ())
        exponent = self._exponent()
        note = _ATOM.match(self._text, self._at)
        if note and note["note"]:
            self._at = note.end()
        if match["ten"]:
            ten = match["ten"]
            factor = Decimal(10) if ten[-1] in "*^" else Decimal(ten)
            return Measure(factor**exponent, ())
        return _times(Measure(Decimal(1), ()), _known(match["unit"]), exponent)

    def _exponent(self) -> int:
        match = _EXPONENT.match(self._text, self._at)
        if match is None:
            return 1
        self._at = match.end()
        return int(match.group())

    def _taken(self, mark: str) -> bool:
        taken = self._text.startswith(mark, self._at)
        self._at += taken
        return taken


def _known(name: str) -> Measure:
    if name in _PLAIN:
        return _made(*_PLAIN[name])
    if name in _BASE:
        return Measure(Decimal(1), ((name, 1),))
    if name in _METRIC:
        return _made(*_METRIC[name])
    for length in (1, 2):
        prefix, rest = _PREFIXES.get(name[:length]), name[length:]
        if prefix is not None and rest in _BASE:
            return Measure(prefix, ((rest, 1),))
        if prefix is not None and rest in _METRIC:
            factor, of = _made(*_METRIC[rest])
            return Measure(prefix * factor, of)
    raise LookupError(name)


def _made(factor: str, of: str) -> Measure:
    inner = measure(of) if of else Measure(Decimal(1), ())
    if inner is None:
        raise LookupError(of)
    return Measure(Decimal(factor) * inner.factor, inner.of)


def _times(one: Measure, other: Measure, exponent: int) -> Measure:
    powers = dict(one.of)
    for name, power in other.of:
        powers[name] = powers.get(name, 0) + power * exponent
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    return Measure(one.factor * other.factor**exponent, kept)
