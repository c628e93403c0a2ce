"""The folder in which an owner finds what was set aside, and what was said of it."""

import os
from collections.abc import Iterator
from pathlib import Path

from adapters.core.json import dump, load
from adapters.core.private import for_owner
from adapters.core.records import Record
from profiles.invalid import JsonObject

_SAID = ".outcome.json"
_LONGEST, _SUFFIX = 200, 10
"""Bytes of a name, beside which there is room for what is put around it."""


class Rejected:
    """`state/rejected`: each record with the OperationOutcome as `<name>.outcome.json` beside it.

    The source's own file stays as it is.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / "rejected"
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def keep(self, record: Record, outcome: JsonObject) -> None:
        """Both, each whole or not at all. Raises OSError."""
        name = _file_name(record.name)
        _write_durably(self._folder / name, record.content)
        _write_durably(self._folder / f"{name}{_SAID}", dump(outcome))

    def kept(self) -> Iterator[tuple[Record, JsonObject]]:
        """What lies there, with what was said of it."""
        for beside in sorted(self._folder.glob(f"*{_SAID}")):
            name = beside.name.removesuffix(_SAID)
            record = self._folder / name
            if record.is_file():
                yield Record(name, record.read_bytes()), load(beside.read_bytes())

    def settle(self, name: str) -> None:
        """What was set aside under this name needs nobody any more."""
        file = _file_name(name)
        for one in (file, f"{file}{_SAID}"):
            (self._folder / one).unlink(missing_ok=True)


def _file_name(name: str) -> str:
    """The record's own, where a file here can have it; else where it lies, without telling it."""
    fits = len(os.fsencode(name)) <= _LONGEST and "/" not in name
    return name if fits else f"{Record(name, b'').place}{Path(name).suffix[:_SUFFIX]}"


def _write_durably(path: Path, content: bytes) -> None:
    """The file is there whole, or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with open(unfinished, "wb", opener=for_owner) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
