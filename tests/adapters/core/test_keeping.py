"""A record that a source showed once is kept, is taken once, and leaves when it was judged."""

from pathlib import Path

import pytest

from adapters.core.dispatch import Dispatch, Verdict
from adapters.core.json import load
from adapters.core.keeping import Keeping
from adapters.core.outbox import Outbox, Parcel
from adapters.core.records import Folder, Record
from adapters.core.rejected import Rejected

OUTCOME = {"resourceType": "OperationOutcome", "issue": []}
RECORD = Record("jansen.json", b"{}")
MENDED = Record("jansen.json", b'{"resourceType": "Goal"}')


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


class Shop:
    """The keeping of one state, and what becomes of what it keeps."""

    def __init__(self, state: Path) -> None:
        self.outbox = Outbox(state)
        self.keeping = Keeping(self.outbox, Rejected(state))
        self.dispatch = Dispatch(self.outbox, self.keeping.ended)

    def judged(self, outcome: dict | None = None, status: int = 200) -> None:
        kept = self.keeping.next()
        assert kept is not None
        self.keeping.mapped(kept, [Parcel("lane", "label", "", b"{}")], ())
        [leaving] = self.dispatch.heads((), 1)
        self.dispatch.judge([Verdict(leaving, status, outcome)])

    def standing(self) -> tuple[int, int]:
        return self.keeping.waiting(), self.keeping.set_aside()

    def close(self) -> None:
        self.outbox.close()


def _reopened(state: Path, *records: Record) -> tuple[int, tuple[int, int]]:
    shop = Shop(state)
    try:
        return shop.keeping.take(records), shop.standing()
    finally:
        shop.close()


def test_what_was_shown_once_is_kept_though_the_source_shows_it_no_more(state: Path) -> None:
    assert _reopened(state, RECORD) == (1, (1, 0))

    shop = Shop(state)
    kept = shop.keeping.next()
    assert kept is not None
    assert kept.record == RECORD
    shop.close()


def test_what_is_shown_again_is_not_taken_again(state: Path) -> None:
    _reopened(state, RECORD)

    assert _reopened(state, RECORD) == (0, (1, 0))


def test_a_pushed_record_is_not_taken_again(state: Path) -> None:
    shop = Shop(state)
    shop.keeping.take([RECORD])
    shop.judged()
    shop.close()

    assert _reopened(state, RECORD) == (0, (0, 0))


def test_a_refused_record_lies_beside_its_outcome_and_is_not_taken_again(state: Path) -> None:
    shop = Shop(state)
    shop.keeping.take([RECORD])
    shop.judged(OUTCOME, 422)
    shop.close()

    rejected = state / "rejected"
    assert _reopened(state, RECORD) == (0, (0, 1))
    assert (rejected / "jansen.json").read_bytes() == RECORD.content
    assert load((rejected / "jansen.json.outcome.json").read_bytes()) == OUTCOME


def test_a_refused_record_that_was_mended_is_taken_and_settled(state: Path) -> None:
    shop = Shop(state)
    shop.keeping.take([RECORD])
    shop.judged(OUTCOME, 422)

    assert shop.keeping.take([MENDED]) == 1
    shop.judged()
    assert shop.standing() == (0, 0)
    shop.close()

    assert list((state / "rejected").iterdir()) == []


def test_content_that_comes_back_after_a_change_is_pushed_again(state: Path) -> None:
    shop = Shop(state)
    for record in (RECORD, MENDED):
        shop.keeping.take([record])
        shop.judged()

    assert shop.keeping.take([RECORD]) == 1
    shop.close()


def test_every_version_that_was_shown_is_pushed_in_order(state: Path) -> None:
    shop = Shop(state)
    shop.keeping.take([RECORD])
    shop.keeping.take([MENDED])

    seen = []
    while kept := shop.keeping.next():
        seen.append(kept.record)
        shop.judged()
    assert seen == [RECORD, MENDED]
    shop.close()


def test_what_is_known_of_a_pushed_record_holds_neither_its_name_nor_its_content(
    state: Path,
) -> None:
    shop = Shop(state)
    shop.keeping.take([Record("jansen.json", b'{"family": "Jansen"}')])
    shop.judged()
    shop.close()

    held = b"".join(file.read_bytes() for file in state.iterdir() if file.is_file()).lower()
    assert b"jansen" not in held
    assert b"family" not in held


def test_a_folder_hands_out_finished_records_by_name(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", ".c.json", "d.part", "e.txt"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "f.json").mkdir()

    records = list(Folder(tmp_path).records())

    assert [record.name for record in records] == ["a.json", "b.json"]
    assert "a.json" not in repr(records[0])
