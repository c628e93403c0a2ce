"""The figures of a month as a table that a spreadsheet opens. https://www.rfc-editor.org/rfc/rfc4180."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from hub.transfer.figures.publish import Line
from hub.transfer.figures.terms import Period, Terms
from hub.transfer.figures.words import DIMENSIONS, FIGURES, SCORES

_COLUMNS = ("maand", "code", "figuur", "per", "van", "maat", "waarde", "eenheid", "doel")
MASKED = "afgeschermd"
"""What stands where a number is of fewer than may be told."""
_FORMULA = tuple("=+-@\t\r")


def sheet(lines: Iterable[Line], period: Period, terms: Terms) -> bytes:
    """A line for each number: of how many, who was left out and why, and what it comes to."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for line in lines:
        per = ", ".join(DIMENSIONS[name] for name in line.by)
        head = (f"{period.first:%Y-%m}", line.code, FIGURES[line.code], per, ", ".join(line.of))
        for name, value, unit, target in _numbers(line, terms):
            said = MASKED if value is None else str(value)
            writer.writerow(map(_harmless, (*head, name, said, unit, target)))
    return out.getvalue().encode("utf-8-sig")


def _numbers(line: Line, terms: Terms) -> Iterator[tuple[str, int | Decimal | None, str, str]]:
    yield "geteld", line.counted, "", ""
    yield "weggelaten", line.left_out, "", ""
    for why, count in line.why.items():
        yield f"weggelaten: {why}", count, "", ""
    for part, count in line.parts.items():
        yield f"aantal {part}", count, "", ""
    for name, score in line.scores.items():
        target = terms.targets.get((line.code, name))
        yield SCORES.get(name, f"aandeel {name}"), score, line.unit, str(target or "")


def _harmless(text: str) -> str:
    """A reason is shown as it was written, and is no formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
