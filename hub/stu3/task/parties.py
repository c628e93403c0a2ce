"""Between whom a Task of STU3 is, by URA: who sends it by its token, who takes over by its number.

http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from hub.errors import Forbidden, Gone, NotFound, Unprocessable
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.read import Wanted, current_version
from hub.write.identity import uras_of
from profiles.resource.read import element, objects
from profiles.search.references import local_literal
from profiles.stu3.behalf import behalf_of, on_behalf
from profiles.systems import URA_SYSTEM

Tree = dict[str, Any]
_OWNER = "name who takes over by its URA: in owner.identifier, or in an Organization that is here"
_OWN = "who takes over is another organisation than who sends"
_ANOTHER = "you send for your own organisation; leave onBehalfOf out, or name your own"
_NOBODY = "say who asks: requester.agent"


def sender_of(task: Mapping[str, Any]) -> str | None:
    """The one URA that a Task says it is sent by."""
    requester = element(task, "requester")
    said = behalf_of(requester) or requester
    return _one(uras_of([said.get("identifier")]))


def receiver_of(task: Mapping[str, Any]) -> str | None:
    """The one URA of who is to take over."""
    return _one(uras_of([element(task, "owner").get("identifier")]))


async def with_parties(hub: Hub, call: Call, task: Tree, own: str) -> Tree:
    """The same with both by their numbers, as `own` sends it.

    Raises:
        Unprocessable: no one by URA takes over, or who sends does. Forbidden: for another.
    """
    owner, requester = element(task, "owner"), element(task, "requester")
    takes = await _uras(hub, call, owner)
    if len(takes) != 1:
        raise Unprocessable(_OWNER, expression="Task.owner")
    if own in takes:
        raise Unprocessable(_OWN, expression="Task.owner")
    if not requester:
        raise Unprocessable(_NOBODY, expression="Task.requester")
    said = behalf_of(requester)
    sends = await _uras(hub, call, said or requester)
    if sends - {own}:
        raise Forbidden(_ANOTHER, expression="Task.requester", rule="A-NOT-CUSTODIAN")
    named = {**(said or {}), "identifier": _ura(own)}
    return {
        **task,
        "owner": {**owner, "identifier": _ura(next(iter(takes)))},
        "requester": on_behalf(requester, named),
    }


async def _uras(hub: Hub, call: Call, reference: Mapping[str, Any]) -> frozenset[str]:
    """Those of the organisation that is meant; none where it is known by no number here."""
    found = uras_of([reference.get("identifier")])
    address = local_literal(str(reference.get("reference", "")).removeprefix(f"{hub.fhir_url}/"))
    if found or address is None or address[0] != "Organization":
        return found
    try:
        stored = await current_version(hub.access, call.errand, Wanted(*address, "read"))
    except (NotFound, Gone):
        return found
    organization = msgspec.json.decode(stored.body)
    return uras_of(objects(organization.get("identifier")))


def _ura(number: str) -> Tree:
    return {"system": URA_SYSTEM, "value": number}


def _one(found: frozenset[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
