"""The values of constants.

https://hl7.org/fhirpath/N1/#literals
"""

from decimal import Decimal

from profiles.fhirpath import quantities
from profiles.fhirpath.items import Items
from profiles.fhirpath.moments import is_moment, read_moment
from profiles.fhirpath.syntax import Binary, Literal, Moment, Node, NotFHIRPath, Quantity


def constant(node: Literal | Moment | Quantity) -> Items:
    """What a constant is, as a collection.

    Raises:
        NotFHIRPath: there is no such day or hour.
    """
    if isinstance(node, Literal):
        return [] if node.value is None else [node.value]
    if isinstance(node, Moment):
        found = read_moment(node.text)
        if found is None:
            raise NotFHIRPath("There is no such date or time.", node.at)
        return [found]
    number = Decimal(node.number) if "." in node.number else int(node.number)
    if node.is_calendar:
        name = quantities.calendar_unit(node.unit) or node.unit
        return [quantities.Quantity(number, name, is_calendar=True)]
    return [quantities.Quantity(number, node.unit)]


def texts_of(node: Node) -> list[str] | None:
    """The strings of a union of strings, unless one might be read as a date."""
    if isinstance(node, Binary) and node.operator == "|":
        left, right = texts_of(node.left), texts_of(node.right)
        return left + right if left and right else None
    if isinstance(node, Literal) and isinstance(node.value, str) and not is_moment(node.value):
        return [node.value]
    return None
