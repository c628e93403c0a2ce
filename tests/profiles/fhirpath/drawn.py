"""Elements of R4's types, drawn at random so that an expression finds what it names."""

import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from profiles.r4 import tables
from profiles.r4.element_table import ElementRow

_NUMBERS = (0, 1, 2, 101, Decimal("1.5"), Decimal(-2))
_POOLS: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False),
    "decimal": _NUMBERS,
    **dict.fromkeys(("integer", "unsignedInt", "positiveInt"), (0, 1, 2, 3, 200)),
    "date": ("2020-01-01", "2020-01-02", "2019-12-31"),
    **dict.fromkeys(
        ("dateTime", "instant"),
        ("2020-01-01T10:00:00Z", "2020-01-01T11:00:00Z", "2020-01-02T10:00:00Z"),
    ),
    "Resource": ("Patient", "Composition", "MessageHeader"),
}
_SELDOM = {"id", "extension", "modifierExtension", "contained", "meta", "language", "text", "url"}
_ABSTRACT = {"Element": "Period", "Element.extension": "Extension", "MetadataResource": "Library"}
_DEEP = 4


class Drawing:
    """Draws what one expression may be asked about."""

    def __init__(self, expression: str, random: Random) -> None:
        self.random = random
        self.words = (*sorted(set(re.findall(r"'([^']*)'", expression))), "x", "Abc")
        self.names = set(re.findall(r"[A-Za-z]+", expression))

    def at(self, path: str) -> tuple[Any, str, Any]:
        """An element at `path`, the type it has, and the resource around it."""
        path = _ABSTRACT.get(path, path).replace("snapshot.element", "snapshot")
        root, _, rest = path.partition(".")
        around = self._resource(root) if root in tables.resource_types() else {}
        if not rest:
            return around or self._object(root, 0), root, around
        element = _element(path)
        kind = self.random.choice([*element.json_names().values()])
        return self._one(element, kind, 0), _type(element, kind), around

    def _resource(self, kind: str, depth: int = 0) -> Any:
        return {"resourceType": kind, **self._object(kind, depth)}

    def _object(self, path: str, depth: int) -> Any:
        node: dict[str, Any] = {}
        for element in tables.elements(path):
            if self._is_wanted(element.name.removesuffix("[x]"), depth):
                name, kind = self.random.choice([*element.json_names().items()])
                count = self.random.choice((1, 1, 2, 3)) if element.is_list else 1
                drawn = [self._one(element, kind, depth) for _ in range(count)]
                if drawn := [one for one in drawn if one not in (None, {})]:
                    node[name] = drawn if element.is_list else drawn[0]
        return node

    def _is_wanted(self, name: str, depth: int) -> bool:
        if name not in self.names and name in _SELDOM:
            return False
        chance = 0.55 if name in self.names else 0.15 if depth < 2 else 0.03
        return self.random.random() < chance

    def _one(self, element: ElementRow, kind: str, depth: int) -> Any:
        if kind == "Resource":
            return self._resource(self.random.choice(_POOLS[kind]), depth + 1)
        if kind in _POOLS:
            return self.random.choice(_POOLS[kind])
        path = _path(element, kind)
        if path.partition(".")[0] not in tables.bases():
            return self.random.choice(self.words)
        return self._object(path, depth + 1) if depth < _DEEP else None


def spoiled(node: Any, random: Random, words: tuple[str, ...]) -> Any:
    """A copy with an element left out, replaced by what does not belong there, or doubled."""
    node = copy.deepcopy(node)
    for _ in range(random.choice((1, 1, 2, 3))):
        if not (places := list(_places(node))):
            break
        holder, key = random.choice(places)
        what = random.randrange(3)
        if what == 0:
            del holder[key]
        elif what == 1 or type(holder) is dict:
            holder[key] = random.choice(
                (*words, 1, True, Decimal("2.5"), [], {}, ["x"], {"a": "b"})
            )
        else:
            holder.append(copy.deepcopy(holder[key]))
    return node


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    pairs = node.items() if type(node) is dict else enumerate(node) if type(node) is list else ()
    for key, value in pairs:
        if key != "resourceType":
            yield node, key
        yield from _places(value)


def _element(path: str) -> ElementRow:
    parent, _, name = path.rpartition(".")
    parent = {"StructureDefinition.snapshot": "ElementDefinition"}.get(parent, parent)
    return next(
        one for one in (*tables.elements(parent), *tables.elements(path)) if one.name == name
    )


def _path(element: ElementRow, kind: str) -> str:
    return element.path if kind in {"BackboneElement", "Element"} else kind or element.same_as


def _type(element: ElementRow, kind: str) -> str:
    return kind if kind not in {"", "BackboneElement", "Element"} else element.path
