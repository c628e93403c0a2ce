"""What a transfer Task assumes that the inhabitant agrees to: its own resources, to who takes over.

https://hl7.org/fhir/R4/task.html
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from consent.fhir.elements import day, mapping, only, sequence
from consent.statement import NOBODY, RESOURCE, Statement
from profiles import systems
from profiles.transfer.choice import NOT_CHOSEN, is_kept_here, is_lead, is_offer

OPEN = frozenset({"requested", "received", "accepted", "ready", "in-progress"})
"""While a transfer stands in one of these; a draft is none yet, and each other state ends it.

An offer goes on while its candidate has proposed another date, and so does a transfer that is
answered at the hub; a case goes on while it waits for its day. One for which there was no place
stays open to who looks further, until the day that it says.
"""

_ADDRESS = re.compile(r"(?P<address>[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(/_history/[A-Za-z0-9.-]+)?")
_BOUNDS = ("start", "end")
_CONTINUITY = frozenset({"COC"})


class Transfer(NamedTuple):
    """Of a Task that is written: `Task/id`, its version and moment, the two organisations' URAs."""

    address: str
    version: int
    at: datetime
    sender: str
    receiver: str


def is_transfer(task: Mapping[str, Any]) -> bool:
    """Whether this orders a transfer of care that is under way, or leads the case of one."""
    codings = [mapping(one) for one in sequence(mapping(task.get("code")).get("coding"))]
    named = any((one.get("system"), one.get("code")) == systems.TRANSFER_OF_CARE for one in codings)
    leads, status = is_lead(task), str(task.get("status"))
    may_wait = leads or is_offer(task) or is_kept_here(task)
    goes_on = status in OPEN or (status == "on-hold" and may_wait)
    goes_on = goes_on or (leads and status == "failed" and _is_bounded(task))
    return (named or leads) and goes_on and task.get("intent") == "order"


def assumed(task: Mapping[str, Any], transfer: Transfer) -> list[Statement]:
    """A permission for continuity of care for each resource that it names: itself, focus, inputs.

    Who looks for a place, and who was chosen, are told for whom, and all that is asked.
    None where the Task is no transfer that is under way, or has what is not understood.
    docs/decisions/0033-who-signed.md
    """
    restriction = mapping(task.get("restriction"))
    period = restriction.get("period", {})
    bounds: dict[str, date | None] = {
        bound: day(mapping(period)[bound]) for bound in _BOUNDS if bound in mapping(period)
    }
    if not is_transfer(task) or _is_qualified(task):
        return []
    if not only(period, frozenset({"id", *_BOUNDS})) or None in bounds.values():
        return []
    return [
        Statement(
            consent_id=transfer.address,
            version=transfer.version,
            permit=True,
            given_at=transfer.at,
            custodian=transfer.sender,
            actor=transfer.receiver,
            data=RESOURCE + address,
            purposes=_CONTINUITY,
            starts=bounds.get("start"),
            ends=bounds.get("end"),
            kind="offered" if _is_nameless(task) else "implied",
            decided_by=NOBODY,
            recorded_by=transfer.sender,
        )
        for address in dict.fromkeys([transfer.address, *_named(task)])
    ]


def _is_bounded(task: Mapping[str, Any]) -> bool:
    return "end" in mapping(mapping(task.get("restriction")).get("period"))


def _is_nameless(task: Mapping[str, Any]) -> bool:
    """Whether who is asked is not told of whom it is."""
    if is_offer(task):
        return "for" not in task
    return is_kept_here(task) and task.get("status") in NOT_CHOSEN


def _is_qualified(task: Mapping[str, Any]) -> bool:
    """Whether something says otherwise than the elements that are read here."""
    parts = [task, mapping(task.get("restriction")), *map(mapping, sequence(task.get("input")))]
    return "implicitRules" in task or any("modifierExtension" in part for part in parts)


def _named(task: Mapping[str, Any]) -> Iterator[str]:
    inputs = (mapping(one).get("valueReference") for one in sequence(task.get("input")))
    named = [task.get("focus"), *inputs]
    if is_lead(task) or (is_offer(task) and task.get("status") == "in-progress"):
        named += [task.get("for"), *sequence(task.get("basedOn"))]
    for reference in named:
        said = mapping(reference).get("reference")
        found = _ADDRESS.fullmatch(said) if isinstance(said, str) else None
        if found:
            yield found["address"]
