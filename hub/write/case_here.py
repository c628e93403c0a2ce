"""A case of the transfer point as the store has it: its offers, each a Task, held for a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.errors import Damaged, FhirError, Forbidden, Unprocessable
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.offers import OfferRow, offers_of
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal_current
from hub.transfer.case import Case
from hub.transfer.offer import Offer
from hub.transfer.reading import case_of, offer_of
from hub.transfer.refused import Refused

_UNSOUND = (
    "an offer of this case can't be read as one any more: tell the hub's owner the X-Request-Id"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One offer: by what it is found, its current row and version, and what that says."""

    offer: OfferRow
    row: Row
    stored: Stored
    task: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseHere:
    """All offers of a case, by the id of each Task; nobody else changes one meanwhile."""

    case: Case
    kept: Mapping[str, Kept]
    rows: Sequence[Row]

    @property
    def row_with_facts(self) -> Row:
        """Of the rows of one inhabitant the one that came with his facts."""
        return next(row for row in self.rows if row["facts"] is not None)


async def case_here(connection: Connection, keyring: Keyring, family: int, placer: str) -> CaseHere:
    """It, as it stands now, for the transaction that is open.

    Raises:
        Damaged: an offer was changed outside the hub.
    """
    found = {one.rid: one for one in await offers_of(connection, family)}
    rows = await lookup(connection, found, (), ()) if found else []
    kept = dict[str, Kept]()
    offers = list[Offer]()
    for row in rows:
        # A merge leaves what it took there without a body.
        if row["deleted"]:
            continue
        stored = unseal_current(row, keyring)
        task = msgspec.json.decode(stored.body)
        here = found[row["rid"]]
        kept[stored.id] = Kept(here, row, stored, task)
        try:
            offers.append(offer_of(task, here.round, was_chosen=here.is_selected))
        except Refused as refused:
            raise Damaged(_UNSOUND) from refused
    offers.sort(key=lambda one: one.id)
    return CaseHere(case_of(str(family), placer, offers), kept, rows)


def refusal(refused: Refused, expression: str = "") -> FhirError:
    """What stands against it, as the caller reads it."""
    place = expression + refused.place.removeprefix("Task") if expression else refused.place
    kind = Forbidden if refused.guard in {"T-WHO", "T-FOR-WHOM"} else Unprocessable
    return kind(refused.why, expression=place, rule=refused.guard)
