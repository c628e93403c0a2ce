"""A source's records, and the folder in which a source system leaves them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the source as it was read; the name may name a person, so it is never shown."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def place(self) -> str:
        """SHA-256 of the name: where the record lies, without telling it."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def label(self) -> str:
        """What progress shows of the record."""
        return self.place[:8]


class Source(Protocol):
    """Something that hands out its records, all of them at each call, in a fixed order."""

    def records(self) -> Iterator[Record]:
        """Every record that lies there now."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files with one of the suffixes, directly in a folder; hidden ones are unfinished."""

    path: Path
    suffixes: tuple[str, ...] = (".json",)

    def records(self) -> Iterator[Record]:
        """Every such file, by name; one that vanishes meanwhile is no record."""
        for path in sorted(self.path.iterdir()):
            if path.suffix not in self.suffixes or path.name.startswith("."):
                continue
            try:
                content = path.read_bytes()
            except (FileNotFoundError, IsADirectoryError):
                continue
            yield Record(path.name, content)
