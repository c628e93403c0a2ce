"""The facts that a region counts, as files of a spreadsheet: who lives where, and who has what.

A line that cannot be read makes the whole file unread: half a table would count too few, and
nobody would see why so little is told.
"""

from collections.abc import Iterator, Mapping, Sequence

from hub.transfer.open.setting import Cell
from profiles.resource.read import Pair

INHABITANTS = ("first", "last", "gender", "postcode", "inhabitants")
"""Born from and to, both included; R4's word for a gender; four digits; how many."""
PATIENTS = ("system", "code", "patients")
"""A condition, and how many of the region have it."""
_GENDERS = frozenset({"male", "female", "other", "unknown"})


def read_inhabitants(text: str) -> Sequence[Cell]:
    """The cells of a table. Raises: ValueError, which names the line."""
    cells: list[Cell] = []
    for line, row in _rows(text, INHABITANTS):
        first, last, inhabitants = (
            _number(row[name], line) for name in ("first", "last", "inhabitants")
        )
        if row["gender"] not in _GENDERS:
            raise ValueError(f"line {line}: gender is none of {', '.join(sorted(_GENDERS))}")
        cells.append(Cell(first, last, row["gender"], row["postcode"], inhabitants))
    return cells


def read_patients(text: str) -> Mapping[Pair, int]:
    """How many have each condition. Raises: ValueError, which names the line."""
    counted: dict[Pair, int] = {}
    for line, row in _rows(text, PATIENTS):
        pair = (row["system"], row["code"])
        if not all(pair) or pair in counted:
            raise ValueError(f"line {line}: this code is missing or counted twice")
        counted[pair] = _number(row["patients"], line)
    return counted


def _rows(text: str, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    head, *lines = text.removeprefix("\ufeff").splitlines() or [""]
    if head.split(";") != list(columns):
        raise ValueError(f"line 1: the columns are {';'.join(columns)}")
    for number, line in enumerate(lines, start=2):
        cells = [cell.strip() for cell in line.split(";")]
        if len(cells) != len(columns):
            raise ValueError(f"line {number}: {len(columns)} cells are expected")
        yield number, dict(zip(columns, cells, strict=True))


def _number(cell: str, line: int) -> int:
    if not (cell.isascii() and cell.isdecimal()):
        raise ValueError(f"line {line}: a whole number is expected")
    return int(cell)
