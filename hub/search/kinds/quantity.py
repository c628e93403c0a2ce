"""Quantity parameters: `number`, `number|system|code`, `number||code`.

https://hl7.org/fhir/R4/search.html#quantity
"""

from hub.errors import Invalid
from hub.search.kinds.number import prefixed
from hub.search.kinds.opened import Test
from hub.search.kinds.token import ESCAPED_BAR
from profiles.search.values import QuantityValue

MODIFIERS = frozenset({"", "missing"})
_EXAMPLE = "a quantity like 5.4, gt5.4|http://unitsofmeasure.org|mg or 5.4||mg"
_PARTS = 3


def test(parameter: str, text: str) -> Test:
    """A value is compared by its number and by its unit, as they stand: none is converted."""
    parts = [part.replace(ESCAPED_BAR, "|") for part in text.split("|")]
    if len(parts) not in {1, _PARTS}:
        raise Invalid(f"{parameter} takes {_EXAMPLE}")
    compares, number = prefixed(parameter, parts[0], _EXAMPLE)
    system, code = parts[1:] if len(parts) == _PARTS else ("", "")
    return lambda value: compares(value.low, value.high, number) and _is_in(value, system, code)


def _is_in(value: QuantityValue, system: str, code: str) -> bool:
    """Who names no system asks for a code of any, or for the unit as it is shown."""
    if not system:
        return not code or code in {value.code, value.unit}
    return value.system == system and (not code or value.code == code)
