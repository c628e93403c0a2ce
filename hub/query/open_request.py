"""What candidates may know of a request for a place, made of what its asker may read.

docs/decisions/0087-offers-without-a-name.md
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from consent.asker import Provider
from hub.access.access import Access
from hub.errors import Forbidden, Unprocessable
from hub.query.full_request import full_request
from hub.query.open_region import OpenRegion
from hub.query.tree import Gathered
from hub.security.errand import Errand
from hub.storage.stored import Stored
from hub.transfer.open.build import Opened, opened
from hub.transfer.open.source import Source
from hub.transfer.open.unopenable import Unopenable
from profiles.resource.read import element, objects, words

_HERE = ZoneInfo("Europe/Amsterdam")


async def open_request(
    access: Access,
    errand: Errand,
    name: str,
    region: OpenRegion,
    advised: Mapping[str, Any] | None = None,
) -> Opened:
    """Of the full request of this id; `advised` is the care that fits, where that is settled.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: no organisation asks.
        Unprocessable: no offer can be made of it.
    """
    asker = errand.asker
    if not isinstance(asker, Provider):
        raise Forbidden("an offer is made by an organisation", rule="T-WHO")
    found = await full_request(access, errand, name)
    setting = region.setting(asker.ura, access.transfer_points)
    facts = region.facts(errand.now.astimezone(_HERE).date())
    try:
        return opened(_source(found, advised), setting, facts)
    except Unopenable as refused:
        raise Unprocessable(
            f"no offer can be made of this: {refused.place} does not say what it must",
            expression=refused.place,
            rule="T-OPEN",
        ) from None


def _source(found: Gathered, advised: Mapping[str, Any] | None) -> Source:
    """Raises Unopenable: it says by more than one document what candidates are told."""
    records = {
        name: tree
        for one in found.others
        for tree in [_read(one)]
        for name in (one.address, f"{one.address}/_history/{one.version}")
    }
    request = _read(found.top)
    if advised is not None:
        request["code"] = advised
    named = [records.get(words(one, "reference")) for one in objects(request.get("supportingInfo"))]
    documents = [one for one in named if one and one["resourceType"] == "Composition"]
    if len(documents) > 1:
        raise Unopenable("ServiceRequest.supportingInfo")
    patient = records.get(words(element(request, "subject"), "reference"), {})
    return Source(request, patient, next(iter(documents), None), records)


def _read(one: Stored) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(one.body, parse_float=Decimal)
    return tree
