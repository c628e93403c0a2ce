"""That somebody stands for an inhabitant no longer: told by the register, or by the inhabitant.

docs/decisions/0034-persons-ask-and-choose.md
"""

from uuid import UUID

from consent.mandate import PERSON
from hub.access.access import Access, Whose
from hub.errors import TryAgain
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.storage.rows import NewFacts

_TRIES = 12
OVER = "S-MANDATE-OVER"


async def mandate_over(access: Access, errand: Errand, whose: UUID, who: UUID, ground: str) -> bool:
    """What `who` chose for `whose` on this ground opens nothing from now on; whether any did.

    `errand` is by whom it came out: it is for the doors to know that this is to be believed.

    Raises:
        TryAgain: others kept writing to the same record.
    """
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                return await _once(access, connection, errand, whose, (who, ground))
        except LOST_RACE:
            continue
    raise TryAgain("others write to the same record at this moment; try again")


async def _once(
    access: Access, connection: Connection, errand: Errand, whose: UUID, over: tuple[UUID, str]
) -> bool:
    dossier = await access.gather(connection, errand, Whose("pat", (whose,)), anew=True)
    who, ground = over
    facts = dossier.facts.without_mandate(f"{PERSON}{who}", ground)
    if dossier.patient is None or facts is dossier.facts:
        return False
    epoch = dossier.reach.epoch + 1
    sealed = facts.sealed(access.keyring, whose, dossier.patient, epoch)
    row = Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="update",
        status=200,
        rule=OVER,
        errand=errand,
        pat=whose,
        type="RelatedPerson",
        detail={"ground": ground, "of": str(who)},
    )
    parts = written([], [NewFacts(whose, dossier.patient, epoch, sealed)])
    await access.ledger.append(connection, [row], parts)
    return True
