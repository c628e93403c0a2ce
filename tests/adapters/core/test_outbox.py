from pathlib import Path

import pytest

from adapters.core.json import load
from adapters.core.outbox import Outbox
from adapters.core.records import Folder, Record

OUTCOME = {"resourceType": "OperationOutcome", "issue": []}
RECORD = Record("jansen.json", b"{}")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def _reopened(state: Path, *records: Record) -> tuple[tuple[Record, ...], int]:
    outbox = Outbox(state)
    try:
        offer = outbox.offer(records)
    finally:
        outbox.close()
    return offer.waiting, offer.refused


def test_a_record_that_nobody_judged_is_offered_again_after_a_restart(state: Path) -> None:
    assert _reopened(state, RECORD) == ((RECORD,), 0)
    assert _reopened(state, RECORD) == ((RECORD,), 0)


def test_a_pushed_record_is_not_offered_again(state: Path) -> None:
    outbox = Outbox(state)
    outbox.pushed(RECORD)
    outbox.close()

    assert _reopened(state, RECORD) == ((), 0)


def test_a_refused_record_lies_beside_its_outcome_and_is_not_offered_again(state: Path) -> None:
    outbox = Outbox(state)
    outbox.set_aside(RECORD, OUTCOME)
    outbox.close()

    rejected = state / "rejected"
    assert _reopened(state, RECORD) == ((), 1)
    assert (rejected / "jansen.json").read_bytes() == RECORD.content
    assert load((rejected / "jansen.json.outcome.json").read_bytes()) == OUTCOME


def test_a_refused_record_that_was_mended_is_offered_and_settled(state: Path) -> None:
    mended = Record(RECORD.name, b'{"resourceType": "Goal"}')
    outbox = Outbox(state)
    outbox.set_aside(RECORD, OUTCOME)

    assert outbox.offer([mended]).waiting == (mended,)
    outbox.pushed(mended)
    outbox.close()

    assert list((state / "rejected").iterdir()) == []


def test_content_that_comes_back_after_a_change_is_pushed_again(state: Path) -> None:
    outbox = Outbox(state)
    outbox.pushed(RECORD)
    outbox.pushed(Record(RECORD.name, b"[]"))

    assert outbox.offer([RECORD]).waiting == (RECORD,)
    outbox.close()


def test_what_is_known_of_a_record_holds_neither_its_name_nor_its_content(state: Path) -> None:
    outbox = Outbox(state)
    outbox.pushed(Record("jansen.json", b'{"family": "Jansen"}'))
    outbox.close()

    held = (state / "checkpoint.sqlite").read_bytes().lower()
    assert b"jansen" not in held
    assert b"family" not in held


def test_the_state_is_for_its_owner_only(state: Path) -> None:
    Outbox(state).close()

    assert state.stat().st_mode & 0o077 == 0


def test_a_folder_hands_out_finished_records_by_name(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", ".c.json", "d.part", "e.txt"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "f.json").mkdir()

    records = list(Folder(tmp_path).records())

    assert [record.name for record in records] == ["a.json", "b.json"]
    assert "a.json" not in repr(records[0])
