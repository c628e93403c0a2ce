"""What sites said, written as a file that a spreadsheet opens and `read_sheet` reads."""

import csv
import io
from collections.abc import Iterable

from hub.transfer.capacity.sheet_cells import BYS, COLUMNS, EXPECTED, NONE, SURE, UNITS
from hub.transfer.capacity.statement import Count, Statement

_UNITS = {code: word for word, code in UNITS.items()}
_BYS = {code: word for word, code in BYS.items()}
_SURE = {code: word for word, code in SURE.items()}


def as_sheet(statements: Iterable[Statement]) -> bytes:
    """A line for each; what is not known stays empty, and times have their zone."""
    file = io.StringIO(newline="")
    lines = csv.DictWriter(file, COLUMNS, delimiter=";")
    lines.writeheader()
    lines.writerows(_line(one) for one in statements)
    return file.getvalue().encode("utf-8-sig")


def _line(one: Statement) -> dict[str, str]:
    limits = None if one.limits is None else " ".join(sorted(one.limits)) or NONE
    return {
        "locatie": one.of.site,
        "zorgsoort": one.of.care_type,
        "eenheid": _UNITS[one.of.unit],
        "wijk": one.of.district or "",
        "geteld_op": one.said_at.isoformat(sep=" "),
        "van": one.start.isoformat(sep=" "),
        "tot": one.end.isoformat(sep=" "),
        "bemand": _cell(one.staffed),
        "bezet": _cell(one.occupied),
        "gereserveerd": _cell(one.reserved),
        "vrij": _cell(one.available),
        **{name: _cell(count) for name, count in zip(EXPECTED, one.expected, strict=True)},
        "beperkingen": limits or "",
        "door": _BYS[one.by],
        "zekerheid": _SURE[one.confidence] if one.confidence else "",
    }


def _cell(count: Count) -> str:
    return "" if count is None else str(count)
