"""The record that a person writes in: his own, in which his Patient is the one that he names."""

from collections.abc import Mapping
from typing import Any

from hub.access.access import Access, Whose
from hub.access.caller import require_caller
from hub.access.dossier import Dossier
from hub.access.own import not_yours, own_name
from hub.errors import Forbidden
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.pseudonym import rid
from profiles.search.references import local_literal


async def own_patient(
    access: Access, connection: Connection, errand: Errand, named: Mapping[str, Any]
) -> tuple[Dossier, str]:
    """His record as it is at this moment, and its Patient (`Patient/id`), whom `named` refers to.

    Whether this person may write in it is for who calls to ask.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, or it names another Patient, or none.
    """
    require_caller(errand)
    whose = own_name(errand)
    if whose is None:
        raise Forbidden("this is for a person who writes in his own record", rule="S-NOT-ENTITLED")
    dossier = await access.gather(connection, errand, Whose("pat", (whose,)), anew=True)
    address = local_literal(str(named.get("reference", "")))
    if address is None or rid(access.keyring, *address) != dossier.patient:
        raise not_yours("S-NOT-ENTITLED", dossier)
    return dossier, "/".join(address)
