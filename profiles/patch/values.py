"""The value of an operation of a FHIRPath Patch: one of a type, or the parts of what has no type.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from profiles.patch.failed import MalformedPatch, Unapplicable
from profiles.patch.spots import named, names_in
from profiles.xml.children import Child, children

_VALUE = "value"
_RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in JSON, with what stands beside it; `kind` is its type, empty of mere parts."""

    value: Any
    companion: Any = None
    kind: str = ""


def value_of(part: Mapping[str, Any], inside: str, at: str) -> Value:
    """The value that a part of Parameters has, for an element that holds what `inside` names.

    Raises:
        MalformedPatch: it has none, or more than one. Unapplicable: parts that R4 does not have.
    """
    typed = {name.removeprefix("_") for name in part if name.removeprefix("_").startswith(_VALUE)}
    said = [*typed, *(one for one in ("part", _RESOURCE) if one in part)]
    if len(said) != 1:
        raise MalformedPatch("a value is one value[x], one resource, or parts", at)
    [name] = said
    if name == "part":
        return Value(_object(part["part"], inside, at))
    if name == _RESOURCE:
        return Value(part[_RESOURCE])
    known = children("Parameters.parameter").names.get(name)
    if known is None:
        raise MalformedPatch("a value is of one of R4's types: valueString, valueCoding …", at)
    said_so = Value(part.get(name), part.get(f"_{name}"), known.inside)
    if said_so.value is None and said_so.companion is None:
        raise MalformedPatch("a value is not null", at)
    return said_so


def child_of(inside: str, name: str, kind: str, at: str) -> Child:
    """What R4 has under this name there, of a choice that for this type.

    Raises:
        Unapplicable: nothing.
    """
    names = names_in(inside)
    found = [names[one] for one in named(names, name)]
    if len(found) > 1 or (found and found[0].name != name):
        found = [one for one in found if one.step == f"{name}.ofType({kind})"]
    if not found:
        raise Unapplicable(
            f"R4 has no element of this name and type in a {inside}", at, "structure"
        )
    return found[0]


def inside_of(inside: str, name: str) -> str:
    """What an element of this name holds there, whichever it is of a choice."""
    names = names_in(inside)
    return next((names[one].inside for one in named(names, name)), "")


def _object(parts: object, inside: str, at: str) -> dict[str, Any]:
    """Parts that are named alike are the items of a list."""
    made: dict[str, Any] = {}
    for part in parts if isinstance(parts, list) else [None]:
        if not isinstance(part, dict) or not isinstance(part.get("name"), str):
            raise MalformedPatch("each part of a value has a name, and a value or parts", at)
        _add(made, part, inside, at)
    return made


def _add(made: dict[str, Any], part: Mapping[str, Any], inside: str, at: str) -> None:
    name = part["name"]
    said = value_of(part, inside_of(inside, name), at)
    child = child_of(inside, name, said.kind, at)
    if child.is_list:
        put_in_list(made, child.name, length(made, child.name), said)
    elif child.name in made or f"_{child.name}" in made:
        raise MalformedPatch("a part that does not repeat is there twice", at)
    else:
        put(made, child.name, said)


def put(holder: dict[str, Any], name: str, said: Value) -> None:
    """In place of what is there, and of what is beside it."""
    for key, value in ((name, said.value), (f"_{name}", said.companion)):
        if value is None:
            holder.pop(key, None)
        else:
            holder[key] = value


def put_in_list(holder: dict[str, Any], name: str, at: int, said: Value) -> None:
    """Before the item `at`; what is beside the items stays beside them."""
    many = length(holder, name)
    for key, value in ((name, said.value), (f"_{name}", said.companion)):
        if key not in holder and value is None:
            continue
        listed = _listed(holder, key)
        listed += [None] * (many - len(listed))
        listed.insert(at, value)
        holder[key] = listed


def length(holder: Mapping[str, Any], name: str) -> int:
    """How many items a list has, what is beside them counted too."""
    return max(len(_listed(holder, key)) for key in (name, f"_{name}"))


def _listed(holder: Mapping[str, Any], key: str) -> list[Any]:
    held = holder.get(key)
    return held if isinstance(held, list) else [] if held is None else [held]


def take_from_list(holder: dict[str, Any], name: str, at: int) -> Value:
    """The item, out of the list; a list without items is none."""
    taken: list[Any] = []
    for key in (name, f"_{name}"):
        listed = _listed(holder, key)
        taken.append(listed.pop(at) if at < len(listed) else None)
        if all(one is None for one in listed):
            holder.pop(key, None)
    value, beside = taken
    return Value(value, beside)
