"""A case of the transfer point as the store has it: the Tasks that it is, held for a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from hub.errors import Damaged, FhirError, Forbidden, Unprocessable
from hub.storage.aborts import AbortRow, aborts_of
from hub.storage.cases import CaseRow, cases_of
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.offers import OfferRow, offers_of
from hub.storage.sealing import Keyring
from hub.storage.stored import Stored, unseal_current
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead, with_offers
from hub.transfer.offer import Offer
from hub.transfer.reading import case_of, offer_of
from hub.transfer.refused import Refused

_UNSOUND = (
    "a Task of this case can't be read as one any more: tell the hub's owner the X-Request-Id"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One Task of a case: its current row and version, and what that says."""

    rid: UUID
    row: Row
    stored: Stored
    task: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseHere:
    """A case: its offers by the id of each Task, and its lead; nobody else changes one meanwhile.

    `aborts` ask for one of them to be called off; `kept` are all of them, by the same ids. Of a
    case that nobody leads, offers are all there is beside these.
    """

    family: int
    case: Case
    offers: Mapping[str, OfferRow]
    lead: Kept | None
    led: CaseRow | None
    kept: Mapping[str, Kept]
    rows: Sequence[Row]
    aborts: Mapping[str, AbortRow]

    def offer_of(self, abort: AbortRow) -> str:
        """The id of the offer that this asks to call off; empty where a merge took that away."""
        return next((name for name, one in self.offers.items() if one.rid == abort.offer), "")

    @property
    def row_with_facts(self) -> Row:
        """Of the rows of one inhabitant the one that came with his facts."""
        return next(row for row in self.rows if row["facts"] is not None)

    @property
    def parties(self) -> frozenset[str]:
        """The URAs of who asks and of who looks for a place."""
        return frozenset({self.case.requester, self.case.desk})


async def case_here(connection: Connection, keyring: Keyring, family: int, placer: str) -> CaseHere:
    """It, as it stands now, for the transaction that is open; `placer` asks where nobody leads it.

    Raises:
        Damaged: a Task of it was changed outside the hub.
    """
    made = {one.rid: one for one in await offers_of(connection, family)}
    led = next(iter(await cases_of(connection, [family])), None)
    asked = {one.rid: one for one in await aborts_of(connection, family)}
    rids = [*made, *([led.rid] if led else []), *asked]
    rows = await lookup(connection, rids, (), ()) if rids else []
    # A merge leaves what it took there without a body.
    stands = [row for row in rows if not row["deleted"]]
    kept = {one.stored.id: one for one in (_kept(row, keyring) for row in stands)}
    lead = next((one for one in kept.values() if led and one.rid == led.rid), None)
    offers = {name: made[one.rid] for name, one in kept.items() if one.rid in made}
    try:
        found = sorted((_offer(kept[one], offers[one]) for one in offers), key=lambda one: one.id)
        if led is None or lead is None:
            case = case_of(str(family), placer, found)
        else:
            case = with_offers(_led(lead, led, {}), found)
    except Refused as refused:
        raise Damaged(_UNSOUND) from refused
    aborts = {name: asked[one.rid] for name, one in kept.items() if one.rid in asked}
    return CaseHere(family, case, offers, lead, led, kept, rows, aborts)


def _kept(row: Row, keyring: Keyring) -> Kept:
    stored = unseal_current(row, keyring)
    return Kept(row["rid"], row, stored, msgspec.json.decode(stored.body))


def _offer(kept: Kept, row: OfferRow) -> Offer:
    return offer_of(kept.task, row.round, was_chosen=row.is_selected)


def _led(lead: Kept, led: CaseRow, request: Mapping[str, Any]) -> Case:
    return case_of_lead(lead.task, str(led.family), led.region, request)


def refusal(refused: Refused, expression: str = "") -> FhirError:
    """What stands against it, as the caller reads it."""
    place = expression + refused.place.removeprefix("Task") if expression else refused.place
    kind = Forbidden if refused.guard in {"T-WHO", "T-FOR-WHOM"} else Unprocessable
    return kind(refused.why, expression=place, rule=refused.guard)
