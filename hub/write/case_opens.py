"""What the Tasks of a case open, and to whom: no more than each side may know at this phase.

docs/decisions/0033-who-signed.md and 0086-the-transfer-point.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from consent.fhir import Transfer, assumed
from consent.statement import NOBODY, RESOURCE, Statement
from hub.storage.aborts import AbortRow
from hub.storage.cases import CaseRow
from hub.transfer.calling_off import BEGINS
from hub.transfer.lead import named_in
from hub.transfer.reading import provider_of
from hub.write.bounded import refuse_too_large
from hub.write.identity import uras_of
from hub.write.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Led:
    """The case that an offer is of: who put it here, who has to do with it, what the Task says."""

    row: CaseRow
    task: Mapping[str, Any]


def lead_opens(led: Led, outcome: Outcome) -> list[Statement]:
    """What this version of the lead opens: to the transfer point, and to who asked it by phone.

    Raises:
        TooCostly: it names more than anybody takes over.
    """
    row = led.row
    said = list[Statement]()
    for other in sorted({row.desk, row.requester} - {row.placer}):
        said += _said(led.task, outcome, row.placer, other)
    refuse_too_large(said, "Task")
    return said


def offer_opens(outcome: Outcome, placer: str, led: Led | None) -> list[Statement]:
    """What this version of an offer opens to its candidate, and to who looks for a place with it.

    Who was chosen gets of the requester what that handed to the case, and nothing else of it.

    Raises:
        TooCostly: it names more than anybody takes over.
    """
    said = _offered(outcome, placer, led)
    refuse_too_large(said, "Task")
    return said


def _offered(outcome: Outcome, placer: str, led: Led | None) -> list[Statement]:
    task = msgspec.json.decode(outcome.body)
    if uras_of([task.get("requester", {}).get("identifier")]) != {placer}:
        return []
    provider = provider_of(task)
    said = _said(task, outcome, placer, provider)
    if led is None:
        return said
    row = led.row
    for other in sorted({row.requester, row.desk} - {placer, provider}):
        said += _said(task, outcome, placer, other)
    if task.get("status") == "in-progress" and row.placer not in {placer, provider}:
        handed = {RESOURCE + one for one in _handed(led.task)}
        passed_on = _said(task, outcome, row.placer, provider)
        said += [one for one in passed_on if one.data in handed]
    return said


def abort_opens(outcome: Outcome, row: AbortRow) -> list[Statement]:
    """That the candidate reads this Task, and nothing else by it, until it was answered."""
    if row.status != BEGINS:
        return []
    address = outcome.name.address
    return [
        Statement(
            consent_id=address,
            version=outcome.version,
            permit=True,
            given_at=outcome.last_updated,
            custodian=row.placer,
            actor=row.provider,
            data=RESOURCE + address,
            purposes=frozenset({"COC"}),
            kind="implied",
            decided_by=NOBODY,
            recorded_by=row.placer,
        )
    ]


def _said(task: Mapping[str, Any], outcome: Outcome, sender: str, to: str) -> list[Statement]:
    at = outcome.last_updated
    return assumed(task, Transfer(outcome.name.address, outcome.version, at, sender, to))


def _handed(lead: Mapping[str, Any]) -> list[str]:
    return [*named_in(lead), str(lead.get("for", {}).get("reference", ""))]
