"""`sort(keys)`: no part of N1, but of the release after it, and of R4's own tests.

https://hl7.org/fhirpath/#sort
"""

from functools import cmp_to_key
from typing import Any

from profiles.fhirpath.comparison import ordered
from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import Collect, Items
from profiles.fhirpath.navigation import this

_COST = 4  # of one comparison
_Key = tuple[Collect, bool]  # and whether downward


def sort(source: Collect, *keys: _Key | None) -> Collect:
    """Sorted by the first key that tells, `-` before it turns the order; what has none is last."""
    given = [key for key in keys if key is not None] or [(this, False)]

    def apply(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        environment.spend(_COST * len(items) * len(items).bit_length() * len(given))
        valued = [([key(one, environment) for key, _ in given], one) for one in items]

        def order(left: tuple[list[Items], Any], right: tuple[list[Items], Any]) -> int:
            for (_, downward), one, other in zip(given, left[0], right[0], strict=True):
                sign = _sign(one, other, environment)
                if sign:
                    return -sign if downward else sign
            return 0

        return [one for _, one in sorted(valued, key=cmp_to_key(order))]

    return apply


def _sign(one: Items, other: Items, environment: Environment) -> int:
    if not one or not other:
        return bool(other) - bool(one)
    if ordered(one, other, lambda sign: sign < 0, environment):
        return -1
    found = ordered(one, other, lambda sign: sign > 0, environment)
    if found is None:
        raise NotEvaluated
    return int(found)


SORTING = {"sort": Function(sort, ("key",) * 6, 0, iterates=True)}
