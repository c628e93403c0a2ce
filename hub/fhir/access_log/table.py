"""Who looked as a table that a spreadsheet opens, and takes no formula from.

https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import unicodedata
from collections.abc import Sequence
from io import StringIO

from consent.choices.catalogue import Language
from hub.query.access_log import AccessLog
from hub.query.log_line import COLUMNS, LogLine, all_words, cells

_BEGINS_A_FORMULA = tuple("=+-@")
# What ends a cell or a line in one spreadsheet or another, whichever its separator is.
_APART = str.maketrans(dict.fromkeys(';|"\t', " "))


def table(told: AccessLog, language: Language) -> bytes:
    """The columns by name, then a line each; in UTF-8, and it says so."""
    columns, out = all_words()[language]["columns"], StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns[name] for name in COLUMNS)
    writer.writerows(_row(line, language) for line in told.lines)
    return out.getvalue().encode("utf-8-sig")


def _row(line: LogLine, language: Language) -> Sequence[str]:
    said = cells(line, language)
    return [harmless(said[name]) for name in COLUMNS]


def harmless(text: str) -> str:
    """The same as text alone: what others say of themselves is no formula, and ends no cell."""
    plain = "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text)
    said = " ".join(plain.translate(_APART).split())
    begins = unicodedata.normalize("NFKC", said[:1])
    return f"'{said}" if begins.startswith(_BEGINS_A_FORMULA) else said
