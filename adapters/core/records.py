"""A source's records, and the folder in which a source system leaves them."""

import hashlib
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

LARGEST = 64 * 2**20  # bytes

# What may be shown of a name; another ending may be a part of somebody's name.
_ENDINGS = frozenset(
    {".csv", ".doc", ".docx", ".edi", ".gz", ".hl7", ".html", ".json", ".log", ".ndjson", ".part"}
    | {".pdf", ".tmp", ".txt", ".xml", ".zip"}
)


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the source as it was read; the name may name a person, so it is never shown."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def place(self) -> str:
        """SHA-256 of the name: where the record lies, without telling it."""
        return _place(self.name)

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def label(self) -> str:
        """What progress shows of the record."""
        return self.place[:8]


@dataclass(frozen=True, slots=True)
class Untaken:
    """What lies at the source and is no record, and why, in words that name nobody."""

    name: str = field(repr=False)
    why: str

    @property
    def place(self) -> str:
        """As a record's."""
        return _place(self.name)

    @property
    def label(self) -> str:
        """As a record's."""
        return self.place[:8]


class Source(Protocol):
    """Something that hands out its records, all of them at each call, in a fixed order."""

    def records(self) -> Iterator[Record]:
        """Every record that lies there now. Raises OSError where the source is not there."""


@runtime_checkable
class Leaving(Protocol):
    """A source at which something may lie that it does not hand out."""

    def untaken(self) -> Sequence[Untaken]:
        """What the last pass did not hand out."""


@runtime_checkable
class Relating(Protocol):
    """A source whose records refer to each other, also to one that lies there no more."""

    def remember(self, record: Record) -> None:
        """A record that is kept, and was shown in another run."""

    def look_back(self, find: Callable[[str], bytes | None]) -> None:
        """How the content of a kept record is found by its name."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files with one of the suffixes, directly in a folder; hidden ones are unfinished."""

    path: Path
    suffixes: tuple[str, ...] = (".json",)
    largest: int = LARGEST
    _left: list[Untaken] = field(default_factory=list, repr=False, compare=False)

    def records(self) -> Iterator[Record]:
        """Every such file, by name; one that vanishes meanwhile is no record. Raises OSError."""
        self._left.clear()
        for path in sorted(self.path.iterdir()):
            if path.name.startswith("."):
                continue
            try:
                why = self._reason(path)
                content = b"" if why else path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                why, content = f"unreadable ({type(error).__name__})", b""
            if why:
                self._left.append(Untaken(path.name, why))
            else:
                yield Record(path.name, content)

    def untaken(self) -> Sequence[Untaken]:
        """What lies there and was not handed out in the last pass."""
        return tuple(self._left)

    def _reason(self, path: Path) -> str:
        """Why it is no record; empty where it is one. Raises OSError."""
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return "a folder: what lies in it is not read"
        if not stat.S_ISREG(found.st_mode):
            return "no ordinary file"
        if path.suffix not in self.suffixes:
            ending = path.suffix if path.suffix in _ENDINGS else "of another kind"
            return f"a file {ending}: this adapter takes {', '.join(self.suffixes)}"
        if found.st_size > self.largest:
            return f"larger than {self.largest} bytes"
        return ""


def _place(name: str) -> str:
    # A name on a disk need not be text in UTF-8.
    return hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()
