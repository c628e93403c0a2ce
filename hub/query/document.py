"""A Composition and what it refers to, as far as the asker may see it, for a document.

https://hl7.org/fhir/R4/composition-operation-document.html
docs/decisions/0063-a-document-and-its-holes.md
"""

import json
from collections.abc import Iterator, Sequence

from hub.access.access import Access
from hub.query.named_in import named_in
from hub.query.tree import Address, Gathered, Tree, gather
from hub.security.errand import Errand
from hub.storage.stored import Stored
from profiles.resource.composition import parts
from profiles.search.references import local_literal

NAME = "$document"
_TYPE = "Composition"
_WHOLE = frozenset({_TYPE, "Bundle"})
"""A document by itself."""


async def gathered(access: Access, errand: Errand, name: str) -> Gathered:
    """What a document of this Composition is made of; one row in the ledger.

    Raises:
        NotFound: not there, or not for this asker. TooCostly: it refers to too much. Damaged: a
            part of it can't be shown. Forbidden, Unavailable: as a read.
    """
    return await gather(access, errand, _DOCUMENT, name)


def of_composition(kept: Stored) -> Iterator[Address]:
    """What a document of it names."""
    for _, one in parts(json.loads(kept.body)):
        url = one.get("reference")
        address = local_literal(url) if isinstance(url, str) else None
        if address:
            yield address


def _of_parts(kept: Sequence[Stored]) -> Iterator[Address]:
    return (one for one in named_in(each.body for each in kept) if one[0] not in _WHOLE)


_DOCUMENT = Tree(_TYPE, NAME, of_composition, _of_parts)
