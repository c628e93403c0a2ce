"""The columns of such a file, and what stands in a line of it."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from hub.transfer.capacity.statement import (
    DAYS,
    HERE,
    By,
    CareAt,
    Confidence,
    Count,
    InvalidStatement,
    Statement,
    Unit,
)

REQUIRED = ("locatie", "zorgsoort", "geteld_op", "van", "tot", "vrij")
EXPECTED = tuple(f"vrij_over_{number}" for number in range(1, DAYS + 1))
COLUMNS = (
    *REQUIRED, "eenheid", "wijk", "bemand", "bezet", "gereserveerd", *EXPECTED,
    "beperkingen", "door", "zekerheid",
)  # fmt: skip
UNITS: Mapping[str, Unit] = {"bedden": "beds", "cliënten": "clients", "uren/week": "hours/week"}
BYS: Mapping[str, By] = {"persoon": "person", "systeem": "system"}
SURE: Mapping[str, Confidence] = {"geteld": "counted", "geschat": "estimated"}
NONE = "geen"
"""That there are no limits, where an empty cell says nothing of them."""
LIMIT = re.compile(r"(women|men|closed-ward)-only|no-[a-z]+(-[a-z]+)*", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})(.*)", re.ASCII | re.DOTALL)
_ONE_DIGIT = re.compile(r"([ T])(\d):", re.ASCII)
_OF = {
    "site": "locatie", "provider": "", "district": "wijk", "said_at": "geteld_op",
    "start": "van", "end": "tot",
}  # fmt: skip
_WHY = {
    "site": "Geef de locatie zoals de adreslijst haar noemt: Location/ en haar nummer.",
    "provider": "De aanbieder heeft geen geldig URA-nummer. Vraag het transferpunt.",
    "district": "Geef een wijk als vier cijfers van de postcode, en nooit bij bedden.",
    "said_at": "Dit jaartal kan niet. Verbeter het.",
    "start": "Dit jaartal kan niet. Verbeter het.",
    "end": "Het einde ligt niet achter het begin, of het jaartal kan niet. Verbeter van of tot.",
}
_Word = TypeVar("_Word")


class Unreadable(Exception):
    """A line is not taken: the column, and in Dutch what to do."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column, why)
        self.column, self.why = column, why


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: his URA, the region of his sites, and when it came."""

    provider: str
    region: str
    now: datetime


def statement_of(cells: Mapping[str, str], sender: Sender, care_types: Container[str]) -> Statement:
    """What a line says; an empty cell is unknown, and 0 is zero.

    Raises:
        Unreadable: with the column that has to be mended.
    """
    said = {name: cell.strip() for name, cell in cells.items()}
    if said["zorgsoort"] not in care_types:
        why = "Deze zorgsoort is onbekend. Gebruik een code uit de lijst van zorgsoorten."
        raise Unreadable("zorgsoort", why)
    try:
        found = _statement(said, sender)
    except InvalidStatement as invalid:
        raise Unreadable(_OF[invalid.place], _WHY[invalid.place]) from None
    if found.is_ahead_of(sender.now):
        raise Unreadable("geteld_op", "Dit moment is nog niet geweest. Geef wanneer er is geteld.")
    return found


def _statement(said: Mapping[str, str], sender: Sender) -> Statement:
    unit = _word(said, "eenheid", UNITS) or "beds"
    district = said.get("wijk") or None
    of = CareAt(
        sender.region, sender.provider, said["locatie"], said["zorgsoort"], unit, district
    )  # fmt: skip
    return Statement(
        of, _moment(said, "geteld_op"), _moment(said, "van"), _moment(said, "tot"),
        _count(said, "bemand"), _count(said, "bezet"), _count(said, "gereserveerd"),
        _count(said, "vrij"), tuple(_count(said, name) for name in EXPECTED),
        _limits(said), _word(said, "door", BYS) or "person", _word(said, "zekerheid", SURE),
    )  # fmt: skip


def _count(said: Mapping[str, str], column: str) -> Count:
    cell = said.get(column, "")
    if not cell:
        return None
    if not _COUNT.fullmatch(cell):
        why = "Vul een heel getal in: 0 als er niets is, leeg als het niet bekend is."
        raise Unreadable(column, why)
    return int(cell)


def _word(said: Mapping[str, str], column: str, words: Mapping[str, _Word]) -> _Word | None:
    cell = said.get(column, "")
    if cell and cell not in words:
        raise Unreadable(column, f"Kies een van: {', '.join(words)}.")
    return words.get(cell)


def _limits(said: Mapping[str, str]) -> frozenset[str] | None:
    cell = said.get("beperkingen", "")
    if not cell:
        return None
    codes = frozenset() if cell == NONE else frozenset(cell.split())
    if not all(LIMIT.fullmatch(code) for code in codes):
        why = f"Een beperking is onbekend. Gebruik codes met een spatie ertussen, of {NONE}."
        raise Unreadable("beperkingen", why)
    return codes


def _moment(said: Mapping[str, str], column: str) -> datetime:
    cell = said[column]
    dutch = _DUTCH.fullmatch(cell)
    if dutch:
        day, month, year, rest = dutch.groups()
        cell = f"{year}-{month:0>2}-{day:0>2}{rest}"
    cell = _ONE_DIGIT.sub(r"\g<1>0\2:", cell)
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        raise _no_moment(column) from None
    if not re.search(r"\d:\d\d", cell):
        raise _no_moment(column)
    if found.tzinfo is not None:
        return found
    # The hour that the clock has twice, or not at all.
    first, second = (found.replace(tzinfo=HERE, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise Unreadable(column, "Dit uur valt samen met het verzetten van de klok. "
                                 "Schrijf de tijd met haar zone, zoals +01:00.")  # fmt: skip
    return first


def _no_moment(column: str) -> Unreadable:
    return Unreadable(column, "Schrijf dag en tijd als 2026-11-22 09:00.")
