"""A case begins: the Task that leads it is sent to a transfer point.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec

from consent.statement import Statement
from hub.storage.cases import CaseRow
from hub.storage.lookup import lookup
from hub.storage.own_id import names_meant
from hub.storage.stored import unseal_current
from hub.storage.transfer_events import EventRow
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead, party_of
from hub.transfer.moves.intake import Request
from hub.transfer.party import Actor
from hub.transfer.refused import Refused
from hub.transfer.step import step
from hub.write.case_opens import Led, lead_opens
from hub.write.case_rows import events_of_case
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.outcome import Outcome
from hub.write.plan import Writing
from profiles.resource.read import element
from profiles.search.references import local_literal

_BEGINS = "a case begins as requested, or as a draft; send it so, and then what became of it"
_NO_DESK = "send it to a transfer point of this region, named by its URA as owner"
_OTHERS = "a case is sent by who asks for the place, or by the transfer point on its word"


@dataclass(frozen=True, slots=True)
class LeadMade:
    """The row and the events of a case that begins, and what its Task opens."""

    row: CaseRow
    events: Sequence[EventRow]
    whose: UUID
    address: str
    opens: Sequence[Statement]


async def made_lead(
    eyes: Eyes, setting: Writing, draft: Draft, outcome: Outcome
) -> LeadMade | None:
    """It; None where it is a draft, or about nobody.

    Raises:
        Refused: a guard stands against it. TooCostly: it names more than anybody takes over.
    """
    task, new, own = msgspec.json.decode(outcome.body), outcome.new, setting.custodian
    if task.get("status") == "draft" or new is None or new.pat is None:
        return None
    desk, requester = party_of(task, "owner"), party_of(task, "requester")
    region = eyes.access.transfer_points.get(desk)
    if region is None:
        raise Refused("T-DESK", _NO_DESK, "Task.owner.identifier")
    if own not in {desk, requester}:
        raise Refused("T-WHO", _OTHERS, "Task.requester")
    family = setting.keyring.token(f"transfer|lead|{new.rid}")
    request = await _focus(eyes, setting, draft, task, new.pat)
    case = case_of_lead(task, str(family), region, request)
    after, events = step(_before(case), Request(), _actor(setting, requester), setting.now)
    row = CaseRow(
        rid=new.rid,
        family=family,
        placer=own,
        requester=requester,
        desk=desk,
        region=region,
        status=after.status,
        phase=after.phase,
        asked_at=setting.now,
    )
    told = events_of_case(setting.keyring, family, events)
    opens = lead_opens(Led(row, task), outcome)
    return LeadMade(row, told, new.pat, outcome.name.address, opens)


def _before(case: Case) -> Case:
    if case.status != "requested":
        raise Refused("T-STATE", _BEGINS)
    return replace(case, status="draft")


def _actor(setting: Writing, requester: str) -> Actor:
    own = setting.custodian
    by_phone = requester if own != requester else None
    return Actor(own, by_phone, is_person=setting.person is not None)


async def _focus(
    eyes: Eyes, setting: Writing, draft: Draft, task: Mapping[str, Any], whose: UUID
) -> Mapping[str, Any]:
    """The request that it is about, sent along or kept here; nothing where it is neither."""
    said = element(draft.resource or {}, "focus").get("reference")
    along = setting.links.internal.get(str(said))
    if along is not None:
        return along.resource or {}
    stored = local_literal(str(element(task, "focus").get("reference")))
    if stored is None:
        return {}
    names = names_meant(setting.keyring, setting.custodian, *stored)
    for row in await lookup(eyes.connection, names, (), ()):
        if row["pat"] == whose and not row["deleted"]:
            found: dict[str, Any] = msgspec.json.decode(unseal_current(row, setting.keyring).body)
            return found
    return {}
