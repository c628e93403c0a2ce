"""A resource on its way from one release to the other: what is met, lost and refused."""

from collections.abc import Mapping
from typing import Any

from profiles.invalid import JsonObject
from profiles.issue import Issue
from profiles.r4.element_table import ElementRow
from profiles.r4.trees import PRIMITIVES
from profiles.stu3 import names, said
from profiles.stu3.converted import Lost
from profiles.stu3.covered import RESOURCES
from profiles.stu3.kept import Keeping
from profiles.stu3.modifiers import modifiers
from profiles.stu3.piece import Piece
from profiles.stu3.pointing import kind_of
from profiles.stu3.release import Release, r4, stu3, targets_of
from profiles.stu3.rules.of_types import rules_of
from profiles.stu3.step import Step

_BACKBONES = frozenset({"BackboneElement", "Element", ""})


class Walk:
    """One conversion; `others` are the resources of the Bundle around, by what names them."""

    def __init__(self, *, is_up: bool) -> None:
        self.is_up = is_up
        self.source: Release = stu3() if is_up else r4()
        self.target: Release = r4() if is_up else stu3()
        self.lost: list[Lost] = []
        self.issues: list[Issue] = []
        self.others: Mapping[str, JsonObject] = {}
        self.keeping = Keeping(self.source, self.target, self._value)

    def resource(self, node: JsonObject, at: str = "") -> JsonObject:
        """A whole resource, in a Bundle or another one too."""
        kind = node["resourceType"]
        if kind == "Bundle":
            self.others = {**self.others, **_named(node)}
        if kind not in RESOURCES:
            self.refuse(at or kind, self.say("type"), "not-supported")
            return node
        return self.object(node, kind, names.resource(node, is_up=self.is_up), at or kind)

    def object(
        self,
        node: Mapping[str, Any],
        path: str,
        to: str,
        at: str,
        targets: frozenset[str] = frozenset(),
    ) -> JsonObject:
        """What stands at a type or backbone of the one release, as at one of the other."""
        step = Step(self, node, path, to, at)
        step.targets = targets
        return step.run(rules_of(path if self.is_up else to))

    def piece(self, piece: Piece, kind: str, row: ElementRow, target: ElementRow, at: str) -> Piece:
        """A value under the type that it has in the other release."""
        beside = piece.beside and self.object(piece.beside, "Element", "Element", f"{at}")
        value = piece.value
        if value is None or piece.kind in PRIMITIVES or piece.kind == "System.String":
            return Piece(kind, value, beside)
        if piece.kind == "Resource":
            return Piece(kind, self.resource(value, at), beside)
        if piece.kind in _BACKBONES:
            return Piece(kind, self.object(value, _path(row), _path(target), at), beside)
        return Piece(kind, self.object(value, piece.kind, kind, at, targets_of(target)), beside)

    def extension(self, node: JsonObject, at: str) -> JsonObject:
        """An extension under its URL in the other release."""
        made = self.object(node, "Extension", "Extension", at)
        kind = kind_of(made.get("valueReference"), self.others)
        made["url"] = names.extension(made, is_up=self.is_up, refers_to=kind)
        return made

    def say(self, key: str) -> str:
        """A sentence, of the release that it is about."""
        return said.TEXTS[key].format(source=self.source.name, target=self.target.name)

    def lose(self, expression: str, why: str) -> None:
        """Tell that something is not what it was."""
        self.lost.append(Lost(expression, why))

    def refuse(self, expression: str, text: str, code: str) -> None:
        """Tell why this can't be converted."""
        self.issues.append(Issue("error", code, expression, text))

    def is_modifier(self, path: str) -> bool:
        """Whether an element of the source changes what the rest of its resource means."""
        return path in modifiers(is_up=self.is_up)

    def _value(self, piece: Piece) -> Piece:
        """A value that is kept in an extension, or comes out of one."""
        if piece.kind == "Extension":
            return Piece(piece.kind, self.extension(piece.value, "Extension"))
        beside = piece.beside and self.object(piece.beside, "Element", "Element", "Element")
        if piece.value is None or piece.kind in PRIMITIVES or piece.kind == "System.String":
            return Piece(piece.kind, piece.value, beside)
        return Piece(piece.kind, self.object(piece.value, piece.kind, piece.kind, piece.kind))


def _named(bundle: JsonObject) -> dict[str, JsonObject]:
    """The resources of a Bundle, by the addresses that they have and by their ids."""
    found: dict[str, JsonObject] = {}
    for entry in bundle.get("entry", ()):
        one = entry.get("resource")
        if one is not None:
            found[f"{one.get('resourceType')}/{one.get('id')}"] = one
            if "fullUrl" in entry:
                found[entry["fullUrl"]] = one
    return found


def _path(row: ElementRow) -> str:
    return row.same_as or row.path
