"""Batch: a Bundle of separate calls, each with its own answer and its own ledger row.

https://hl7.org/fhir/R4/http.html#transaction
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import structs

from hub.errors import FhirError, operation_outcome
from hub.fhir.body import check_envelope, check_size
from hub.fhir.bundle import bundle, sent_resources
from hub.fhir.call import Answer, Call
from hub.fhir.formats import require_format
from hub.fhir.forms import OWN_FORMS
from hub.fhir.headers import PASSED_ON
from hub.fhir.parts import Hub
from hub.fhir.patch_body import sent_as
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
        answer = await _answered(hub, _call(call, each.get("request") or {}, raw))
        entries.append(_entry(answer))
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


def _call(call: Call, request: dict[str, Any], body: bytes) -> Call:
    path, _, query = str(request.get("url", "")).partition("?")
    headers = {
        "prefer": _preferred(call),
        "accept": "application/fhir+json",
        "content-type": "application/fhir+json",
        **{name: request[key] for key, name in PASSED_ON.items() if key in request},
    }
    if request.get("method") == "PATCH":
        headers["content-type"], body = sent_as(headers["content-type"], body)
    return structs.replace(
        call,
        method=str(request.get("method", "")),
        segments=tuple(unquote(part) for part in path.strip("/").split("/")),
        pairs=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=headers,
        body=body,
    )


def _preferred(call: Call) -> str:
    """What is written comes back in an entry where that is asked for, as in a transaction."""
    asked = call.headers.get("prefer", "")
    return asked if "return=" in asked else f"{asked}, return=minimal"


async def _answered(hub: Hub, call: Call) -> Answer:
    try:
        if call.segments[-1] in OWN_FORMS:  # a table or a text is no resource
            require_format({}, call.pairs)
        return await dispatch(hub, call)
    except FhirError as refusal:
        await record_refusal(hub, call, refusal)
        return Answer(refusal.status, msgspec.json.encode(operation_outcome(refusal.issues)))


def _entry(answer: Answer) -> bytes:
    response: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    for name, key in (("ETag", "etag"), ("Location", "location")):
        if name in answer.headers:
            response[key] = answer.headers[name]
    is_resource = answer.body and answer.status < HTTPStatus.BAD_REQUEST and not answer.is_outcome
    if answer.body and not is_resource:
        response["outcome"] = msgspec.Raw(answer.body)
    elif answer.beside:
        response["outcome"] = answer.beside
    tail = msgspec.json.encode({"response": response})
    if is_resource:
        return b'{"resource":' + answer.body + b"," + tail[1:]
    return tail
