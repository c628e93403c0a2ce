"""What a path of a FHIRPath Patch picks: not values, but the places where they stand.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from profiles.fhirpath import NotEvaluated, NotFHIRPath, compile_path
from profiles.patch.failed import MalformedPatch
from profiles.r4 import tables
from profiles.xml.children import Child, children

_OBJECTS = frozenset({"object", "holder", "resource"})


@dataclass(frozen=True, slots=True)
class Spot:
    """One element: `holder[name]`, or the item `at` of the list there; `child` is what R4 says."""

    holder: dict[str, Any]
    name: str
    at: int | None
    child: Child

    @property
    def value(self) -> Any:
        """None of a primitive that has only extensions."""
        return _item(self.holder.get(self.name), self.at)

    @property
    def companion(self) -> Any:
        """What stands beside a primitive. https://hl7.org/fhir/R4/json.html#primitive."""
        return _item(self.holder.get(f"_{self.name}"), self.at)

    @property
    def inside(self) -> str:
        """The type or backbone that its children are of."""
        if self.child.kind not in _OBJECTS:
            return "Element"
        held = self.value if self.child.kind != "object" else None
        return str(held.get("resourceType", "")) if isinstance(held, dict) else self.child.inside

    @property
    def stem(self) -> str:
        """How FHIRPath names it: a choice without its type."""
        return self.child.step.partition(".")[0]

    def node(self) -> dict[str, Any]:
        """The object that its children stand in; beside a primitive it is made."""
        held = self.value if self.child.kind in _OBJECTS else self.companion
        if isinstance(held, dict):
            return held
        made: dict[str, Any] = {}
        if self.at is None:
            self.holder[f"_{self.name}"] = made
        else:
            beside = self.holder.setdefault(f"_{self.name}", [])
            beside += [None] * (len(self.holder.get(self.name) or ()) - len(beside))
            beside[self.at] = made
        return made


def spots_of(resource: dict[str, Any], path: str, at: str) -> list[Spot]:
    """The places that the path picks, in their order; what is changed there changes the resource.

    Raises:
        MalformedPatch: it is no FHIRPath, or picks no elements of the resource.
    """
    try:
        found = compile_path(path, str(resource["resourceType"])).found(resource)
    except NotFHIRPath as wrong:
        # Of a fault in FHIRPath only the place is told: a text in it may be of a person.
        text = f"the path is no FHIRPath for a {resource['resourceType']} at character {wrong.at}"
        raise MalformedPatch(text, at) from None
    except NotEvaluated:
        raise MalformedPatch("what this path picks can't be told; name the element", at) from None
    if any(one.place is None for one in found):
        raise MalformedPatch("a path picks elements of the resource, and computes none", at)
    return [_spot(resource, one.place or ()) for one in found]


def _spot(resource: dict[str, Any], place: tuple[str | int, ...]) -> Spot:
    kind = str(resource["resourceType"])
    spot = Spot({kind: resource}, kind, None, Child(kind, "resource", 0, False, kind, kind))  # noqa: FBT003 - no list
    for step in place:
        if isinstance(step, int):
            spot = Spot(spot.holder, spot.name, step, spot.child)
        else:
            spot = Spot(spot.node(), step, None, names_in(spot.inside)[step])
    return spot


@lru_cache(maxsize=1024)
def names_in(inside: str) -> Mapping[str, Child]:
    """What R4 has in a type or a backbone, by name; nothing in what it does not know."""
    if inside.partition(".")[0] not in tables.bases():
        return {}
    here = children(inside)
    return {**{one: _attribute(one) for one in here.attributes}, **here.names}


def named(names: Mapping[str, Child], name: str) -> list[str]:
    """The JSON names that an element named so in FHIRPath may have: one, or those of a choice."""
    if name in names:
        return [name]
    return [one for one, child in names.items() if child.step.startswith(f"{name}.ofType(")]


def _attribute(name: str) -> Child:
    """What XML has as an attribute is a member like any other."""
    return Child(name, "text", -1, is_list=False, inside="string", step=name)


def _item(value: Any, at: int | None) -> Any:
    if at is None or not isinstance(value, list):
        return value if at is None else None
    return value[at] if at < len(value) else None
