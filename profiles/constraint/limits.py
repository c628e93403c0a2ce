"""The largest length and the least and greatest value that a profile allows.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxLength
"""

from decimal import Decimal
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge
from profiles.element import Element
from profiles.fhirpath.moments import compared

_NUMBERS = (int, Decimal)


def limits(element: Element) -> Judge | None:
    """The check of a primitive or Quantity; None where the profile sets no limit."""
    longest, least, greatest = element.max_length, element.min_value, element.max_value
    if longest is None and least is None and greatest is None:
        return None

    def judge(value: Any, _: Circumstances) -> Faults:
        if longest is not None and type(value) is str and len(value) > longest:
            text = f"At most {longest} characters fit here; write less."
            return [Fault("too-long", text, rule=f"{element.id} maxLength")]
        if _is_less(value, least):
            text = f"This is at least {_said(least)}."
            return [Fault("value", text, rule=f"{element.id} minValue")]
        if _is_less(greatest, value):
            text = f"This is at most {_said(greatest)}."
            return [Fault("value", text, rule=f"{element.id} maxValue")]
        return None

    return judge


def _is_less(one: Any, other: Any) -> bool:
    """Numbers and moments by size, quantities of one unit; what can't be compared is not less."""
    if type(one) in _NUMBERS and type(other) in _NUMBERS:
        return bool(one < other)
    if type(one) is str and type(other) is str:
        return compared(one, other) == -1
    if type(one) is dict and type(other) is dict and _unit(one) == _unit(other):
        return _is_less(one.get("value"), other.get("value"))
    return False


def _unit(quantity: dict[str, Any]) -> tuple[Any, Any]:
    return quantity.get("system"), quantity.get("code") or quantity.get("unit")


def _said(limit: Any) -> str:
    if type(limit) is not dict:
        return str(limit)
    return f"{limit.get('value')} {limit.get('unit') or limit.get('code') or ''}".strip()
