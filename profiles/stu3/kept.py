"""An element that the other release lacks, as an extension that its reader may read or pass over.

https://hl7.org/fhir/R4/versions.html#extensions
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from profiles.invalid import JsonObject
from profiles.r4.element_table import ElementRow
from profiles.r4.trees import PRIMITIVES
from profiles.stu3.piece import Piece, json_name, pieces, place
from profiles.stu3.release import Release, fitting

_URL = re.compile(r"http://hl7\.org/fhir/(3\.0|4\.0)/StructureDefinition/extension-([\w.]+)")
Convert = Callable[[Piece], Piece]
_WHOLE = frozenset({"Resource", "xhtml", "Narrative"})


class Unkeepable(ValueError):
    """No extension can hold it."""


def url_of(release: Release, path: str, name: str) -> str:
    """The URL of the extension for an element of a release."""
    stem = name.removesuffix("[x]")
    base = f"http://hl7.org/fhir/{release.version}/StructureDefinition"
    return f"{base}/extension-{path}.{stem}"


def element_of(url: Any, release: Release) -> tuple[str, str] | None:
    """The path and the name of the element that an extension is for, where it is of a release."""
    match = _URL.fullmatch(url) if isinstance(url, str) else None
    if match is None or match[1] != release.version:
        return None
    path, _, name = match[2].rpartition(".")
    return path, name


class Keeping:
    """Between two releases; `convert` makes a value of the one a value of the other."""

    def __init__(self, source: Release, target: Release, convert: Convert) -> None:
        self._source = source
        self._target = target
        self._convert = convert
        self._written = value_of(target)
        self._read = value_of(source)

    def as_extension(self, url: str, piece: Piece, row: ElementRow) -> JsonObject:
        """The extension that holds a piece. Raises Unkeepable."""
        if piece.kind in _WHOLE:
            raise Unkeepable
        kind = fitting(piece.kind, piece.value, self._written) if piece.kind else None
        if kind is not None and not _is_backbone(piece.kind):
            made: JsonObject = {"url": url}
            found = self._convert(piece)
            place(made, self._written, [Piece(kind, found.value, found.beside)])
            return made
        if piece.kind in PRIMITIVES:
            raise Unkeepable
        return {"url": url, "extension": list(self._nested(piece, row))}

    def _nested(self, piece: Piece, row: ElementRow) -> Iterator[JsonObject]:
        """By the names of the elements beneath."""
        for one in self._source.table.elements(_beneath(row, piece.kind)):
            for inner in pieces(piece.value, one):
                if one.name in {"extension", "modifierExtension"}:
                    yield self._convert(inner).value
                else:
                    yield self.as_extension(json_name(one, inner.kind), inner, one)

    def restored(self, extension: Mapping[str, Any], row: ElementRow) -> Piece | None:
        """What `as_extension` was given; None where it holds nothing of that element."""
        for found in pieces(extension, self._read):
            kind = fitting(found.kind, found.value, row)
            if kind is None:
                return None
            made = self._convert(found)
            return Piece(kind, made.value, made.beside)
        kind = row.types[0] if row.types else ""
        if kind in PRIMITIVES or len(row.types) > 1:
            return None
        return Piece(kind, self._rebuilt(extension, _beneath(row, kind)))

    def _rebuilt(self, extension: Mapping[str, Any], path: str) -> JsonObject:
        made: JsonObject = {}
        names = {n: row for row in self._target.table.elements(path) for n in row.json_names()}
        for one in extension.get("extension", ()):
            row = names.get(one.get("url"))
            piece = self.restored(one, row) if row is not None else None
            if piece is None or row is None:
                own = self._convert(Piece("Extension", one)).value
                made.setdefault("extension", []).append(own)
            else:
                place(made, row, [piece])
        return made


def value_of(release: Release) -> ElementRow:
    """Extension.value[x] of a release."""
    found = release.row("Extension", "value[x]")
    assert found is not None  # noqa: S101 - every release has it
    return found


def _beneath(row: ElementRow, kind: str) -> str:
    return row.same_as or (row.path if _is_backbone(kind) else kind)


def _is_backbone(kind: str) -> bool:
    return kind in {"BackboneElement", "Element", ""}
