"""What a partner may be told of at this moment: a Task that somebody there could read.

docs/decisions/0090-notifications.md
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from consent.asker import Professional
from hub.access.access import Access
from hub.security.errand import Client, Errand
from hub.storage.cases import cases_named
from hub.storage.database import Row
from hub.storage.notifications import is_last, was_told
from hub.storage.offers import offers_named
from hub.storage.organizations import enrolled
from hub.storage.stored import Stored, unseal_current
from hub.transfer.offer import FINAL
from profiles.transfer.choice import is_kept_here


@dataclass(frozen=True, slots=True)
class Told:
    """The Task as it stands, and the URA of who keeps it."""

    task: Stored
    keeper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something became of `task`, which the `partner` of the `channel` is told as `number`."""

    channel: UUID
    partner: str
    task: UUID
    number: int


async def may_be_told(access: Access, event: Event, now: datetime) -> Told | None:
    """The Task that it is about; None where the partner may not be told of it, or not any more.

    Raises:
        Damaged: it was changed outside the hub.
    """
    rows = await access.current_rows.rows(event.task)
    row = next((row for row in rows if row["method"] not in {None, "DELETE"}), None)
    if row is None or row["pat"] is None:
        return None
    told = Told(unseal_current(row, access.keyring), row["custodian"])
    if told.keeper == event.partner:
        return told
    async with access.database.connection() as connection:
        offers = await offers_named(connection, [event.task])
        kinds = await enrolled(connection)
        cases = await cases_named(connection, [event.task])
        statuses = {*(one.status for one in offers), *(one.status for one in cases)}
        if FINAL & (statuses | _between(told.task)):
            # That it ended is the last that is told, and only who knew of it is.
            named = (event.channel, event.task)
            is_its_last = await is_last(connection, *named, event.number)
            return told if is_its_last and await was_told(connection, *named) else None
    return told if _may_see(access, event, row, told.task, kinds, now) else None


def _between(stored: Stored) -> set[str]:
    """Where a transfer between two stands that is answered here; nothing of any other Task."""
    task = msgspec.json.decode(stored.body)
    return {str(task.get("status"))} if is_kept_here(task) else set()


def _may_see(
    access: Access, event: Event, row: Row, task: Stored, kinds: dict[str, str], now: datetime
) -> bool:
    """Whether a nurse of the partner could read it at this moment."""
    kind = kinds.get(event.partner)
    if kind is None:
        return False
    dossier = access.of_row(_errand(event.partner, kind, now), row)
    scope = dossier.scope
    return dossier.whole and scope.permits(row["custodian"], row["category"], task.address)


def _errand(ura: str, kind: str, now: datetime) -> Errand:
    """As somebody there asks for what goes on being cared for; nothing is shown to anybody."""
    nurse = Professional(
        ura=ura,
        organization_type=kind,
        number="",
        name="",
        role="30.000",
        assurance="substantial",
    )
    client = Client(client_id="", name="", scopes=(), token_id="")
    return Errand(asker=nurse, purpose="COC", now=now, request_id="", client=client)
