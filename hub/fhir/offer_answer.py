"""What a system of fewer words says to an offer, in the terms that the hub asks of an answer.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from consent.question import amsterdam_day
from hub.errors import Gone, NotFound
from hub.fhir.call import Call
from hub.fhir.parts import Hub
from hub.query.read import Wanted, current_version
from hub.transfer.reading import ELEMENT, REJECTION_REASON
from profiles.instant import instant
from profiles.resource.read import element, has, objects, words
from profiles.search.references import local_literal
from profiles.transfer.reasons import REJECTIONS

Tree = dict[str, Any]
HELD = timedelta(hours=24)
"""How long a place is kept by who does not say how long: the guides have no word for it."""
NOT_CODED = "not-coded"


async def in_our_terms(hub: Hub, call: Call, task: Tree, seen: Mapping[str, Any]) -> Tree:
    """The same answer with what national guides leave unsaid: how long a place is kept, why not."""
    status = task.get("status")
    if status == "accepted":
        return {**task, "output": [*objects(task.get("output")), *await _place(hub, call, task)]}
    if status == "rejected":
        return {**task, "statusReason": _reason(task)}
    if status == seen.get("status") and "statusReason" in task:
        return {name: one for name, one in task.items() if name != "statusReason"}
    return task


async def _place(hub: Hub, call: Call, task: Tree) -> list[Tree]:
    """From the date that was asked, kept for a day, where the answer says neither."""
    said = [one.get("type") for one in objects(task.get("output"))]
    found = []
    if not any(has(one, (ELEMENT, "available-from")) for one in said):
        found.append(_output("available-from", await _asked(hub, call, task)))
    if not any(has(one, (ELEMENT, "held-until")) for one in said):
        found.append(_output("held-until", instant(call.errand.now + HELD)))
    return found


async def _asked(hub: Hub, call: Call, task: Tree) -> str:
    """The date in the request that is offered, else this day."""
    address = local_literal(words(element(task, "focus"), "reference"))
    today = amsterdam_day(call.errand.now).isoformat()
    if address is None:
        return today
    try:
        stored = await current_version(hub.access, call.errand, Wanted(*address, "read"))
    except (NotFound, Gone):
        return today
    request = msgspec.json.decode(stored.body)
    return next(_dates(request), today)


def _dates(request: Mapping[str, Any]) -> Iterator[str]:
    said = (request.get("occurrenceDateTime"), element(request, "occurrencePeriod").get("start"))
    return (one for one in said if isinstance(one, str))


def _reason(task: Mapping[str, Any]) -> Tree:
    """A code of the list: the one that is sent, or whose words are; else that it is not coded.

    What has ended stays readable, so the words themselves are not kept.
    """
    said = element(task, "statusReason")
    codes = (one.get("code") for one in objects(said.get("coding")))
    texts = (words(said, "text"), *(words(one, "display") for one in objects(said.get("coding"))))
    found = [one for one in codes if one in REJECTIONS.values()]
    found += [REJECTIONS[one.casefold()] for one in texts if one.casefold() in REJECTIONS]
    code = found[0] if found else NOT_CODED
    return {"coding": [{"system": REJECTION_REASON, "code": code}]}


def _output(name: str, moment: str | datetime) -> Tree:
    kind = {"coding": [{"system": ELEMENT, "code": name}]}
    return {"type": kind, "valueDateTime": moment}
