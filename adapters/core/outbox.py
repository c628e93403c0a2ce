"""The records that still have to go out, and the ones that were set aside."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from adapters.core.checkpoint import Checkpoint
from adapters.core.json import dump
from adapters.core.records import Record
from profiles.invalid import JsonObject


@dataclass(frozen=True, slots=True)
class Offer:
    """Records that the hub has not judged yet, and how many it refused before as they are now."""

    waiting: tuple[Record, ...]
    refused: int


class Outbox:
    """At least once: a record leaves only after the hub has taken or refused it.

    `state` is a folder of this adapter alone. Refused records lie in `state/rejected`, each with
    the OperationOutcome beside it as `<name>.outcome.json`; the source's own file stays as it is.
    """

    def __init__(self, state: Path) -> None:
        self._rejected = state / "rejected"
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._rejected.mkdir(mode=0o700, exist_ok=True)
        self._checkpoint = Checkpoint(state / "checkpoint.sqlite")

    def close(self) -> None:
        """Let go of the files."""
        self._checkpoint.close()

    def offer(self, records: Iterable[Record]) -> Offer:
        """What of these has to go out now."""
        waiting, refused = [], 0
        for record in records:
            state = self._checkpoint.state(record)
            if state is None:
                self._checkpoint.write(record, "pending")
            if state == "rejected":
                refused += 1
            elif state != "pushed":
                waiting.append(record)
        return Offer(tuple(waiting), refused)

    def pushed(self, record: Record) -> None:
        """The hub has it; what was set aside under the same name is settled by that."""
        for name in (record.name, f"{record.name}.outcome.json"):
            (self._rejected / name).unlink(missing_ok=True)
        self._checkpoint.write(record, "pushed")

    def set_aside(self, record: Record, outcome: JsonObject) -> None:
        """Keep a copy and the outcome; a kill before the last line repeats it all."""
        _write_durably(self._rejected / record.name, record.content)
        _write_durably(self._rejected / f"{record.name}.outcome.json", dump(outcome))
        self._checkpoint.write(record, "rejected")


def _write_durably(path: Path, content: bytes) -> None:
    """The file is there whole, or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
