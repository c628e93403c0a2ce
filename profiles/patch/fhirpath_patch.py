"""FHIRPath Patch: operations in Parameters, each on an element that a path picks.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from profiles.patch.failed import MalformedPatch, Unapplicable
from profiles.patch.json_patch import MOST, copied
from profiles.patch.pointer import NOT_THERE
from profiles.patch.spots import Spot, names_in, spots_of
from profiles.patch.values import (
    Value,
    child_of,
    inside_of,
    length,
    put,
    put_in_list,
    take_from_list,
    value_of,
)

_PARTS = {
    "type": "valueCode",
    "path": "valueString",
    "name": "valueString",
    "index": "valueInteger",
    "source": "valueInteger",
    "destination": "valueInteger",
}
_SEVERAL = "the path picks more than one element; name one, such as by its number"


def apply_fhirpath_patch(resource: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The resource as it is with the operations done, in their order; the one given stays.

    Raises:
        MalformedPatch: it is no FHIRPath Patch. Unapplicable: one does not fit the resource.
    """
    listed = patch.get("parameter", [])
    if patch.get("resourceType") != "Parameters" or not isinstance(listed, list):
        raise MalformedPatch("a FHIRPath Patch is a Parameters", "Parameters")
    if len(listed) > MOST:
        raise MalformedPatch(f"a FHIRPath Patch has at most {MOST} operations", "Parameters")
    changed: dict[str, Any] = copied(resource)
    for number, one in enumerate(listed):
        operation = _operation(one, f"Parameters.parameter[{number}]")
        _DONE[operation.type](changed, operation)
    return changed


@dataclass(frozen=True, slots=True)
class _Operation:
    """One, with its parts; `at` is where it was sent."""

    type: str
    path: str
    parts: Mapping[str, Any]
    at: str

    def number(self, name: str, most: int) -> int:
        """The index, the source or the destination; raises where it is none of the list."""
        found = self.said(name)
        if found < 0 or found > most:
            raise Unapplicable("the list has no such place; it is counted from 0", self.at)
        return int(found)

    def said(self, name: str) -> Any:
        if name not in self.parts:
            raise MalformedPatch(f"an operation {self.type} has a part {name}", self.at)
        return self.parts[name]

    def value(self, inside: str) -> Value:
        """A copy, for what is put in one operation may be changed in the next."""
        return value_of(copied(self.said("value")), inside, self.at)

    def one(self, resource: dict[str, Any]) -> Spot:
        """The one element of the path; raises Unapplicable."""
        found = spots_of(resource, self.path, self.at)
        if len(found) > 1:
            raise Unapplicable(_SEVERAL, self.at, "multiple-matches")
        if not found:
            raise Unapplicable(NOT_THERE, self.at, "not-found")
        return found[0]

    def all(self, resource: dict[str, Any]) -> Spot:
        """The first of a list that the path picks whole; raises Unapplicable."""
        found = spots_of(resource, self.path, self.at)
        if not found:
            raise Unapplicable(NOT_THERE, self.at, "not-found")
        first = found[0]
        many = length(first.holder, first.name)
        if not first.child.is_list or [(id(one.holder), one.name, one.at) for one in found] != [
            (id(first.holder), first.name, at) for at in range(many)
        ]:
            raise Unapplicable("the path picks no whole list, such as Patient.name", self.at)
        return first


def _operation(parameter: object, at: str) -> _Operation:
    if not isinstance(parameter, dict) or parameter.get("name") != "operation":
        raise MalformedPatch("each parameter of a FHIRPath Patch is named operation", at)
    parts: dict[str, Any] = {}
    said = parameter.get("part")
    for part in said if isinstance(said, list) else [said]:
        if not isinstance(part, dict):
            raise MalformedPatch("an operation has parts", at)
        name = part.get("name")
        if name in parts or (name != "value" and name not in _PARTS):
            raise MalformedPatch(
                "an operation has the parts type, path, name, value, index, source, destination, "
                "each once",
                at,
            )
        parts[name] = part if name == "value" else _said(part, _PARTS[name], at)
    kind, path = parts.get("type"), parts.get("path")
    if kind not in _DONE:
        raise MalformedPatch(f"an operation has a type out of {', '.join(_DONE)}", at)
    if path is None:
        raise MalformedPatch(f"an operation {kind} has a part path", at)
    return _Operation(str(kind), str(path), parts, at)


def _said(part: Mapping[str, Any], member: str, at: str) -> Any:
    """A code and a string are both words: who sends the one for the other is understood."""
    words = ("valueCode", "valueString")
    members = ("valueInteger",) if member == "valueInteger" else words
    found = [part[one] for one in members if one in part]
    wanted = int if member == "valueInteger" else str
    if len(found) != 1 or type(found[0]) is not wanted:
        raise MalformedPatch(f"the part {part['name']} has a {member}", at)
    return found[0]


def _add(resource: dict[str, Any], asked: _Operation) -> None:
    into, name = asked.one(resource), asked.said("name")
    said = asked.value(inside_of(into.inside, name))
    child = child_of(into.inside, name, said.kind, asked.at)
    node = into.node()
    if child.is_list:
        put_in_list(node, child.name, length(node, child.name), said)
        return
    beside = names_in(into.inside).values()
    alike = [one.name for one in beside if one.order == child.order]
    if any(one in node or f"_{one}" in node for one in alike):
        raise Unapplicable("this is there already; replace it", asked.at, "conflict")
    put(node, child.name, said)


def _insert(resource: dict[str, Any], asked: _Operation) -> None:
    first = asked.all(resource)
    index = asked.number("index", length(first.holder, first.name))
    put_in_list(first.holder, first.name, index, asked.value(first.child.inside))


def _delete(resource: dict[str, Any], asked: _Operation) -> None:
    """What is not there need not be deleted."""
    found = spots_of(resource, asked.path, asked.at)
    if len(found) > 1:
        raise Unapplicable(_SEVERAL, asked.at, "multiple-matches")
    for spot in found:
        _refuse_whole(spot, asked)
        if spot.at is None:
            put(spot.holder, spot.name, Value(None))
        else:
            take_from_list(spot.holder, spot.name, spot.at)


def _replace(resource: dict[str, Any], asked: _Operation) -> None:
    spot = asked.one(resource)
    _refuse_whole(spot, asked)
    said = asked.value(spot.child.inside)
    if spot.at is not None:
        take_from_list(spot.holder, spot.name, spot.at)
        put_in_list(spot.holder, spot.name, spot.at, said)
        return
    name = spot.name
    if name != spot.stem and said.kind:  # of a choice it may be of another type from now on
        name = f"{spot.stem}{said.kind[0].upper()}{said.kind[1:]}"
        put(spot.holder, spot.name, Value(None))
    put(spot.holder, name, said)


def _refuse_whole(spot: Spot, asked: _Operation) -> None:
    if spot.child.kind == "resource":
        raise Unapplicable("a patch changes a part of a resource, not all of it", asked.at)


def _move(resource: dict[str, Any], asked: _Operation) -> None:
    first = asked.all(resource)
    last = length(first.holder, first.name) - 1
    source, destination = asked.number("source", last), asked.number("destination", last)
    taken = take_from_list(first.holder, first.name, source)
    put_in_list(first.holder, first.name, destination, taken)


_DONE: Mapping[str, Callable[[dict[str, Any], _Operation], None]] = {
    "add": _add,
    "insert": _insert,
    "delete": _delete,
    "replace": _replace,
    "move": _move,
}
