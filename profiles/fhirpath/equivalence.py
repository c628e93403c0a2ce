"""Whether collections are equivalent: order, case, spaces and superfluous digits are of no account.

https://hl7.org/fhirpath/N1/#equivalence
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from profiles.fhirpath.comparison import as_moment
from profiles.fhirpath.environment import Environment
from profiles.fhirpath.items import FEW, NUMBERS, Items, computed
from profiles.fhirpath.moments import Moment, compared
from profiles.fhirpath.quantities import Quantity, brought_together, quantity_of

Number = int | Decimal


def equivalent(left: Items, right: Items, environment: Environment) -> bool:
    """`~`: each item has one of its own on the other side; empty is equivalent to empty."""
    if len(left) != len(right):
        return False
    if len(left) > FEW:
        environment.spend(len(left) ** 2)
    rest = list(right)
    for one in left:
        for at, other in enumerate(rest):
            if alike(one, other, environment):
                del rest[at]
                break
        else:
            return False
    return True


def alike(left: Any, right: Any, environment: Environment) -> bool:
    """Whether two items are equivalent."""
    one, other = computed(left), computed(right)
    kinds = {type(one), type(other)}
    if kinds <= NUMBERS:
        return _rounded_alike(one, other)
    if Moment in kinds:
        return _moments_alike(as_moment(left, environment), as_moment(right, environment))
    if Quantity in kinds:
        return _quantities_alike(quantity_of(one), quantity_of(other))
    if kinds == {dict}:
        return _objects_alike(one, other, environment)
    return len(kinds) == 1 and bool(_plain(one) == _plain(other))


def _rounded_alike(one: Number, other: Number) -> bool:
    """As precise as the less precise of both is."""
    exponent = max(_last_digit(one), _last_digit(other))
    step = Decimal(1).scaleb(exponent)
    return _rounded(one, step) == _rounded(other, step)


def _rounded(number: Number, step: Decimal) -> Decimal:
    return (Decimal(number) / step).to_integral_value(ROUND_HALF_UP)


def _last_digit(number: Number) -> int:
    """The exponent of ten of the last digit that counts: zeros behind the point do not."""
    if type(number) is int:
        return 0
    found = int(Decimal(number).as_tuple().exponent)
    return found if found >= 0 else min(0, int(Decimal(number).normalize().as_tuple().exponent))


def _moments_alike(one: Moment | None, other: Moment | None) -> bool:
    if one is None or other is None or bool(one.zone) is not bool(other.zone):
        return False
    return compared(one, other) == 0


def _quantities_alike(one: Quantity | None, other: Quantity | None) -> bool:
    if one is None or other is None:
        return False
    pair = brought_together(one, other, loosely=True)
    return pair is not None and _rounded_alike(*pair)


def _objects_alike(one: Any, other: Any, environment: Environment) -> bool:
    environment.spend(len(one) + len(other))
    names = {name for name in one if name != "id"}
    if names != {name for name in other if name != "id"}:
        return False
    return all(equivalent(_listed(one[name]), _listed(other[name]), environment) for name in names)


def _listed(value: Any) -> Items:
    return value if type(value) is list else [value]


def _plain(value: Any) -> Any:
    return " ".join(value.lower().split()) if type(value) is str else value
