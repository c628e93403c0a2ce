"""What sites say in a file that a spreadsheet writes: a line per site, kind of care and window.

The good lines are taken and the others told, each with what to do; no value is repeated, since a
file may be another than its sender thinks.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass

from hub.transfer.capacity.sheet_cells import COLUMNS, REQUIRED, Sender, Unreadable, statement_of
from hub.transfer.capacity.statement import Statement

MOST_LINES = 5000
_SEPARATORS = ";,\t"


@dataclass(frozen=True, slots=True)
class Fault:
    """Of a line by its number in the file, the first is 1; `why` is Dutch and says what to do."""

    line: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was taken, and what was not; with a fault of line 1 nothing was.

    `lines` are those of the statements, in the same order.
    """

    statements: tuple[Statement, ...] = ()
    faults: tuple[Fault, ...] = ()
    lines: tuple[int, ...] = ()


def read_sheet(file: bytes, sender: Sender, care_types: Container[str]) -> Read:
    """The statements of the provider who sends the file."""
    text = _text(file)
    if text is None:
        return _nothing("", "Dit is geen CSV-bestand. Bewaar het blad als CSV (UTF-8).")
    head, separator = _header(text)
    fault = _fault_of_header(head)
    if fault:
        return Read(faults=(fault,))
    taken: list[tuple[int, Statement]] = []
    faults: list[Fault] = []
    try:
        for line, cells in _lines(text, separator):
            if line - 1 > MOST_LINES:
                return _nothing("", f"Meer dan {MOST_LINES} regels. Splits het bestand.")
            _take(line, cells, head, (sender, care_types), taken, faults)
    except csv.Error:
        return _nothing("", "Een cel is niet gesloten of te lang. Bewaar het blad opnieuw als CSV.")
    return _without_contradictions(taken, faults)


def _take(
    line: int,
    cells: list[str],
    head: list[str],
    whose: tuple[Sender, Container[str]],
    taken: list[tuple[int, Statement]],
    faults: list[Fault],
) -> None:
    if len(cells) != len(head):
        why = f"Deze regel heeft {len(cells)} cellen en de kopregel {len(head)}. Vul hem aan."
        faults.append(Fault(line, "", why))
        return
    try:
        taken.append((line, statement_of(dict(zip(head, cells, strict=True)), *whose)))
    except Unreadable as unreadable:
        faults.append(Fault(line, unreadable.column, unreadable.why))


def _nothing(column: str, why: str) -> Read:
    return Read(faults=(Fault(1, column, why),))


def _text(file: bytes) -> str | None:
    """Spreadsheets here write UTF-8, or the code page of Windows."""
    if b"\0" in file:
        return None
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("cp1252", errors="replace")


def _header(text: str) -> tuple[list[str], str]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    return [cell.strip(' "\r').casefold() for cell in first.split(separator)], separator


def _fault_of_header(head: list[str]) -> Fault | None:
    lacking = [name for name in REQUIRED if name not in head]
    if lacking:
        return Fault(1, lacking[0], f"Kolommen ontbreken: {', '.join(lacking)}. Voeg ze toe.")
    strange = [number for number, name in enumerate(head, 1) if name not in COLUMNS]
    if strange:
        why = f"Kolom {strange[0]} is onbekend. Bekend zijn: {', '.join(COLUMNS)}."
        return Fault(1, "", why)
    twice = sorted(name for name in set(head) if head.count(name) > 1)
    if twice:
        return Fault(1, twice[0], "Deze kolom staat er twee keer. Verwijder er een.")
    return None


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Without the header and without lines in which nothing stands."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    next(reader)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _without_contradictions(taken: list[tuple[int, Statement]], faults: list[Fault]) -> Read:
    """Two lines that say otherwise of the same are both left out: nobody knows which is right."""
    spoken: dict[tuple[object, ...], dict[Statement, int]] = defaultdict(dict)
    for line, one in taken:
        spoken[one.of, one.said_at, one.start, one.end].setdefault(one, line)
    good: dict[Statement, int] = {}
    for same in spoken.values():
        if len(same) == 1:
            good |= same
            continue
        why = "Twee regels zeggen iets anders over hetzelfde. Verwijder de onjuiste."
        faults += [Fault(line, "", why) for line in same.values()]
    told = sorted(faults, key=lambda fault: fault.line)
    return Read(tuple(good), tuple(told), tuple(good.values()))
