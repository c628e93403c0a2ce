"""`near` of a Location. https://hl7.org/fhir/R4/location.html#search."""

from math import asin, cos, radians, sin, sqrt

from hub.errors import Invalid
from hub.search.kinds.opened import Test
from profiles.search.numbers import asked
from profiles.search.values import PositionValue

MODIFIERS = frozenset({"", "missing"})
_EARTH = 6371.0088  # kilometres, its mean radius
_KILOMETRES = {"km": 1.0, "m": 0.001, "[mi_us]": 1.609347, "[mi_i]": 1.609344}
_WITHOUT = ("10", "km")
_MOST_PARTS = 4
_NORTH, _EAST = 90.0, 180.0


def test(parameter: str, text: str) -> Test:
    """`latitude|longitude|distance|unit`: within so far of it, 10 km where no distance is said."""
    parts = text.split("|")
    wrong = Invalid(f"{parameter} takes latitude|longitude|distance|km, as 52.37|5.22|5|km")
    try:
        north, east, far = (float(asked(one).exact) for one in _filled(parts)[:3])
        unit = _KILOMETRES[_filled(parts)[3]]
    except (ValueError, KeyError):
        raise wrong from None
    if abs(north) > _NORTH or abs(east) > _EAST or far < 0 or len(parts) > _MOST_PARTS:
        raise wrong
    return lambda value: _between(value, north, east) <= far * unit


def _filled(parts: list[str]) -> list[str]:
    """What is left out, or left empty, is what it is without."""
    most = [*parts, "", "", ""][:_MOST_PARTS]
    return [*most[:2], most[2] or _WITHOUT[0], most[3] or _WITHOUT[1]]


def _between(value: PositionValue, north: float, east: float) -> float:
    """Kilometres over the ground."""
    one, other = radians(value.latitude), radians(north)
    up, along = (other - one) / 2, radians(east - value.longitude) / 2
    arc = sin(up) ** 2 + cos(one) * cos(other) * sin(along) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(arc)))
