"""`ServiceRequest/id/$open`: the request and the notice that candidates may see; nothing is kept.

docs/decisions/0087-offers-without-a-name.md
"""

import json
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from consent.asker import Provider
from hub.errors import Forbidden, Unprocessable
from hub.fhir.call import Answer, Call
from hub.fhir.open_request.told import told
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.languages.asked import ASKED
from hub.query.full_request import NAME, full_request
from hub.query.search import Stored
from hub.query.tree import Gathered
from hub.security.granted import require_may_bring, require_scope
from hub.transfer.open.build import opened
from hub.transfer.open.source import Source
from hub.transfer.open.unopenable import Unopenable
from profiles.resource.read import element, objects, words

_TYPE, _HERE = "ServiceRequest", ZoneInfo("Europe/Amsterdam")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def open_of_request(hub: Hub, call: Call, _resource_type: str, resource_id: str) -> Answer:
    """Of the full request that the URL names, for who may read it.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: not in the token's scopes.
        Unprocessable: no offer can be made of it. Invalid.
    """
    said_in(call, NAME, ())
    asker = call.errand.asker
    if not isinstance(asker, Provider):
        raise Forbidden("an offer is made by an organisation", rule="T-WHO")
    require_scope(call.errand.client, _TYPE, "read")
    require_may_bring(call.errand.client, "Patient")
    found = await full_request(hub.access, call.errand, resource_id)
    setting = hub.open_region.setting(asker.ura, hub.access.transfer_points)
    facts = hub.open_region.facts(call.errand.now.astimezone(_HERE).date())
    try:
        made = opened(_source(found), setting, facts)
    except Unopenable as refused:
        raise Unprocessable(
            f"no offer can be made of this: {refused.place} does not say what it must",
            expression=refused.place,
            rule="T-OPEN",
        ) from None
    return Answer(200, _ENCODER.encode(told(made, ASKED.get())))


def _source(found: Gathered) -> Source:
    """Raises Unopenable: it says by more than one document what candidates are told."""
    records = {
        name: tree
        for one in found.others
        for tree in [_read(one)]
        for name in (one.address, f"{one.address}/_history/{one.version}")
    }
    request = _read(found.top)
    named = [records.get(words(one, "reference")) for one in objects(request.get("supportingInfo"))]
    documents = [one for one in named if one and one["resourceType"] == "Composition"]
    if len(documents) > 1:
        raise Unopenable("ServiceRequest.supportingInfo")
    patient = records.get(words(element(request, "subject"), "reference"), {})
    return Source(request, patient, next(iter(documents), None), records)


def _read(one: Stored) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(one.body, parse_float=Decimal)
    return tree
