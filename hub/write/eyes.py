"""What a write sees of the store, on one connection."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from hub.access.access import Access
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.lookup import lookup
from hub.turns import Turns
from hub.write.again import Seen
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.plan import Writing, pairs_of


@dataclass(frozen=True, slots=True)
class Eyes:
    """Looks into the store for one errand, and keeps what it saw in `known`."""

    connection: Connection
    access: Access
    errand: Errand
    known: Found
    seen: Seen
    turns: Turns

    async def look(
        self, rids: Collection[UUID], finders: Collection[int], pats: Collection[UUID]
    ) -> None:
        """Rows of these names, keys and inhabitants; no statement where nothing is asked."""
        if rids or finders or pats:
            rows = await lookup(self.connection, rids, finders, pats)
            self.known.add(self.access, self.errand, rows)
            self.seen.add(rids, finders, pats, rows)
            await self.turns.give()

    async def follow(self) -> None:
        """Who came in the place of those who are known by now; no statement where nobody did."""
        known = self.known
        while True:
            facts = [one.facts for one in known.dossiers.values()]
            lefts = (left for one in facts for left in one.lefts_by(known.custodian))
            pats = {one.pat for one in lefts} - self.seen.pats
            if not pats:
                break
            await self.look((), (), pats)

    async def pairs(self, setting: Writing) -> dict[Draft, str]:
        """The key of each role whose two ends are known, and what is here by it."""
        pairs = pairs_of(setting, self.known)
        await self.look((), setting.keyring.tokens(pairs.values()), ())
        await self.turns.give()
        return pairs
