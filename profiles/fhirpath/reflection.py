"""What is known of an item itself.

https://hl7.org/fhirpath/N1/#reflection
"""

from typing import Any

from profiles.fhirpath.environment import Environment, NotEvaluated
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import FEW, Collect, Held, Items
from profiles.fhirpath.kinds import kind_of, structure_of, system_type
from profiles.r4 import tables


def type_of(source: Collect) -> Collect:
    """`type()`: namespace and name of each item's type.

    Raises:
        NotEvaluated: it is not known.
    """

    def told(item: Any, environment: Environment) -> Items:
        items = source(item, environment)
        if len(items) > FEW:
            environment.spend(len(items))
        return [_type(one) for one in items]

    return told


def _type(item: Any) -> dict[str, str]:
    kind = kind_of(item)
    if kind:
        return {"namespace": "FHIR", "name": structure_of(kind) if "." in kind else kind}
    name = "" if type(item) is Held else system_type(item)
    if not name:
        raise NotEvaluated
    return {"namespace": "System", "name": name}


def element_definition(source: Collect) -> Collect:
    """`elementDefinition()`: what R4 says of an element in a type.

    https://hl7.org/fhir/R4/fhirpath.html#functions
    """

    def told(item: Any, environment: Environment) -> Items:
        found: Items = []
        for one in source(item, environment):
            environment.spend(1)
            path = kind_of(one)
            row = _row(path) if "." in path else None
            if row is not None:
                found.append(row)
            elif path:
                found.append({"path": path, "min": 0, "max": "*"})
        return found

    return told


def _row(path: str) -> dict[str, Any] | None:
    for each in tables.elements(path.rpartition(".")[0]):
        if each.path == path:
            kinds = [{"code": kind} for kind in each.types]
            most = "*" if each.is_list else "1"
            return {"path": path, "min": int(each.is_required), "max": most, "type": kinds}
    return None


REFLECTION = {
    "type": Function(type_of),
    "elementDefinition": Function(element_definition),
}
