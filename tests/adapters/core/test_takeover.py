"""What an adapter did before its outbox was on disk, it does not do again."""

import sqlite3
from pathlib import Path

from adapters.core.json import dump
from adapters.core.keeping import Keeping
from adapters.core.outbox import Outbox
from adapters.core.records import Record
from adapters.core.rejected import Rejected
from adapters.core.takeover import take_over

PUSHED, REFUSED, PENDING = (Record(f"{name}.json", name.encode()) for name in "abc")
TABLE = "CREATE TABLE record (place TEXT PRIMARY KEY, digest TEXT, state TEXT) WITHOUT ROWID"


def test_only_what_was_pending_or_changed_is_taken_anew(tmp_path: Path) -> None:
    state = tmp_path / "state"
    outbox = Outbox(state)
    rejected = Rejected(state)
    keeping = Keeping(outbox, rejected)
    rejected.keep(REFUSED, {"resourceType": "OperationOutcome", "issue": []})
    _left_behind(state / "checkpoint.sqlite")

    take_over(outbox, rejected)
    take_over(outbox, rejected)

    assert keeping.take([PUSHED, REFUSED]) == 0
    assert (keeping.waiting(), keeping.set_aside()) == (0, 1)
    assert keeping.take([PUSHED, REFUSED, PENDING, Record(PUSHED.name, b"changed")]) == 2
    assert not (state / "checkpoint.sqlite").exists()
    kept = keeping.next()
    assert kept is not None
    assert kept.record == PENDING
    outbox.close()


def test_what_was_set_aside_before_is_kept_with_what_was_said_of_it(tmp_path: Path) -> None:
    state = tmp_path / "state"
    outbox, said = Outbox(state), {"resourceType": "OperationOutcome", "issue": [{"code": "x"}]}
    rejected = Rejected(state)
    Keeping(outbox, rejected)
    rejected.keep(REFUSED, said)
    _left_behind(state / "checkpoint.sqlite")

    take_over(outbox, rejected)

    query = "SELECT content, outcome FROM record WHERE state = 'refused'"
    assert outbox.database.execute(query).fetchall() == [(REFUSED.content, dump(said))]
    outbox.close()


def _left_behind(file: Path) -> None:
    old = sqlite3.connect(file)
    old.execute(TABLE)
    rows = zip((PUSHED, REFUSED, PENDING), ("pushed", "rejected", "pending"), strict=True)
    old.executemany(
        "INSERT INTO record VALUES (?, ?, ?)",
        [(record.place, record.digest, state) for record, state in rows],
    )
    old.commit()
    old.close()
