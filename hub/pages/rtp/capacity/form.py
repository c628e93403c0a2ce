"""What a planner typed of one kind of care at one site, as he says it now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

from hub.transfer.capacity.statement import (
    DAYS,
    CareAt,
    Count,
    InvalidStatement,
    Statement,
    Unit,
)
from hub.transfer.open.coding import CARE_TYPE, own_words

COUNTS = {"bemand": "staffed", "bezet": "occupied", "toegezegd": "reserved", "vrij": "available"}
"""The fields of the form, and what each is in a statement."""
EXPECTED = tuple(f"dag-{number}" for number in range(1, DAYS + 1))
LIMITS = ("women-only", "men-only", "closed-ward-only")
"""What the form asks of what the free places can't take; what else was said stays so."""
_HOLDS = timedelta(hours=24)
_LONGEST = 6
_UNITS: tuple[Unit, ...] = get_args(Unit)


class Wrong(Exception):
    """What was typed can't be; `field` is where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def key_of(of: CareAt) -> str:
    """By what one form is told from another."""
    return "|".join((of.site, of.care_type, of.unit, of.district or ""))


def statement_of(
    fields: Mapping[str, str], of: CareAt, before: Statement | None, now: datetime
) -> Statement:
    """What he says of it from now on, for a day at the most.

    Raises:
        Wrong: with the field that has to be mended.
    """
    staffed, occupied, reserved, available = (_count(fields, field) for field in COUNTS)
    try:
        return Statement(
            of,
            now,
            now,
            now + _HOLDS,
            staffed,
            occupied,
            reserved,
            available,
            expected=tuple(_count(fields, field) for field in EXPECTED),
            limits=_limits(fields, before),
            confidence="counted",
        )
    except InvalidStatement as invalid:
        raise Wrong(invalid.place) from None


def care_at(fields: Mapping[str, str], ura: str, region: str) -> CareAt:
    """Of what the form is; raises Wrong where no form of ours has it."""
    unit = next((one for one in _UNITS if one == fields.get("eenheid")), None)
    care_type = fields.get("zorgsoort", "")
    if unit is None or (CARE_TYPE, care_type) not in own_words(CARE_TYPE):
        raise Wrong("zorgsoort")
    try:
        district = fields.get("wijk") or None
        return CareAt(region, ura, fields.get("locatie", ""), care_type, unit, district)
    except InvalidStatement:
        raise Wrong("locatie") from None


def _count(fields: Mapping[str, str], field: str) -> Count:
    typed = fields.get(field, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST):
        raise Wrong(field)
    return int(typed)


def _limits(fields: Mapping[str, str], before: Statement | None) -> frozenset[str] | None:
    ticked = frozenset(one for one in LIMITS if fields.get(one))
    known = before.limits if before is not None else None
    if known is None:
        return ticked or None
    return ticked | (known - frozenset(LIMITS))
