"""A file of a spreadsheet: its good lines are taken, and the others told with what to do."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.sheet import MOST_LINES, Read, read_sheet
from hub.transfer.capacity.sheet_cells import COLUMNS, Sender
from hub.transfer.capacity.sheet_written import as_sheet
from tests.hub.transfer.capacity.places import HAVEN, HOME, said, statements
from tests.hub.transfer.cases import DAY, NOW

SENDER = Sender(HAVEN.provider, "almere", NOW + 2 * DAY)
CARE = {"elv-hoog", "wijkverpleging"}
HEAD = "locatie;zorgsoort;geteld_op;van;tot;vrij;bemand;beperkingen;eenheid;wijk;door;zekerheid"
GOOD = "Location/haven;elv-hoog;2026-11-22 09:00;2026-11-22 09:00;2026-11-22 17:00"


def read(*lines: str, head: str = HEAD) -> Read:
    return read_sheet("\r\n".join((head, *lines)).encode(), SENDER, CARE)


def only(cells: str):
    found = read(cells)
    assert found.faults == ()
    (one,) = found.statements
    return one


def told(cells: str) -> tuple[int, str]:
    found = read(cells)
    assert found.statements == ()
    (fault,) = found.faults
    return fault.line, fault.column


_THEIRS = st.sampled_from([HAVEN, replace(HOME, provider=HAVEN.provider)])


@given(
    st.lists(statements(_THEIRS), max_size=5, unique_by=lambda one: (one.of, one.said_at, one.end))
)
def test_what_is_written_is_read_as_it_was_said(listed) -> None:
    found = read_sheet(as_sheet(listed), SENDER, CARE)

    assert found.faults == ()
    assert Counter(found.statements) == Counter(listed)


def test_empty_is_unknown_and_zero_is_zero() -> None:
    one = only(f"{GOOD};0;;;;;;")

    assert (one.available, one.staffed, one.occupied, one.limits) == (0, None, None, None)
    assert (one.of.unit, one.of.district, one.by, one.confidence) == ("beds", None, "person", None)
    assert only(f"{GOOD};;;;;;;").available is None


def test_what_a_line_can_say_is_read() -> None:
    line = GOOD.replace("elv-hoog", "wijkverpleging")
    one = only(f"{line};12;40;women-only no-isolation-mrsa;uren/week;1354;systeem;geschat")

    assert (one.available, one.staffed) == (12, 40)
    assert one.limits == {"women-only", "no-isolation-mrsa"}
    assert (one.of.unit, one.of.district) == ("hours/week", "1354")
    assert (one.by, one.confidence) == ("system", "estimated")
    assert only(f"{GOOD};1;;geen;;;;").limits == frozenset()


@pytest.mark.parametrize(
    "written",
    ["2026-11-22 09:00", "22-11-2026 09:00", "22-11-2026 9:00", "2026-11-22T08:00:00Z",
     "2026-11-22 09:00+01:00"],
)  # fmt: skip
def test_a_time_without_a_zone_is_of_here(written: str) -> None:
    one = only(f"Location/haven;elv-hoog;{written};2026-11-22 09:00;2026-11-22 17:00;1;;;;;;")

    assert one.said_at == datetime(2026, 11, 22, 8, tzinfo=UTC)


TIMES = "2026-11-22 09:00;2026-11-22 17:00"
MENDED = {
    "another kind of care": (f"Location/haven;elv;2026-11-22 09:00;{TIMES};1;;;;;;", "zorgsoort"),
    "a bare site": (f"haven;elv-hoog;2026-11-22 09:00;{TIMES};1;;;;;;", "locatie"),
    "no number": (f"{GOOD};veel;;;;;;", "vrij"),
    "below zero": (f"{GOOD};-1;;;;;;", "vrij"),
    "half a bed": (f"{GOOD};1,5;;;;;;", "vrij"),
    "other digits": (f"{GOOD};١;;;;;;", "vrij"),
    "words for staff": (f"{GOOD};1;n.v.t.;;;;;", "bemand"),
    "another unit": (f"{GOOD};1;;;kamers;;;", "eenheid"),
    "beds in a district": (f"{GOOD};1;;;;1354;;", "wijk"),
    "a limit that is none": (f"{GOOD};1;;huisdieren;;;;", "beperkingen"),
    "another speaker": (f"{GOOD};1;;;;;kat;", "door"),
    "another certainty": (f"{GOOD};1;;;;;;zeker", "zekerheid"),
    "a day alone": (f"Location/haven;elv-hoog;2026-11-22;{TIMES};1;;;;;;", "geteld_op"),
    "no time": (f"Location/haven;elv-hoog;nu;{TIMES};1;;;;;;", "geteld_op"),
    "a time to come": (f"Location/haven;elv-hoog;2026-11-25 09:00;{TIMES};1;;;;;;", "geteld_op"),
    "another century": (f"Location/haven;elv-hoog;0001-01-01 00:00;{TIMES};1;;;;;;", "geteld_op"),
    "the hour that comes twice": (
        f"Location/haven;elv-hoog;2026-10-25 02:30;{TIMES};1;;;;;;", "geteld_op"),
    "the hour that never comes": (
        f"Location/haven;elv-hoog;2026-03-29 02:30;{TIMES};1;;;;;;", "geteld_op"),
    "an end before the start": (
        "Location/haven;elv-hoog;2026-11-22 09:00;2026-11-22 17:00;2026-11-22 09:00;1;;;;;;",
        "tot"),
    "too few cells": (GOOD, ""),
}  # fmt: skip


@pytest.mark.parametrize(("line", "column"), MENDED.values(), ids=MENDED)
def test_a_line_that_is_not_understood_is_told_by_its_column(line: str, column: str) -> None:
    assert told(line) == (2, column)


def test_good_lines_are_taken_and_the_others_told() -> None:
    found = read(f"{GOOD};1;;;;;;", "", f"{GOOD.replace('haven', 'b')};veel;;;;;;",
                 f"{GOOD.replace('haven', 'c')};3;;;;;;")  # fmt: skip

    assert [one.of.site for one in found.statements] == ["Location/haven", "Location/c"]
    assert [(one.line, one.column) for one in found.faults] == [(4, "vrij")]


def test_two_lines_that_contradict_each_other_are_both_left_out() -> None:
    found = read(f"{GOOD};1;;;;;;", f"{GOOD};2;;;;;;")

    assert found.statements == ()
    assert [one.line for one in found.faults] == [2, 3]


def test_a_line_that_stands_twice_is_taken_once() -> None:
    found = read(f"{GOOD};1;;;;;;", f"{GOOD};1;;;;;;")

    assert (len(found.statements), found.faults) == (1, ())


@pytest.mark.parametrize(
    "head", ["naam;bsn", HEAD.replace(";vrij", ""), f"{HEAD};naam", f"{HEAD};vrij", ""]
)
def test_without_the_right_columns_nothing_is_taken(head: str) -> None:
    found = read(f"{GOOD};1;;;;;;", head=head)

    assert found.statements == ()
    assert [one.line for one in found.faults] == [1]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_spreadsheets_write_in_their_own_ways(separator: str, encoding: str) -> None:
    lines = f'"LOCATIE";{HEAD.partition(";")[2]}\n{GOOD};1;;;cliënten;1354;;\n'

    found = read_sheet(lines.replace(";", separator).encode(encoding), SENDER, CARE)

    assert [one.of.unit for one in found.statements] == ["clients"]


NO_CSV = {
    "a workbook": (b"PK\x03\x04\0\0", "geen CSV-bestand"),
    "UTF-16": (HEAD.encode("utf-16"), "geen CSV-bestand"),
    "an open quote": (f'{HEAD}\n"{GOOD};1'.encode(), "niet gesloten"),
}


@pytest.mark.parametrize(("file", "why"), NO_CSV.values(), ids=NO_CSV)
def test_what_is_no_csv_is_told_and_nothing_taken(file: bytes, why: str) -> None:
    found = read_sheet(file, SENDER, CARE)

    assert (found.statements, [one.line for one in found.faults]) == ((), [1])
    assert why in found.faults[0].why


def test_a_file_has_an_end() -> None:
    found = read(*[f"{GOOD};1;;;;;;"] * (MOST_LINES + 1))

    assert (found.statements, len(found.faults)) == ((), 1)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_is_sent_is_answered(file: bytes) -> None:
    lines = b";".join(name.encode() for name in COLUMNS) + b"\n" + file

    for sent in (file, lines):
        found = read_sheet(sent, SENDER, CARE)
        assert all(one.line >= 1 for one in found.faults)


def test_what_stands_in_a_cell_is_never_repeated() -> None:
    found = read(f"{GOOD};Jansen;;Jansen;;Jansen;;", "Jansen;Jansen", head=HEAD)

    assert "Jansen" not in repr(found)
    assert "jansen" not in repr(read(head=f"{HEAD};Jansen")).casefold()


def test_a_file_of_nobody_is_not_taken() -> None:
    found = read_sheet(f"{HEAD}\n{GOOD};1;;;;;;".encode(), replace(SENDER, provider="x"), CARE)

    assert (found.statements, len(found.faults)) == ((), 1)


def test_an_empty_list_is_a_file_with_its_columns() -> None:
    assert as_sheet([]).decode("utf-8-sig").strip() == ";".join(COLUMNS)
    assert read_sheet(as_sheet([said()]), SENDER, CARE).faults == ()
