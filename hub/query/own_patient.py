"""The Patient for whose record a person asks, where it is his to see.

docs/decisions/0037-doors-for-people.md
"""

from hub.access.access import NOBODY, Access, Whose
from hub.access.caller import require_caller
from hub.access.own import own_name, require_own
from hub.errors import Damaged, Forbidden, Unauthenticated
from hub.security.errand import Errand
from hub.storage.stored import unseal_current


async def own_patient(access: Access, errand: Errand) -> str | None:
    """The id of the Patient; None where there is none, or it is not for who asks.

    Both do the same work. Who asks is told nothing yet, so the row is of the door that asked.
    """
    whose = own_name(errand)
    if whose is None:
        return None
    async with access.database.connection() as connection:
        dossier = await access.gather(connection, errand, Whose("pat", (whose,)), anew=True)
    rows = await access.current_rows.rows(dossier.patient or NOBODY)
    try:
        require_caller(errand)
        require_own(access, errand, dossier)
        stored = [unseal_current(row, access.keyring) for row in rows if row["method"] != "DELETE"]
    except (Damaged, Forbidden, Unauthenticated):
        return None
    return stored[0].id if stored else None
