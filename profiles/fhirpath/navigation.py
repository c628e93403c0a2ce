"""Steps from items to their children, companions of primitives always in sight.

https://hl7.org/fhirpath/N1/#path-selection
"""

from collections.abc import Mapping
from typing import Any

from profiles.fhirpath.environment import Environment
from profiles.fhirpath.items import FEW, NOTHING, Collect, Held, Items, insides
from profiles.r4 import tables


def this(item: Any, _: Environment) -> Items:
    """`$this`."""
    return [] if item is NOTHING else [item]


def path(names: tuple[str, ...], source: Collect | None = None) -> Collect:
    """The children along `names`, of $this or of what `source` finds."""
    steps = tuple(_Step(name).take for name in names)
    if source is None and len(steps) == 1:
        return _from_this(names[0])
    first = this if source is None else source

    def walk(item: Any, environment: Environment) -> Items:
        found = first(item, environment)
        for step in steps:
            if not found:
                break
            found = step(found, environment)
        return found

    return walk


def _from_this(name: str) -> Collect:
    step = _Step(name).take
    beside = f"_{name}"

    def child(item: Any, environment: Environment) -> Items:
        if type(item) is dict and beside not in item:
            value = item.get(name)
            if value is not None and type(value) is not list:
                return [value]
        return step([item], environment)

    return child


def root(name: str) -> Collect:
    """The name of a type at the start of a path: the resource itself, if it is of that type."""
    bases = tables.bases()

    def itself(item: Any, _: Environment) -> Items:
        kind = item.get("resourceType", name) if type(item) is dict else None
        while type(kind) is str and kind:
            if kind == name:
                return [item]
            kind = bases.get(kind)
        return []

    return itself


def extension_items(source: Collect, url: str) -> Collect:
    """`extension(url)` of the items, be they primitive or not."""

    def of_url(item: Any, environment: Environment) -> Items:
        found: Items = []
        for one in source(item, environment):
            node = insides(one)
            listed = node.get("extension") if type(node) is dict else None
            if type(listed) is list:
                if len(listed) > FEW:
                    environment.spend(len(listed))
                found += [each for each in listed if type(each) is dict and each.get("url") == url]
        return found

    return of_url


def child_items(items: Items, environment: Environment) -> Items:
    """All child elements of the items."""
    found: Items = []
    for item in items:
        node = insides(item)
        if type(node) is not dict:
            continue
        environment.spend(len(node))
        for name, value in node.items():
            if name.startswith("_"):
                if name[1:] not in node:
                    _add(found, None, value, "")
            elif name != "resourceType":
                _add(found, value, node.get(f"_{name}"), "")
    return found


class _Step:
    """One step by name; what is rare stands apart from what is fast."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._beside = f"_{name}"
        self._choices: Mapping[str, str] = tables.choices().get(name, {})

    def take(self, items: Items, environment: Environment) -> Items:
        """The children of this name of all items."""
        name, beside = self._name, self._beside
        found: Items = []
        for item in items:
            node = item if type(item) is dict else insides(item)
            if type(node) is not dict:
                continue
            value = node.get(name)
            if value is None:
                self._look(node, found)
            elif beside in node:
                _add(found, value, node[beside], "")
            elif type(value) is list:
                found += value if None not in value else [one for one in value if one is not None]
            else:
                found.append(value)
        if len(found) > FEW:
            environment.spend(len(found))
        return found

    def _look(self, node: Mapping[str, Any], found: Items) -> None:
        if self._beside in node:
            _add(found, None, node[self._beside], "")
        if not self._choices:
            return
        for name in node:
            plain = name.removeprefix("_")
            kind = self._choices.get(plain)
            if kind and (plain == name or plain not in node):
                _add(found, node.get(plain), node.get(f"_{plain}"), kind)


def _add(found: Items, value: Any, companion: Any, kind: str) -> None:
    if type(value) is list or type(companion) is list:
        values = value if type(value) is list else []
        beside = companion if type(companion) is list else []
        for index in range(max(len(values), len(beside))):
            one = values[index] if index < len(values) else None
            other = beside[index] if index < len(beside) else None
            if one is not None or other is not None:
                found.append(one if other is None else Held(one, other))
    elif value is not None or companion is not None:
        found.append(Held(value, companion, kind) if kind or companion is not None else value)
