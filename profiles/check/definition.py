"""What a StructureDefinition says of its elements: their paths, and invariants that fit them.

https://hl7.org/fhir/R4/structuredefinition.html#invs
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults, broken
from profiles.fhirpath import fault_of, types_at

_SNAPSHOT = "In a snapshot each path starts with that of the root, which is the type; correct it"
_DIFFERENTIAL = "In a differential each path starts with the type that is defined; correct it"


def paths(node: Any, _: Context) -> Faults:
    """Each element stands beneath the first (sdf-8, sdf-8a)."""
    kind = node.get("type") if node.get("kind") != "logical" else None
    found = [
        *_astray(node, "snapshot", kind, broken("sdf-8", _SNAPSHOT)),
        *_astray(node, "differential", kind, broken("sdf-8a", _DIFFERENTIAL)),
    ]
    return found or None


def steps(node: Any, _: Context) -> Faults:
    """An invariant whose steps the element has not: it says nothing, whatever comes."""
    found = list(_without_steps(node, "differential"))
    return found or None


def _astray(node: Any, view: str, kind: Any, fault: Fault) -> Iterator[Fault]:
    listed = _elements(node, view)
    written = [one.get("path") if type(one) is dict else None for one in listed]
    if not written or type(written[0]) is not str:
        return
    first = written[0]
    root = first if view == "snapshot" else first.partition(".")[0]
    at = 0 if type(kind) is str and not _starts(first, kind, view) else None
    for index, path in enumerate(written[1:], 1):
        if at is None and type(path) is str and not path.startswith(f"{root}."):
            at = index
    if at is not None:
        fault.path += ["path", at, "element", view]
        yield fault


def _starts(first: str, kind: str, view: str) -> bool:
    return first == kind if view == "snapshot" else first.startswith(kind)


def _without_steps(node: Any, view: str) -> Iterator[Fault]:
    for index, element in enumerate(_elements(node, view)):
        listed = element.get("constraint") if type(element) is dict else None
        for place, one in enumerate(listed if type(listed) is list else ()):
            text = one.get("expression") if type(one) is dict else None
            if type(text) is str and fault_of(text) is None:
                fault = fault_of(text, _kinds(element))
                if fault is not None:
                    said = f"{str(fault).rstrip('.')}; correct the expression, or its element."
                    path = ("expression", place, "constraint", index, "element", view)
                    yield Fault("value", said, *path, rule="FHIRPath", severity="warning")


def _kinds(element: Any) -> frozenset[str]:
    """The types an element may have: those it names, if they are narrower than its path's."""
    path, named = element.get("path"), element.get("type")
    found = types_at(path) if type(path) is str else frozenset()
    codes = [one.get("code") for one in named if type(one) is dict] if type(named) is list else []
    return frozenset(kind for kind in found if kind in codes) or found


def _elements(node: Any, view: str) -> list[Any]:
    held = node.get(view)
    listed = held.get("element") if type(held) is dict else None
    return listed if type(listed) is list else []
