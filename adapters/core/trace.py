"""What was done, a line of JSON a step, in pseudonyms alone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from adapters.core.private import for_owner


@dataclass(slots=True)
class Trace:
    """Written to a file of the owner's choice, or to none; where its disk is full, it ends."""

    file: IO[str] | None = field(default=None, repr=False)

    def step(self, step: str, label: str, lane: str = "", status: int | None = None) -> None:
        """One step of one parcel or record; lane and label are pseudonyms."""
        if self.file is None:
            return
        line = {"time": datetime.now(UTC).isoformat(), "label": label, "lane": lane, "step": step}
        if status is not None:
            line["status"] = str(status)
        try:
            self.file.write(f"{json.dumps(line)}\n")
            self.file.flush()
        except OSError:
            self.file = None


@contextmanager
def trace_to(path: Path | None) -> Iterator[Trace]:
    """At the end of what stands there. Raises OSError."""
    if path is None:
        yield Trace()
        return
    with open(path, "a", encoding="utf-8", opener=for_owner) as file:
        yield Trace(file)
