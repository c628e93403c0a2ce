"""When this reader last read the wishes of this inhabitant, by the ledger.

docs/decisions/0053-one-sheet.md
"""

from datetime import datetime

from consent.asker import Professional
from hub.access.access import Access
from hub.ledger.entry import Entry
from hub.ledger.search import Asked, own_entries
from hub.query.wishes import MARK
from hub.security.errand import Errand
from hub.storage.own_id import names_meant

FEW, MOST = 8, 100
"""Rows of his organisation about this inhabitant that are looked through: first these, then all."""


async def last_look(
    access: Access, errand: Errand, patient: str, before: datetime
) -> datetime | None:
    """The newest moment before this at which something was open to him; None where none is known.

    `patient` is the id of the Patient, as he calls it.
    """
    if not isinstance(errand.asker, Professional):
        return None
    names = tuple(names_meant(access.keyring, errand.asker.ura, "Patient", patient))
    async with access.database.connection(urgent=errand.urgent) as connection:
        for most in (FEW, MOST):
            asked = Asked(errand.asker.ura, names, None, before, most)
            found = await own_entries(connection, access.ledger, asked)
            for one in found.entries:
                if _is_look_of(one, errand.asker):
                    return one.record.at
            if found.is_all:
                break
    return None


def _is_look_of(entry: Entry, asker: Professional) -> bool:
    is_whole = entry.asked is not None and MARK in entry.asked
    return is_whole and entry.who.number == asker.number
