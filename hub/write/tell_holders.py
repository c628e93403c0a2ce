"""A message to each organisation whose data a choice is about, to be passed on: NOTIFY-HOLDER."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from consent.category import keys_of
from consent.section import INHABITANT, Section
from consent.statement import ANY, Statement
from hub.ledger.record import Record
from hub.storage.task import NewTask

WITHIN = timedelta(hours=24)


def messages(
    row: Record, sections: Iterable[Section], said: Iterable[Statement]
) -> Iterator[NewTask]:
    """One for each, of what the ledger's row tells; what was chosen is not in it."""
    custodians = {one.custodian for one in said}
    holders = {
        one.custodian: keys_of(one.custodian, one.custodian_type)
        for one in sections
        if one.custodian != INHABITANT
    }
    named = {one for one in custodians if one.isdecimal() and one not in holders}
    reached = {ura for ura, keys in holders.items() if not custodians.isdisjoint(keys)}
    for ura in sorted((named | reached) - {ANY, INHABITANT}):
        if row.pat is not None:
            yield NewTask(
                kind="tell-holder",
                custodian=ura,
                pat=row.pat,
                at=row.at,
                due=row.at + WITHIN,
                detail={"request_id": row.request_id, "about": list(row.entities)},
            )
