"""The folder of a GP system: forms and headers, and each letter's PDF within its header.

A record is whole by itself, so that it can be pushed when the folder has gone.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from adapters.core.json import dump, load
from adapters.core.records import Folder, Record, Untaken
from adapters.gp.letter import DATA, KIND, MOST_BYTES
from profiles.invalid import InvalidRecord


@dataclass(slots=True)
class GpFolder:
    """The JSON files of a folder, those of a letter with the PDF that they name."""

    path: Path
    _folder: Folder = field(init=False, repr=False)
    _named: set[str] = field(default_factory=set, init=False, repr=False)

    def __post_init__(self) -> None:
        self._folder = Folder(self.path)

    def records(self) -> Iterator[Record]:
        """Every such file, by name. Raises OSError where the folder is not there."""
        self._named.clear()
        for record in self._folder.records():
            yield self._with_document(record)

    def untaken(self) -> Sequence[Untaken]:
        """What lies there besides, but for the documents of the last pass."""
        return [one for one in self._folder.untaken() if one.name not in self._named]

    def _with_document(self, record: Record) -> Record:
        try:
            header = load(record.content)
        except InvalidRecord:
            return record
        name = _beside(header.get("document"))
        if header.get("kind") != KIND or DATA in header or not name:
            return record
        self._named.add(name)
        try:
            with (self.path / name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError:
            return record
        return Record(record.name, dump({**header, DATA: base64.b64encode(content).decode()}))


def _beside(name: Any) -> str:
    """The name where it is that of a file in this very folder, else empty."""
    if not isinstance(name, str) or "\x00" in name or name in {".", ".."}:
        return ""
    return name if PurePath(name).name == name else ""
