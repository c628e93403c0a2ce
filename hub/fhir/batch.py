"""Batch: a Bundle of separate calls, each with its own answer and its own ledger row.

https://hl7.org/fhir/R4/http.html#transaction
"""

from typing import Any

import msgspec

from hub.errors import FhirError, operation_outcome
from hub.fhir.body import check_envelope, check_size
from hub.fhir.bundle import bundle, sent_resources
from hub.fhir.call import Answer, Call
from hub.fhir.entry_call import call_of, entry_of
from hub.fhir.formats import require_format
from hub.fhir.forms import OWN_FORMS
from hub.fhir.parts import Hub
from hub.fhir.refusal import record, record_refusal
from hub.fhir.routes import dispatch
from hub.ledger.record import NOTHING, Record


async def batch(hub: Hub, call: Call, resource: dict[str, Any]) -> Answer:
    """One response an entry, in the order of the request; a refused one does not stop the rest.

    Raises:
        TooLarge, Unprocessable: the Bundle around the entries. Unavailable: too many large ones
            wait. Then none was done.
    """
    check_size(resource, hub.settings.max_entries)
    await check_envelope(hub, call, resource)
    asked = resource.get("entry", [])
    hub.rates.spend(call.errand.client.client_id, len(asked))
    sent = sent_resources(call.body)
    entries = []
    if not asked:
        await record(hub, _nothing(call))
    for each, raw in zip(asked, sent, strict=True):
        request = each.get("request") or {}
        answer = await _answered(hub, call_of(call, request, raw))
        entries.append(entry_of(answer, request.get("method", "")))
    return Answer(200, bundle("batch-response", entries))


def _nothing(call: Call) -> Record:
    return Record(
        at=call.errand.now,
        request_id=call.errand.request_id,
        interaction="batch",
        status=200,
        rule=NOTHING,
        errand=call.errand,
        type="Bundle",
    )


async def _answered(hub: Hub, call: Call) -> Answer:
    try:
        if call.segments[-1] in OWN_FORMS:  # a table or a text is no resource
            require_format({}, call.pairs)
        return await dispatch(hub, call)
    except FhirError as refusal:
        await record_refusal(hub, call, refusal)
        return Answer(refusal.status, msgspec.json.encode(operation_outcome(refusal.issues)))
