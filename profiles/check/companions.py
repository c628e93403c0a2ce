"""`_element` beside a primitive: its id and extensions, aligned with the values of a list.

https://hl7.org/fhir/R4/json.html#primitive
"""

from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Fault, Faults, shape, under
from profiles.check.primitives import string


def companion(element: Check, *, is_list: bool, has_value: bool) -> Check:
    """The check of the `_element` property itself; `element` checks an id with extensions."""

    def beside(value: Any, context: Context) -> Faults:
        if type(value) is dict and value.keys() == {"id"}:
            if has_value:
                return string(value["id"], context)
            return [Fault("invariant", "Without a value an extension is needed; add either.")]
        return element(value, context)

    def beside_list(value: Any, context: Context) -> Faults:
        if type(value) is not list:
            return [Fault("structure", f"This must be an array, but is {shape(value)}.")]
        faults: list[Fault] = []
        for index, one in enumerate(value):
            found = beside(one, context) if one is not None else None
            if found:
                under(found, index)
                faults += found
        return faults

    return beside_list if is_list else beside


def alignment(names: tuple[str, ...]) -> Check:
    """Values and companions of the primitive lists `names` match, and no place is wholly null."""
    pairs = tuple((name, f"_{name}") for name in names)

    def check(node: Any, _: Context) -> Faults:
        faults: list[Fault] = []
        for name, beside in pairs:
            if beside in node:
                faults += _unaligned(name, node.get(name), node[beside])
            elif name in node and type(node[name]) is list and None in node[name]:
                faults += _nulls(name, node[name], [])
        return faults

    return check


def _unaligned(name: str, values: Any, beside: Any) -> list[Fault]:
    if type(beside) is not list:
        return []
    if not beside or not any(one is not None for one in beside):
        return [Fault("structure", f"_{name} holds nothing; leave it out.", name)]
    if values is None:
        values = [None] * len(beside)
    if type(values) is not list:
        return []
    if len(values) != len(beside):
        return [
            Fault(
                "structure",
                f"{name} and _{name} must be equally long; fill up the shorter one with null.",
                name,
            )
        ]
    return _nulls(name, values, beside)


def _nulls(name: str, values: list[Any], beside: list[Any]) -> list[Fault]:
    said = [type(one) is dict and "extension" in one for one in beside] or [False] * len(values)
    return [
        Fault(
            "structure",
            f"null stands for a value only where _{name} has an extension at the same place.",
            index,
            name,
        )
        for index, value in enumerate(values)
        if value is None and not said[index]
    ]
