"""What is in the outbox is on disk, whole, and tells nothing to whoever has no business with it."""

import sqlite3
from pathlib import Path

import pytest

from adapters.core.dispatch import Dispatch, Verdict
from adapters.core.outbox import FILE, Outbox, Parcel

PARCEL = Parcel("lane", "3f2a91bc", "", b'{"resourceType": "Bundle", "entry": []}')


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def _waiting(state: Path) -> list[Parcel]:
    outbox = Outbox(state)
    try:
        return [one.parcel for one in Dispatch(outbox).heads((), 100)]
    finally:
        outbox.close()


def _take(outbox: Outbox, *parcels: Parcel) -> None:
    with outbox.taking():
        for parcel in parcels:
            outbox.add(parcel)


def _take_half(outbox: Outbox, statement: str = "SELECT 1") -> None:
    with outbox.taking():
        outbox.database.execute(statement)
        outbox.add(PARCEL)
        raise ValueError("half way")


def test_what_was_added_is_there_after_a_restart(state: Path) -> None:
    outbox = Outbox(state)
    with outbox.taking():
        outbox.add(Parcel("lane", "3f2a91bc", "Patient/$merge", b"{}", ("a note",)))
    outbox.database.close()  # as after a kill: nobody tidied up

    assert _waiting(state) == [Parcel("lane", "3f2a91bc", "Patient/$merge", b"{}", ("a note",))]


def test_a_taking_that_fails_takes_nothing(state: Path) -> None:
    outbox = Outbox(state)
    with pytest.raises(ValueError, match="half"):
        _take_half(outbox)
    outbox.close()

    assert _waiting(state) == []


def test_nothing_is_added_outside_of_a_taking(state: Path) -> None:
    outbox = Outbox(state)
    with pytest.raises(RuntimeError):
        outbox.add(PARCEL)
    outbox.close()


def test_a_table_of_a_source_is_in_the_same_transaction(state: Path) -> None:
    outbox = Outbox(state)
    outbox.database.execute("CREATE TABLE visit (number TEXT)")
    with pytest.raises(ValueError, match="half"):
        _take_half(outbox, "INSERT INTO visit VALUES ('1')")

    assert outbox.database.execute("SELECT count(*) FROM visit").fetchone() == (0,)
    outbox.close()


def test_a_full_disk_takes_nothing_and_says_so(state: Path) -> None:
    outbox = Outbox(state)
    pages = outbox.database.execute("PRAGMA page_count").fetchone()[0]
    outbox.database.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        _take(outbox, PARCEL, Parcel("lane", "3f2a91bc", "", b"x" * 100_000))
    assert Dispatch(outbox).waiting() == 0

    outbox.database.execute("PRAGMA max_page_count = 100000")
    with outbox.taking():
        outbox.add(PARCEL)
    assert Dispatch(outbox).waiting() == 1
    outbox.close()


def test_the_content_of_what_the_hub_took_is_no_longer_in_any_file(state: Path) -> None:
    outbox = Outbox(state)
    with outbox.taking():
        for number in range(3):
            outbox.add(Parcel(f"{number}", "3f2a91bc", "", b"Kruidenberg" * 2000))
    dispatch = Dispatch(outbox)
    dispatch.judge([Verdict(one, 200) for one in dispatch.heads((), 3)])

    assert not any(b"Kruidenberg" in file.read_bytes() for file in state.iterdir())
    outbox.close()


def test_what_left_is_in_no_file_though_another_waits(state: Path) -> None:
    outbox = Outbox(state)
    with outbox.taking():
        for number, text in enumerate((b"Kruidenberg", b"Zeekraal")):
            outbox.add(Parcel(f"{number}", "3f2a91bc", "", text * 2000))
    dispatch = Dispatch(outbox)
    dispatch.judge([Verdict(one, 200) for one in dispatch.heads((), 1)])

    kept = b"".join(file.read_bytes() for file in state.iterdir())
    outbox.close()
    assert b"Kruidenberg" not in kept
    assert b"Zeekraal" in kept


def test_a_pseudonym_is_the_same_in_one_state_and_another_in_the_next(tmp_path: Path) -> None:
    one, other = Outbox(tmp_path / "one"), Outbox(tmp_path / "other")
    again = Outbox(tmp_path / "one")

    assert one.pseudonym("999900006") == again.pseudonym("999900006")
    assert one.pseudonym("999900006") != other.pseudonym("999900006")
    for each in (one, other, again):
        each.close()


def test_the_state_is_for_its_owner_only(state: Path) -> None:
    Outbox(state).close()

    assert state.stat().st_mode & 0o077 == 0
    assert (state / FILE).exists()
