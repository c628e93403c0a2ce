"""The largest length and the least and greatest value that a profile allows.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxLength
"""

from decimal import Decimal
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge
from profiles.element import Element

_NUMBERS = (int, Decimal)


def limits(element: Element) -> Judge | None:
    """The check of a primitive; None where the profile sets no limit."""
    longest, least, greatest = element.max_length, element.min_value, element.max_value
    if longest is None and least is None and greatest is None:
        return None

    def judge(value: Any, _: Circumstances) -> Faults:
        if longest is not None and type(value) is str and len(value) > longest:
            text = f"At most {longest} characters fit here; write less."
            return [Fault("too-long", text, rule=f"{element.id} maxLength")]
        if _is_less(value, least):
            return [Fault("value", f"This is at least {least}.", rule=f"{element.id} minValue")]
        if _is_less(greatest, value):
            return [Fault("value", f"This is at most {greatest}.", rule=f"{element.id} maxValue")]
        return None

    return judge


def _is_less(one: Any, other: Any) -> bool:
    """Numbers by size, dates by their text; what can't be compared is not less."""
    if type(one) in _NUMBERS and type(other) in _NUMBERS:
        return bool(one < other)
    if type(one) is str and type(other) is str and len(one) == len(other):
        return one < other
    return False
