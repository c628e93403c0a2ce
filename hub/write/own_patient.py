"""The record that a person writes in: his own, in which his Patient is the one that he names."""

from collections.abc import Mapping
from typing import Any

from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.access.own import not_yours, own_dossier
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.pseudonym import rid
from profiles.search.references import local_literal


async def own_patient(
    access: Access, connection: Connection, errand: Errand, named: Mapping[str, Any]
) -> tuple[Dossier, str]:
    """His record as it is at this moment, and its Patient (`Patient/id`), whom `named` refers to.

    Raises:
        Unauthenticated, Forbidden: as `own_dossier`; or it names another Patient, or none.
    """
    dossier = await own_dossier(access, connection, errand)
    address = local_literal(str(named.get("reference", "")))
    if address is None or rid(access.keyring, *address) != dossier.patient:
        raise not_yours("S-NOT-ENTITLED", dossier)
    return dossier, "/".join(address)
