"""Where in a resource an element's values stand, and copies of the resource changed there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from profiles.r4 import tables
from profiles.r4.element_table import ElementRow
from tests.profiles.strategies import PRIMITIVE

Tree = Any
Keys = tuple[str | int, ...]
FILLER = {"url": "http://example.org/extension", "valueCode": "code"}


@dataclass(frozen=True, slots=True)
class Place:
    """One value: its JSON keys, its FHIRPath, its type, and the row of R4's tables beneath it."""

    keys: Keys
    expression: str
    kind: str
    table: str

    @property
    def is_primitive(self) -> bool:
        return self.kind in PRIMITIVE

    @property
    def inside(self) -> Keys:
        """The keys of the object that holds the children: of a primitive, its companion."""
        return companion(self.keys) if self.is_primitive else self.keys


def root(resource: Tree) -> Place:
    kind = resource["resourceType"]
    return Place((), kind, kind, kind)


def companion(keys: Keys) -> Keys:
    """The keys of what stands beside a primitive: `_given`, index and all."""
    if isinstance(keys[-1], int):
        return (*keys[:-2], f"_{keys[-2]}", keys[-1])
    return (*keys[:-1], f"_{keys[-1]}")


def at(tree: Tree, keys: Keys) -> Tree:
    """What stands at the keys; None where nothing does."""
    for key in keys:
        if isinstance(key, int):
            tree = tree[key] if isinstance(tree, list) and key < len(tree) else None
        else:
            tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def replaced(tree: Tree, keys: Keys, value: Tree) -> Tree:
    """A copy with `value` at the keys; containers are made where they are missing."""
    if not keys:
        return value
    key, *rest = keys
    if isinstance(key, int):
        listed = list(tree or ())
        listed += [None] * (key + 1 - len(listed))
        listed[key] = replaced(listed[key], tuple(rest), value)
        return listed
    whole = dict(tree or {})
    whole[key] = replaced(whole.get(key), tuple(rest), value)
    return whole


def without(tree: Tree, holder: Keys, names: set[str]) -> Tree:
    """A copy without these properties of the object."""
    left = {name: value for name, value in at(tree, holder).items() if name not in names}
    return replaced(tree, holder, left)


def filled(tree: Tree, holder: Keys) -> Tree:
    """A copy in which the object says something, if need be in an extension that nobody knows."""
    if set(at(tree, holder)) - {"id"}:
        return tree
    return replaced(tree, (*holder, "extension"), [FILLER])


def r4_element(place: Place, name: str) -> ElementRow | None:
    """What R4 itself says of a child."""
    table = "Element" if place.is_primitive else place.table
    return next((one for one in tables.elements(table) if one.name == name), None)


def json_names(element: ElementRow) -> dict[str, str]:
    return {name: kind for name, kind in element.json_names().items() if kind != "System.String"}


def child_place(place: Place, element: ElementRow, name: str, index: int | None) -> Place:
    """The place of one value of a child by its JSON name."""
    kind = element.json_names()[name]
    step = element.name
    if step.endswith("[x]"):
        step = f"{step.removesuffix('[x]')}.ofType({kind})"
    keys: Keys = (*place.inside, name)
    expression = f"{place.expression}.{step}"
    if index is not None:
        keys, expression = (*keys, index), f"{expression}[{index}]"
    is_backbone = kind in {"BackboneElement", "Element", ""}
    return Place(keys, expression, kind, (element.same_as or element.path) if is_backbone else kind)


def places(tree: Tree, place: Place, name: str) -> Iterator[Place]:
    """All values of a child that are there."""
    element, holder = r4_element(place, name), at(tree, place.inside)
    if element is None or not isinstance(holder, dict):
        return
    for written in element.json_names():
        value, beside = holder.get(written), holder.get(f"_{written}")
        if value is None and beside is None:
            continue
        if element.is_list:
            for index in range(max(len(value or ()), len(beside or ()))):
                yield child_place(place, element, written, index)
        else:
            yield child_place(place, element, written, None)


def pruned(tree: Tree, place: Place, name: str, gone: list[Place]) -> Tree:
    """A copy in which some of a child's values are no more."""
    kept = [one for one in places(tree, place, name) if one not in gone]
    element = r4_element(place, name)
    assert element is not None
    values = [(at(tree, one.keys), at(tree, companion(one.keys))) for one in kept]
    names = {prefix + written for written in element.json_names() for prefix in ("", "_")}
    if not values or not element.is_list:
        return filled(without(tree, place.inside, names), place.inside)
    tree = without(tree, place.inside, names)
    written = next(iter(element.json_names()))
    tree = replaced(tree, (*place.inside, written), [value for value, _ in values])
    if any(beside is not None for _, beside in values):
        tree = replaced(tree, (*place.inside, f"_{written}"), [beside for _, beside in values])
    return tree
