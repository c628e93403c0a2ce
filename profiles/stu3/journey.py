"""What a step needs of the conversion that it is of."""

from collections.abc import Mapping
from typing import Any, Protocol

from profiles.invalid import JsonObject
from profiles.r4.element_table import ElementRow
from profiles.stu3.kept import Keeping
from profiles.stu3.piece import Piece
from profiles.stu3.release import Release


class Journey(Protocol):
    """A conversion; `others` are the resources of the Bundle around, by what names them."""

    is_up: bool
    source: Release
    target: Release
    keeping: Keeping
    others: Mapping[str, JsonObject]

    def piece(self, piece: Piece, kind: str, row: ElementRow, target: ElementRow, at: str) -> Piece:
        """A value under the type that it has in the other release."""

    def object(
        self, node: Mapping[str, Any], path: str, to: str, at: str, targets: frozenset[str] = ...
    ) -> JsonObject:
        """What stands at a type or backbone of the one release, as at one of the other."""

    def extension(self, node: JsonObject, at: str) -> JsonObject:
        """An extension under its URL in the other release."""

    def say(self, key: str) -> str:
        """A sentence, of the release that it is about."""

    def lose(self, expression: str, why: str) -> None:
        """Tell that something is not what it was."""

    def refuse(self, expression: str, text: str, code: str) -> None:
        """Tell why this can't be converted."""

    def is_modifier(self, path: str) -> bool:
        """Whether an element of the source changes what the rest of its resource means."""
