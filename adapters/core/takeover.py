"""An adapter that ran before there was an outbox on disk: what it did is not done again."""

import sqlite3
import time
from pathlib import Path

from adapters.core.json import dump
from adapters.core.outbox import Outbox
from adapters.core.rejected import Rejected

_OLD = "checkpoint.sqlite"
_DONE = "taken over"
_ROW = """
INSERT INTO record (place, digest, name, content, taken, before, state, judged, outcome)
VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)
"""


def take_over(outbox: Outbox, rejected: Rejected) -> None:
    """Once: what was pushed or set aside before; what was pending is found at the source again."""
    old = outbox.state / _OLD
    if not old.exists() or outbox.fact(_DONE):
        return
    now = time.time()
    aside = {record.place: (record, outcome) for record, outcome in rejected.kept()}
    with outbox.taking():
        for place, digest, state in _rows(old):
            record, outcome = aside.get(place, (None, {}))
            if state == "pushed":
                outbox.database.execute(_ROW, (place, digest, None, None, now, state, now, None))
            elif state == "rejected" and record is not None:
                row = (place, digest, record.name, record.content, now, "refused", now)
                outbox.database.execute(_ROW, (*row, dump(outcome)))
        outbox.keep(_DONE, now)
    old.unlink()


def _rows(file: Path) -> list[tuple[str, str, str]]:
    database = sqlite3.connect(file)
    try:
        return database.execute("SELECT place, digest, state FROM record").fetchall()
    finally:
        database.close()
