"""A full request for a place, and what an offer without a name is made of, as the asker may see it.

docs/decisions/0087-offers-without-a-name.md
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from hub.access.access import Access
from hub.query.document import of_composition
from hub.query.tree import Address, Gathered, Tree, gather
from hub.security.errand import Errand
from hub.storage.stored import Stored
from profiles.resource.read import element, objects, words
from profiles.resource.surroundings import Resource
from profiles.search.references import local_literal

NAME = "$open"
_TYPE = "ServiceRequest"


async def full_request(access: Access, errand: Errand, name: str) -> Gathered:
    """It, its patient, and the records that it or its document names; one row in the ledger.

    Raises:
        NotFound: not there, or not for this asker. TooCostly, Damaged, Forbidden, Unavailable.
    """
    return await gather(access, errand, _OFFER, name)


def _of_request(kept: Stored) -> Iterator[Address]:
    request = json.loads(kept.body)
    named = (*objects(request.get("reasonReference")), *objects(request.get("supportingInfo")))
    return _addresses([element(request, "subject"), *named])


def _of_parts(kept: Sequence[Stored]) -> Iterator[Address]:
    """What the document has in its sections, and the device of its use: of nothing else more."""
    for one in kept:
        if one.type == "Composition":
            yield from of_composition(one)
        elif one.type == "DeviceUseStatement":
            yield from _addresses([element(json.loads(one.body), "device")])


def _addresses(references: Iterable[Resource]) -> Iterator[Address]:
    for one in references:
        address = local_literal(words(one, "reference"))
        if address:
            yield address


_OFFER = Tree(_TYPE, NAME, _of_request, _of_parts)
