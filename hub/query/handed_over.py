"""What a transfer opens to who takes over: the handoff, and each part of it, by its name.

docs/decisions/0091-the-door-for-stu3.md
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from hub.access.access import Access
from hub.errors import Gone, NotFound, Unprocessable
from hub.query.document import gathered
from hub.query.tree import Gathered
from hub.security.errand import Errand
from profiles.resource.compartment import DIRECTORY
from profiles.resource.read import element, objects, words
from profiles.search.references import local_literal
from profiles.systems import SUPPLEMENTAL_RESOURCE
from profiles.transfer.choice import is_handoff, is_lead, is_supplement

Tree = dict[str, Any]
_NOT_HERE = "send the document that this names first: a transfer hands over what is kept here"
_TOO_EARLY = "a nursing handoff is named once its receiver is chosen, with the status in-progress"
_SYSTEM, _CODE = SUPPLEMENTAL_RESOURCE
UNDER_WAY = "in-progress"


async def with_parts(access: Access, errand: Errand, task: Tree) -> Tree:
    """The same, each part of its handoff an input as well: as it is now, and no more later.

    Raises:
        Unprocessable: a document is not here, or a handoff is named before the choice.
    """
    own = [one for one in objects(task.get("input")) if not is_supplement(one)]
    return _with(task, own, await _found(access, errand, task, own))


async def with_parts_beside(access: Access, errand: Errand, task: Tree) -> Tree:
    """The same beside what its sender names himself; raises as that.

    Of the Task of a case that is once, when the handoff is first named: each step of it changes
    what belongs to it alone.
    """
    said = objects(task.get("input"))
    own = [one for one in said if not is_supplement(one)]
    if is_lead(task) and len(own) < len(said):
        return task
    named = {words(element(one, "valueReference"), "reference") for one in said}
    found = await _found(access, errand, task, own)
    return _with(task, [*said], {one: None for one in found if one not in named})


async def _found(access: Access, errand: Errand, task: Tree, own: list[Tree]) -> dict[str, None]:
    found: dict[str, None] = {}
    for number, one in enumerate(own):
        address = local_literal(words(element(one, "valueReference"), "reference"))
        if address is None or address[0] != "Composition":
            continue
        place = f"Task.input[{number}]"
        document = await _document(access, errand, address[1], place)
        if not is_handoff(json.loads(document.top.body)):
            continue
        if task.get("status") != UNDER_WAY and not is_lead(task):
            raise Unprocessable(_TOO_EARLY, expression=place, rule="T-HANDOFF")
        found |= dict.fromkeys(_parts(document))
    return found


def _with(task: Tree, own: list[Tree], found: Mapping[str, None]) -> Tree:
    inputs = [*own, *map(_supplement, found)]
    return {**task, "input": inputs} if inputs else task


async def _document(access: Access, errand: Errand, name: str, place: str) -> Gathered:
    try:
        return await gathered(access, errand, name)
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
