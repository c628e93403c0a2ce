"""Steps from elements to their children with type and place, where the quick steps know neither.

https://hl7.org/fhirpath/N1/#path-selection
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from profiles.fhirpath.environment import Environment
from profiles.fhirpath.items import FEW, Collect, Held, Items, Place, insides, only_text, value_of
from profiles.fhirpath.kinds import is_made_from, is_primitive, kind_of, kind_of_resource
from profiles.fhirpath.navigation import this
from profiles.r4 import tables
from profiles.r4.element_table import ElementRow

_Field = tuple[str, str]  # the name in JSON, and the type
_DEEPEST = 30  # no path of R4 has so many steps
_COST = 6  # what an item takes here, in those of the quick steps
_ABSTRACT = frozenset({"BackboneElement", "Element"})


def rooted(value: Any, companion: Any = None, kind: str = "", place: Place | None = ()) -> Held:
    """Where a path begins: a resource, or an element of a type."""
    return Held(value, companion, kind_of_resource(value) or kind, place)


def path(names: tuple[str, ...], source: Collect | None = None) -> Collect:
    """The children along `names`, of $this or of what `source` finds."""
    first = this if source is None else source

    def walk(item: Any, environment: Environment) -> Items:
        found = first(item, environment)
        for name in names:
            items, found = found, []
            for one in items:
                _children(one, name, found)
            if len(found) > FEW:
                environment.spend(_COST * len(found))
        return found

    return walk


def root(name: str) -> Collect:
    """The name of a type at the start of a path: the element itself, if it is of that type."""

    def itself(item: Any, environment: Environment) -> Items:
        kind = kind_of(item)
        return this(item, environment) if not kind or is_made_from(kind, name) else []

    return itself


def child_items(items: Items, environment: Environment) -> Items:
    """All child elements of the items."""
    found: Items = []
    for item in items:
        node = insides(item)
        if type(node) is dict:
            environment.spend(_COST * len(node))
            for name in dict.fromkeys(key.removeprefix("_") for key in node):
                if name != "resourceType":
                    fields = by_json_name(kind_of(item))
                    _take(item, node, (name, fields.get(name, "") if fields else ""), found)
    return found


def extension_items(source: Collect, url: Collect) -> Collect:
    """`extension(url)` of the items, be they primitive or not."""

    def of_url(item: Any, environment: Environment) -> Items:
        wanted = only_text(url(item, environment))
        found: Items = []
        for one in source(item, environment):
            _children(one, "extension", found)
        environment.spend(len(found))
        values = [(one, value_of(one)) for one in found]
        return [one for one, value in values if type(value) is dict and value.get("url") == wanted]

    return of_url


@lru_cache(2048)  # what strangers name is asked too
def fields_of(kind: str) -> Mapping[str, tuple[_Field, ...]] | None:
    """By the name of an element of a type: how JSON may name it, with types; None if not known."""
    kind = "Element" if is_primitive(kind) else kind
    if kind.partition(".")[0] not in tables.bases():
        return None
    found: dict[str, tuple[_Field, ...]] = {}
    for row in tables.elements(kind):
        held = row.same_as or _own(row)
        found[row.name.removesuffix("[x]")] = tuple(
            (name, held or own) for name, own in row.json_names().items()
        )
    return found


def _own(row: ElementRow) -> str:
    """The type of what has no type of its own, or is plainly a string: as R4 says of its value."""
    if row.types and row.types[0] in _ABSTRACT:
        return row.path
    if row.types != ("System.String",):
        return ""
    return {"Resource.id": "id", "Extension.url": "uri"}.get(row.path, "string")


@lru_cache(2048)
def by_json_name(kind: str) -> Mapping[str, str] | None:
    """The type of each property that an element of a type may have in JSON."""
    fields = fields_of(kind)
    return None if fields is None else dict(one for listed in fields.values() for one in listed)


@lru_cache(2048)
def types_at(path: str) -> frozenset[str]:
    """What may stand at a path of an ElementDefinition, `Patient.contact`; nothing if unknown."""
    root, *names = path.split(".", _DEEPEST)
    found = {root} if root in tables.bases() else set()
    for name in names:
        fields = [fields_of(kind) or {} for kind in found]
        listed = [one.get(name.removesuffix("[x]"), ()) for one in fields]
        found = {kind for one in listed for _, kind in one}
    return frozenset(found)


def _children(item: Any, name: str, found: Items) -> None:
    node = insides(item)
    if type(node) is not dict:
        return
    fields = fields_of(kind_of(item))
    if fields is not None:
        for field in fields.get(name, ()):
            _take(item, node, field, found)
        return
    if name != "resourceType":
        _take(item, node, (name, ""), found)
    for choice in tables.choices().get(name, {}).items():
        _take(item, node, choice, found)


def _take(item: Any, node: Mapping[str, Any], field: _Field, found: Items) -> None:
    name, kind = field
    value, beside = node.get(name), node.get(f"_{name}")
    if value is None and beside is None:
        return
    place = item.place if type(item) is Held else None
    here = None if place is None else (*place, name)
    if type(value) is not list and type(beside) is not list:
        found.append(_held(value, beside, kind, here))
        return
    values = value if type(value) is list else []
    besides = beside if type(beside) is list else []
    for index in range(max(len(values), len(besides))):
        one = values[index] if index < len(values) else None
        other = besides[index] if index < len(besides) else None
        if one is not None or other is not None:
            found.append(_held(one, other, kind, None if here is None else (*here, index)))


def _held(value: Any, companion: Any, kind: str, place: Place | None) -> Held:
    return (
        rooted(value, companion, kind, place)
        if kind in {"Resource", ""}
        else Held(value, companion, kind, place)
    )
