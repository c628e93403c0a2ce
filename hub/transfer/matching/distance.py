"""How far it is from one postcode to another, as the crow flies."""

from math import asin, cos, radians, sin, sqrt

from hub.transfer.matching.candidate import Coordinates

_EARTH = 6371.0  # km


def kilometres(here: str | None, there: str | None, coordinates: Coordinates) -> int | None:
    """None where one of them is not known, or not where it lies."""
    if here is None or there is None:
        return None
    a, b = coordinates.get(here), coordinates.get(there)
    if a is None or b is None:
        return None
    north, east = radians(b[0] - a[0]), radians(b[1] - a[1])
    half = sin(north / 2) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(east / 2) ** 2
    return round(2 * _EARTH * asin(sqrt(min(1.0, half))))
