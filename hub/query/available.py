"""Whether there is something for a person to have, before he is asked who may have it.

docs/decisions/0043-the-national-layer.md
"""

from collections.abc import Iterable

from hub.access.access import NOBODY, Access
from hub.access.own import own_dossier, own_name
from hub.errors import Forbidden, Unauthenticated
from hub.search.present import present
from hub.security.errand import Errand


async def available(access: Access, errand: Errand, kinds: Iterable[str]) -> frozenset[str]:
    """Of these types those of which something is open to the person that asks.

    None to who is not entitled, or not known: for him the same statement looks where nothing is, so
    that time tells nobody which it was, nor how much is kept of him.
    """
    whose = NOBODY
    async with access.database.connection() as connection:
        try:
            await own_dossier(access, connection, errand)
            whose = own_name(errand) or NOBODY
        except (Forbidden, Unauthenticated):
            pass
        return await present(connection, whose, kinds)
