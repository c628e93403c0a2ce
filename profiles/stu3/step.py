"""One object on its way from one release to the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from profiles.invalid import JsonObject
from profiles.r4.element_table import ElementRow
from profiles.stu3.journey import Journey
from profiles.stu3.kept import Unkeepable, element_of, url_of
from profiles.stu3.piece import Piece, json_name, pieces, place
from profiles.stu3.pointing import kind_of
from profiles.stu3.release import fitting, targets_of

_EXTENSIONS = ("extension", "modifierExtension")


class Rule(Protocol):
    """What is done with elements that are not carried by their own names."""

    def apply(self, step: "Step") -> None:
        """Take what it knows, and write it."""

    def finish(self, step: "Step") -> None:
        """Once everything else stands."""


class Step:
    """`path` and `to` are what it is in its own release and in the other, `at` where it stands.

    Rules take what they know by `take` and `take_extension`; the rest goes by its own name.
    """

    def __init__(self, walk: Journey, node: Mapping[str, Any], path: str, to: str, at: str) -> None:
        self.walk = walk
        self.node = node
        self.path = path
        self.to = to
        self.at = at
        self.out: JsonObject = {}
        self.targets: frozenset[str] = frozenset()
        self._rows = {row.name: row for row in walk.source.table.elements(path)}
        self._left = dict(self._rows)
        self._extensions = {name: list(node.get(name, ())) for name in _EXTENSIONS}

    def run(self, rules: Sequence[Rule]) -> JsonObject:
        """By the rules of its type, then what is left by its name."""
        if "resourceType" in self.node:
            self.out["resourceType"] = self.to
        for rule in rules:
            rule.apply(self)
        for name in list(self._left):
            if name not in _EXTENSIONS:
                self.move(name)
        self._move_extensions()
        for rule in rules:
            rule.finish(self)
        return self.out

    # What rules ask

    def take(self, name: str) -> list[Piece]:
        """What stands at an element (a choice by its name with [x]), which is then dealt with."""
        row = self._left.pop(name, None)
        return list(pieces(self.node, row)) if row is not None else []

    def peek(self, name: str) -> list[Piece]:
        """What stands at an element, which stays to be dealt with."""
        row = self._left.get(name)
        return list(pieces(self.node, row)) if row is not None else []

    def take_extension(self, url: str, *, modifier: bool = False) -> list[JsonObject]:
        """The extensions of a URL, which are then dealt with."""
        listed = self._extensions[_EXTENSIONS[modifier]]
        found = [one for one in listed if one.get("url") == url]
        listed[:] = [one for one in listed if one.get("url") != url]
        return found

    def names(self) -> tuple[str, ...]:
        """The elements that it may have."""
        return tuple(self._rows)

    def row(self, name: str) -> ElementRow:
        """An element of its own release."""
        return self._rows[name]

    def target_row(self, name: str) -> ElementRow:
        """An element of the other release."""
        row = self.walk.target.row(self.to, name)
        assert row is not None, f"{self.to}.{name}"  # noqa: S101 - rules name what is there
        return row

    def targets_of(self, name: str) -> frozenset[str]:
        """The types that a reference at an element of the other release may be to."""
        return targets_of(self.target_row(name))

    def put(self, name: str, *found: Piece) -> None:
        """Write at an element of the other release, what is given being of that release."""
        place(self.out, self.target_row(name), found)

    def put_extension(self, extension: JsonObject, *, modifier: bool = False) -> None:
        """Add an extension of the other release."""
        self.out.setdefault(_EXTENSIONS[modifier], []).append(extension)

    def as_extension(self, url: str, name: str, piece: Piece) -> JsonObject:
        """An element with what is beneath it, as an extension of the other release."""
        return self.walk.keeping.as_extension(url, piece, self._rows[name])

    def restore(self, extension: JsonObject, name: str) -> bool:
        """What an extension holds, at an element of the other release, where it can stand there."""
        row = self.walk.target.row(self.to, name) or self.walk.target.row(self.to, f"{name}[x]")
        piece = self.walk.keeping.restored(extension, row) if row is not None else None
        if piece is None or row is None:
            return False
        if not row.is_list and json_name(row, piece.kind) in self.out:
            return False
        place(self.out, row, [replace(piece, step="")])
        return True

    def move(self, name: str, to: str = "") -> None:
        """Carry an element under its own or another name; what does not fit there is kept."""
        row = self._rows.get(name)
        found = self.take(name)
        if row is None or not found:
            return
        target = self.walk.target.row(self.to, to or name)
        left = found if target is None else self._fit(row, target, found)
        self.keep(row.name, left)

    def keep(self, name: str, found: Sequence[Piece], *, is_said: bool = False) -> None:
        """In the extension for that element, which is told.

        What changes the meaning of the rest is refused, unless it `is_said` otherwise too.
        """
        row = self._rows[name]
        has_extensions = self.walk.target.row(self.to, "extension") is not None
        for one in found:
            if self.walk.is_modifier(row.path) and not is_said and one.value is not False:
                self.refuse(one.step, self.walk.say("modifier"), "not-supported")
                continue
            stem = row.name.removesuffix("[x]")
            if not has_extensions:
                self.lose(one.step, self.walk.say("dropped"))
                continue
            try:
                url = url_of(self.walk.source, self.path, stem)
                self.put_extension(self.walk.keeping.as_extension(url, one, row))
            except Unkeepable:
                self.lose(one.step, self.walk.say("dropped"))
            else:
                self.lose(one.step, self.walk.say("kept"))

    def convert(self, piece: Piece, kind: str, row: ElementRow, target: ElementRow) -> Piece:
        """A value as the other release has it, under the type `kind`."""
        return self.walk.piece(piece, kind, row, target, f"{self.at}.{piece.step}")

    def lose(self, step: str, why: str) -> None:
        """Tell that something is not what it was."""
        self.walk.lose(f"{self.at}.{step}" if step else self.at, why)

    def refuse(self, step: str, text: str, code: str = "business-rule") -> None:
        """Tell why this can't be converted."""
        self.walk.refuse(f"{self.at}.{step}" if step else self.at, text, code)

    # What needs no rule

    def _fit(self, row: ElementRow, target: ElementRow, found: Sequence[Piece]) -> list[Piece]:
        """Place what fits; what is left does not."""
        left: list[Piece] = []
        for one in found:
            kind = fitting(one.kind, one.value, target)
            stands = kind is not None and any(
                name in self.out for each in target.json_names() for name in (each, f"_{each}")
            )
            made = None
            if kind is not None and (target.is_list or not stands):
                made = self.convert(one, kind, row, target)
            if made is None or self._points_elsewhere(made, target):
                left.append(one)
                continue
            place(self.out, target, [made])
            if target.name.endswith("[x]") and kind != one.kind:
                self.lose(one.step, self.walk.say("typed"))
        return left

    def _move_extensions(self) -> None:
        for index, one in enumerate(self._extensions["extension"]):
            if not self._restored(one):
                at = f"{self.at}.extension[{index}]"
                self.put_extension(self.walk.extension(one, at))
        self.refuse_modifiers()

    def refuse_modifiers(self) -> None:
        """Those that no rule has taken."""
        for one in self._extensions["modifierExtension"]:
            listed = list(self.node["modifierExtension"])
            self.refuse(
                f"modifierExtension[{listed.index(one)}]",
                self.walk.say("unknown-modifier"),
                "not-supported",
            )

    def _restored(self, extension: JsonObject) -> bool:
        """Whether it was kept for an element of the other release, which has it again now."""
        found = element_of(extension.get("url"), self.walk.target)
        if found is None or found[0] != self.to:
            return False
        return self.restore(extension, found[1])

    def _points_elsewhere(self, made: Piece, target: ElementRow) -> bool:
        """Whether a reference is to a type that may not stand there, as far as it says its type."""
        allowed = targets_of(target)
        if made.kind != "Reference" or not allowed:
            return False
        kind = kind_of(made.value, self.walk.others)
        return kind != "" and kind not in allowed
