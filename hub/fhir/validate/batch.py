"""What the writes in a batch would be told, each by itself as it will be done by itself.

https://hl7.org/fhir/R4/http.html#transaction
"""

from typing import Any
from urllib.parse import parse_qsl

from msgspec import structs

from hub.errors import FhirError
from hub.fhir.body import check_envelope, check_size
from hub.fhir.call import Call
from hub.fhir.headers import PASSED_ON
from hub.fhir.parts import Hub
from hub.fhir.types import require_id, require_writable
from hub.fhir.validate.as_write import NO_JUDGEMENT, Told, of_deletion, of_one, placed
from hub.security.granted import require_scope
from hub.security.scopes import Interaction
from hub.write.conditions import condition_of

_DONE: dict[str, Interaction] = {"POST": "create", "PUT": "update", "DELETE": "delete"}


async def of_batch(hub: Hub, call: Call, bundle: dict[str, Any]) -> list[Told]:
    """Of each entry that writes.

    Raises:
        TooLarge, Unprocessable: the Bundle around the entries; Unavailable.
    """
    check_size(bundle, hub.settings.max_entries)
    await check_envelope(hub, call, bundle)
    entries = bundle.get("entry", [])
    hub.rates.spend(call.errand.client.client_id, len(entries))
    told = []
    for number, entry in enumerate(entries):
        if (entry.get("request") or {}).get("method") in _DONE:
            said = await _of_entry(hub, call, entry)
            told.append(placed(said, f"Bundle.entry[{number}].resource"))
    return told


async def _of_entry(hub: Hub, call: Call, entry: dict[str, Any]) -> Told:
    request = entry["request"]
    headers = {name: request[key] for key, name in PASSED_ON.items() if key in request}
    path, _, query = request["url"].partition("?")
    kind, _, name = path.strip("/").partition("/")
    inner, resource = structs.replace(call, headers=headers), entry.get("resource") or {}
    try:
        require_writable(kind)
        require_scope(call.errand.client, kind, _DONE[request["method"]])
        if name:
            require_id(name)
        if request["method"] == "DELETE":
            return await of_deletion(hub, inner, kind, name)
        if request["method"] == "POST":
            return await of_one(hub, inner, kind, resource, None)
        named = name or condition_of(kind, parse_qsl(query, keep_blank_values=True))
        return await of_one(hub, inner, kind, resource, named)
    except NO_JUDGEMENT:
        raise
    except FhirError as refusal:
        return Told(refusal.issues, rule=refusal.rule)
