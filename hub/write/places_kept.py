"""What a step of a case changes of the places that are kept.

docs/decisions/0088-capacity-and-matching.md
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.access.close import home_of
from hub.storage.append import Rows, StatementPart
from hub.storage.database import Connection
from hub.storage.kept_places import kept, places_of
from hub.transfer.capacity.columns import columns_kept, reservation_of
from hub.transfer.capacity.reservation import Asked, Reservation, followed
from hub.transfer.case import Case
from hub.transfer.offer import Offer
from hub.transfer.step import Event
from hub.write.case_here import CaseHere
from hub.write.outcome import Outcome
from hub.write.place_asked import PlacesHere

_Place = dict[str, Any]


class Stepped(Protocol):
    """What an act makes of a case."""

    @property
    def here(self) -> CaseHere:
        """The case as it stood."""

    @property
    def after(self) -> Case:
        """As it stands behind the act."""

    @property
    def events(self) -> Sequence[Event]:
        """What changed."""

    @property
    def now(self) -> datetime:
        """When."""

    @property
    def moved(self) -> Iterator[Offer]:
        """The offers that are otherwise behind it."""


async def kept_places(
    access: Access, connection: Connection, made: Stepped, outcomes: Mapping[str, Outcome]
) -> tuple[StatementPart, Rows]:
    """The part of the statement that keeps what became of them."""
    rids = {name: one.rid for name, one in made.here.kept.items()}
    looked_at = {one.id: one for one in made.moved if one.id in rids}
    looked_at |= {one.id: one for one in made.after.offers if one.is_selected and one.id in rids}
    before = defaultdict[UUID, list[Reservation]](list)
    for row in await places_of(connection, [rids[name] for name in looked_at]):
        before[row["offer"]].append(reservation_of(row))
    step = _Step(access, connection, made, outcomes, rids)
    places = list[_Place]()
    for offer in looked_at.values():
        places += await step.places(offer, tuple(before[rids[offer.id]]))
    return kept(places, " ".join(access.transfer_points))


async def asked_at(
    access: Access,
    connection: Connection,
    made: Stepped,
    outcomes: Mapping[str, Outcome],
    offer: Offer,
) -> Asked | None:
    """Where a place is asked by this offer, by the answer as it is kept then."""
    outcome = outcomes.get(offer.id)
    task = msgspec.json.decode(outcome.body) if outcome else made.here.kept[offer.id].task
    here = PlacesHere(connection, access.keyring, home_of(access))
    return await here.asked(task, offer.provider)


@dataclass(frozen=True, slots=True)
class _Step:
    access: Access
    connection: Connection
    made: Stepped
    outcomes: Mapping[str, Outcome]
    rids: Mapping[str, UUID]

    async def places(self, offer: Offer, before: tuple[Reservation, ...]) -> list[_Place]:
        """Those of this offer that changed."""
        made, rid = self.made, self.rids[offer.id]
        is_new = offer.holds_at(made.now) and not (before and before[-1].is_held_at(made.now))
        asked = await self._asked(offer) if is_new else Asked(before[-1].of) if before else None
        if asked is None:
            return []
        after = followed(before, offer, made.after.phase, asked, made.now)
        return [
            {"offer": rid, "number": number, **columns_kept(one)}
            for number, one in enumerate(after)
            if number >= len(before) or one != before[number]
        ]

    async def _asked(self, offer: Offer) -> Asked | None:
        return await asked_at(self.access, self.connection, self.made, self.outcomes, offer)
