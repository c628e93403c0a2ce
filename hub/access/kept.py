"""An inhabitant's facts as they stand, changed by what is no write of a source."""

import logging
from dataclasses import dataclass
from uuid import UUID

from hub.access.access import KNOWN, Access
from hub.access.facts import StoredFacts, open_facts
from hub.errors import Damaged
from hub.ledger.record import Record
from hub.storage.append import written
from hub.storage.database import Connection
from hub.storage.rows import NewFacts
from hub.storage.sealing import SealBroken

_LOG = logging.getLogger("hub.access")


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one inhabitant at one epoch; `patient` is the name of his Patient."""

    pat: UUID
    patient: UUID
    epoch: int
    facts: StoredFacts

    @classmethod
    async def of(cls, access: Access, connection: Connection, pat: UUID) -> "Kept | None":
        """None of whom nobody keeps anything.

        Raises:
            Damaged: they were changed outside the hub.
        """
        row = await connection.fetchrow(f"{KNOWN}pat = $1", pat)
        if row is None:
            return None
        patient, epoch = row["patient"], row["epoch"]
        try:
            facts = open_facts(access.keyring, row["facts"], pat, patient, epoch)
        except SealBroken as broken:
            _LOG.error("facts of inhabitant %s at epoch %s: %s", pat, epoch, broken)
            raise Damaged(
                "this record can't be written to: tell the hub's owner the X-Request-Id"
            ) from None
        return cls(pat, patient, epoch, facts)

    async def become(
        self, access: Access, connection: Connection, facts: StoredFacts, record: Record
    ) -> None:
        """These facts from the next epoch on, with the row that tells of it, in one statement.

        Raises:
            LOST_RACE: another write came first; look again.
        """
        epoch = self.epoch + 1
        sealed = facts.sealed(access.keyring, self.pat, self.patient, epoch)
        moved = NewFacts(self.pat, self.patient, epoch, sealed)
        await access.ledger.append(connection, [record], written([], [moved]))
