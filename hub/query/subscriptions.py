"""How it stands with what a partner is told, as it asks itself, and what it was to be told.

docs/decisions/0090-notifications.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec.structs import replace

from consent.asker import Provider
from hub.access.access import Access
from hub.access.caller import require_caller
from hub.errors import Forbidden, NotFound
from hub.ledger.record import Record
from hub.query.may_be_told import Event, may_be_told
from hub.security.errand import Errand
from hub.storage.channels import Channel, channels_of, events_of
from hub.storage.told_as import told_as

STATUS, EVENTS = "$status", "$events"
MOST = 100
"""Events at once; who wants more asks from behind the last."""
_NO_PARTNER = "organisations are told that something changed; ask as one"
_NONE = (
    "nothing is told by this Subscription; your own is named in what you are told, and "
    "Subscription/$status lists it"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel: whether the partner takes what it is told."""

    id: UUID
    topic: str
    events: int
    status: Literal["requested", "active", "error"]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, and the id by which its Task is read."""

    event: int
    at: datetime
    task: str


async def standings(access: Access, errand: Errand, name: str | None) -> list[Standing]:
    """Of the channel of this name, or of all that are the asker's own.

    Raises:
        Forbidden: it is no organisation. NotFound: none of that name is its own.
    """
    found = await _own(access, errand, name)
    await access.ledger.write(_record(errand, STATUS, len(found)))
    return [_standing(one) for one in found]


async def own_standing(access: Access, errand: Errand, name: str) -> Standing | None:
    """Of the channel of this name; None where none of it is the asker's own."""
    wanted = _uuid(name)
    if wanted is None or not isinstance(errand.asker, Provider):
        return None
    require_caller(errand)
    async with access.database.connection() as connection:
        found = await channels_of(connection, errand.asker.ura, wanted)
    if not found:
        return None
    await access.ledger.write(replace(_record(errand, "", 1), interaction="read", detail={}))
    return _standing(found[0])


async def happened(
    access: Access, errand: Errand, name: str, since: int, until: int
) -> tuple[Standing, list[Happened]]:
    """The events with these numbers of which it may be told still, at most a hundred.

    Raises:
        Forbidden, NotFound: as `standings`. Damaged.
    """
    [channel] = await _own(access, errand, name)
    partner = _partner(errand)
    async with access.database.connection() as connection:
        events = await events_of(connection, channel.id, since, until, MOST)
    told: list[Happened] = []
    for one in events:
        event = Event(channel=channel.id, partner=partner, task=one.task, number=one.number)
        found = await may_be_told(access, event, errand.now)
        if found is not None:
            task = told_as(access.keyring, "Task", found.task.id)
            told.append(Happened(one.event, one.at, task))
    await access.ledger.write(_record(errand, EVENTS, len(told)))
    return _standing(channel), told


async def _own(access: Access, errand: Errand, name: str | None) -> Sequence[Channel]:
    require_caller(errand)
    partner, wanted = _partner(errand), _uuid(name) if name else None
    if name and wanted is None:
        raise NotFound(_NONE)
    async with access.database.connection() as connection:
        found = await channels_of(connection, partner, wanted)
    if name and not found:
        raise NotFound(_NONE)
    return found


def _partner(errand: Errand) -> str:
    if not isinstance(errand.asker, Provider):
        raise Forbidden(_NO_PARTNER, rule="A-NOT-CUSTODIAN")
    return errand.asker.ura


def _standing(one: Channel) -> Standing:
    if one.failing_since is not None:
        return Standing(one.id, one.topic, one.events, "error")
    return Standing(one.id, one.topic, one.events, "active" if one.greeted else "requested")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _record(errand: Errand, operation: str, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="DIRECTORY",
        errand=errand,
        type="Subscription",
        found=found,
        detail={"operation": operation},
    )
