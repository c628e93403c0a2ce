"""What a transfer of STU3 opens to who takes over: the handoff, and each part of it, by its name.

docs/decisions/0091-the-door-for-stu3.md
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hub.errors import Gone, NotFound, Unprocessable
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.document import gathered
from hub.query.tree import Gathered
from hub.stu3.task.shown import is_supplement
from profiles.resource.compartment import DIRECTORY
from profiles.resource.read import element, objects, words
from profiles.search.references import local_literal
from profiles.systems import SUPPLEMENTAL_RESOURCE
from profiles.transfer.choice import is_handoff

Tree = dict[str, Any]
_NOT_HERE = "send the document that this names first: a transfer hands over what is kept here"
_TOO_EARLY = "a nursing handoff is named once its receiver is chosen, with the status in-progress"
_SYSTEM, _CODE = SUPPLEMENTAL_RESOURCE
UNDER_WAY = "in-progress"


async def with_parts(hub: Hub, call: Call, task: Tree) -> Tree:
    """The same, each part of its handoff an input as well: as it is now, and no more later.

    Raises:
        Unprocessable: a document is not here, or a handoff is named before the choice.
    """
    own = [one for one in objects(task.get("input")) if not is_supplement(one)]
    found: dict[str, None] = {}
    for number, one in enumerate(own):
        address = local_literal(words(element(one, "valueReference"), "reference"))
        if address is None or address[0] != "Composition":
            continue
        place = f"Task.input[{number}]"
        document = await _document(hub, call, address[1], place)
        if not is_handoff(json.loads(document.top.body)):
            continue
        if task.get("status") != UNDER_WAY:
            raise Unprocessable(_TOO_EARLY, expression=place, rule="T-HANDOFF")
        found |= dict.fromkeys(_parts(document))
    inputs = [*own, *map(_supplement, found)]
    return {**task, "input": inputs} if inputs else task


async def _document(hub: Hub, call: Call, name: str, place: str) -> Gathered:
    try:
        return await gathered(hub.access, call.errand, name)
    except (NotFound, Gone):
        raise Unprocessable(_NOT_HERE, expression=place, rule="REFERENCE") from None


def _parts(document: Gathered) -> Iterator[str]:
    """Of people's records: what all may read is open by itself."""
    for one in document.others:
        if one.type not in DIRECTORY:
            yield one.address
        if one.type == "DocumentReference":
            yield from _files(json.loads(one.body))


def _files(reference: Mapping[str, Any]) -> Iterator[str]:
    """A file is fetched by itself, and is no part of the document."""
    for one in objects(reference.get("content")):
        address = local_literal(words(element(one, "attachment"), "url"))
        if address and address[0] == "Binary":
            yield "/".join(address)


def _supplement(address: str) -> Tree:
    kind = {"coding": [{"system": _SYSTEM, "code": _CODE}]}
    return {"type": kind, "valueReference": {"reference": address}}
