"""What a search across inhabitants shows: each resource decided by itself, as for a read of it."""

from collections.abc import Sequence
from uuid import UUID

from consent.decision import Permit
from hub.access.access import Access
from hub.access.dossier import ground_of
from hub.query.search_asked import bound_to
from hub.query.shown import as_it_stands
from hub.query.told_across import Told
from hub.search import page
from hub.search.query import Cursor, SearchQuery
from hub.security.errand import Errand
from hub.storage.database import Row
from hub.storage.stored import unseal_current

At = tuple[str, UUID]
"""By what such a list goes on: a moment as text, and a name."""


def shown(access: Access, errand: Errand, row: Row) -> Told | None:
    """It as its asker sees it, with why; None where it is closed to him.

    Raises:
        Damaged: it was changed outside the hub.
    """
    stored, custodian = unseal_current(row, access.keyring), row["custodian"]
    dossier = access.of_row(errand, row)
    decision = dossier.scope.decision(custodian, row["category"], stored.address)
    if not isinstance(decision, Permit):
        return None
    told = as_it_stands(dossier, stored, custodian, errand.now)
    return Told(told, row["pat"], ground_of(access.keyring, custodian, decision))


def next_page(
    access: Access, errand: Errand, query: SearchQuery, found: Sequence[At]
) -> str | None:
    """The link's parameter where more was `found` than a page holds."""
    if not 0 < query.count < len(found):
        return None
    after = Cursor(*found[query.count - 1])
    return page.write_page(page.Page(query.pairs, after), access.keyring, bound_to(errand, query))
