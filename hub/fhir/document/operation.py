"""`Composition/id/$document`: a document that is made of what is kept.

https://hl7.org/fhir/R4/composition-operation-document.html
"""

from collections.abc import Mapping
from uuid import uuid4

import msgspec

from hub.errors import Invalid, NotSupported, Required
from hub.fhir.call import Answer, Call
from hub.fhir.document.made import made
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.fhir.types import require_id
from hub.query.document import NAME, gathered
from hub.security.granted import require_may_bring, require_scope

_TYPE = "Composition"
TAKEN = frozenset({"persist", "graph"})


async def document_of_composition(
    hub: Hub, call: Call, _resource_type: str, resource_id: str
) -> Answer:
    """Of the Composition that the URL names.

    Raises:
        NotFound: not there, or not for this asker. Forbidden: not in the token's scopes. Invalid,
            NotSupported: another parameter, or one that would keep what was made.
    """
    said = said_in(call, NAME, TAKEN)
    return await _document(hub, call, said, resource_id)


async def document_named(hub: Hub, call: Call, _resource_type: str) -> Answer:
    """Of the one that the parameter `id` names, by its id or its address here; likewise."""
    said = said_in(call, NAME, {*TAKEN, "id"})
    if "id" not in said:
        raise Required(f"say of which Composition: {_TYPE}/[id]/{NAME}, or id=")
    name = said["id"].removeprefix(f"{hub.fhir_url}/").removeprefix(f"{_TYPE}/")
    if "/" in name:
        raise NotSupported("a document is made of what is kept here; send the id of a Composition")
    require_id(name)
    return await _document(hub, call, said, name)


async def _document(hub: Hub, call: Call, said: Mapping[str, str], name: str) -> Answer:
    if said.get("persist", "false") not in {"true", "false"}:
        raise Invalid("persist is true or false")
    if said.get("persist") == "true":
        raise NotSupported(
            "a document that is made is not kept, for it is what you may see; to keep one, send it "
            "yourself: POST Bundle"
        )
    if "graph" in said:
        raise NotSupported("no GraphDefinition is followed: leave graph out")
    require_scope(call.errand.client, _TYPE, "read")
    # A document that does not say about whom it is misleads.
    require_may_bring(call.errand.client, "Patient")
    found = await gathered(hub.access, call.errand, name)
    bundle = made(hub.fhir_url, found, call.errand.now, uuid4())
    return Answer(200, msgspec.json.encode(bundle))
