"""The tables that a region counts are read whole or not at all."""

import pytest

from hub.transfer.open.setting import Cell, Facts
from hub.transfer.open.table import read_inhabitants, read_patients
from profiles.systems import SNOMED
from tests.hub.transfer.open.material import TODAY

HEAD = "first;last;gender;postcode;inhabitants"


def test_a_table_of_inhabitants_is_read() -> None:
    cells = read_inhabitants(
        f"\ufeff{HEAD}\r\n1940;1944;male;1354;61\r\n1945;1949;male;1354; 72\r\n"
    )

    assert cells == [Cell(1940, 1944, "male", "1354", 61), Cell(1945, 1949, "male", "1354", 72)]
    assert Facts(TODAY, cells).cells == cells


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "line 1"),
        ("first,last,gender,postcode,inhabitants", "line 1"),
        (f"{HEAD}\n1940;1944;male;1354", "line 2"),
        (f"{HEAD}\n1940;1944;male;1354;61\n1940;1944;man;1354;61", "line 3"),
        (f"{HEAD}\n1940;1944;male;1354;1.200", "line 2"),
        (f"{HEAD}\n1940;1944;male;1354;-3", "line 2"),
        (f"{HEAD}\n1940;1944;male;1354;³", "line 2"),
        (f"{HEAD}\n\n", "line 2"),
    ],
)
def test_a_table_of_which_a_line_cannot_be_read_is_not_read(text: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        read_inhabitants(text)


def test_a_table_of_patients_is_read() -> None:
    found = read_patients(f"system;code;patients\n{SNOMED};84114007;5200\n")

    assert found == {(SNOMED, "84114007"): 5200}


@pytest.mark.parametrize(
    "rows", [f"{SNOMED};;4", f"{SNOMED};8;4\n{SNOMED};8;5", f"{SNOMED};8;many"]
)
def test_a_table_of_patients_that_counts_strangely_is_not_read(rows: str) -> None:
    with pytest.raises(ValueError, match=r"line [23]"):
        read_patients(f"system;code;patients\n{rows}")
