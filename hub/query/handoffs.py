"""The nursing handoffs of one inhabitant that their asker may read, for who puts one into a case.

docs/decisions/0092-the-handoff.md
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hub.access.access import Access
from hub.query.search import Limits, SearchAsked, search_record
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.transfer.reading import HANDOFF


async def handoffs_of(
    access: Access, errand: Errand, limits: Limits, patient: str
) -> Sequence[Mapping[str, Any]]:
    """The Compositions, by the search that a system does.

    Raises:
        Forbidden: it may not search. FhirError: as that search.
    """
    require_scope(errand.client, "Composition", "search-type")
    kinds = ",".join(f"{system}|{code}" for system, code in HANDOFF)
    pairs = [("patient", patient), ("type", kinds)]
    found = await search_record(access, errand, SearchAsked("Composition", pairs, limits))
    return [msgspec.json.decode(one.body) for one in found.matches]
