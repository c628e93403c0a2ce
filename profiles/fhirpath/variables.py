"""What `%name` stands for.

https://hl7.org/fhir/R4/fhirpath.html#variables
"""

from typing import Any

from profiles.fhirpath.environment import Environment
from profiles.fhirpath.items import Collect, Items
from profiles.fhirpath.typed import rooted

_CODE_SYSTEMS = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_NAMED = {
    "vs-": "http://hl7.org/fhir/ValueSet/",
    "ext-": "http://hl7.org/fhir/StructureDefinition/",
}


def constant_of(name: str) -> str | None:
    """The URI that a variable always is; None if it is no such variable."""
    if name in _CODE_SYSTEMS:
        return _CODE_SYSTEMS[name]
    for prefix, start in _NAMED.items():
        if name.startswith(prefix):
            return start + name.removeprefix(prefix)
    return None


def variable(name: str) -> Collect | None:
    """What a variable finds where an expression is judged; None if there is none of the name."""
    return _VARIABLES.get(name)


def _resource(_: Any, environment: Environment) -> Items:
    found = environment.resource
    return [] if found is None else [rooted(found) if environment.exact else found]


def _root_resource(item: Any, environment: Environment) -> Items:
    root = environment.root
    if root is None or root is environment.resource:
        return _resource(item, environment)
    return [rooted(root, place=None) if environment.exact else root]


def _context(_: Any, environment: Environment) -> Items:
    return [] if environment.context is None else [environment.context]


_VARIABLES: dict[str, Collect] = {
    "resource": _resource,
    "rootResource": _root_resource,
    "context": _context,
}
