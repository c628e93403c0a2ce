"""Choices that Mitz tells of become facts of the inhabitant; what is not understood, a task.

docs/decisions/0032-mitz-in-a-request.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.access.access import NOBODY, Access
from hub.access.kept import Kept
from hub.errors import Unavailable
from hub.ledger.own import noticed
from hub.outbound.mitz.copies import merged
from hub.outbound.mitz.notification import Notice, Unread
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.storage.pseudonym import inhabitant
from hub.storage.task import NewTask
from hub.storage.tasks import is_open, opened
from profiles.identifiers import BSN

LOOK_WITHIN = timedelta(days=3)
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Came:
    """When a notification came, aware, and as which request."""

    at: datetime
    request_id: str


async def take_notice(access: Access, notice: Notice, came: Came) -> None:
    """Return when all of it is stored, or leaves a task; sent again, it changes nothing more.

    Raises:
        Unavailable: others kept writing first. Damaged: a record was changed outside the hub.
    """
    everyone = [one.bsn for one in notice.choices]
    everyone += [one.bsn for one in notice.unread if one.bsn is not None]
    for bsn in dict.fromkeys(everyone):
        await _told_of(access, notice, came, bsn)
    unread = [one for one in notice.unread if one.bsn is None]
    if unread or not everyone:
        async with access.database.transaction() as connection:
            await _leave_tasks(access, connection, NOBODY, unread, came)
            row = noticed(came.at, came.request_id, None, {"unread": _whys(unread)})
            await access.ledger.append(connection, [row])


async def _told_of(access: Access, notice: Notice, came: Came, bsn: BSN) -> None:
    pat = inhabitant(access.keyring, bsn).pat
    for _ in range(_TRIES):
        try:
            async with access.database.transaction() as connection:
                await _change(access, connection, notice, came, bsn, pat)
                return
        except LOST_RACE:
            continue
    raise Unavailable(
        "others write the same record at this moment; send it again",
        headers={"Retry-After": "1"},
    )


async def _change(
    access: Access, connection: Connection, notice: Notice, came: Came, bsn: BSN, pat: UUID
) -> None:
    """Of whom nothing is kept, or by a holder who keeps nothing here, nothing is copied."""
    unread = [one for one in notice.unread if one.bsn == bsn]
    await _leave_tasks(access, connection, pat, unread, came)
    kept = await Kept.of(access, connection, pat)
    if kept is None:
        row = noticed(came.at, came.request_id, None, {"unread": _whys(unread)})
        await access.ledger.append(connection, [row])
        return
    holders = {one.custodian for one in kept.facts.sections}
    said = merged(kept.facts.statements, notice, bsn, came.at)
    statements = tuple(one for one in said if one.source != "mitz" or one.custodian in holders)
    facts = replace(kept.facts, statements=statements)
    before = set(kept.facts.statements)
    copied = [one.consent_id for one in statements if one not in before]
    row = noticed(came.at, came.request_id, pat, {"copied": copied, "unread": _whys(unread)})
    if facts == kept.facts:
        await access.ledger.append(connection, [row])
    else:
        await kept.become(access, connection, facts, row)


async def _leave_tasks(
    access: Access, connection: Connection, pat: UUID, unread: Sequence[Unread], came: Came
) -> None:
    """One that is open for each holder: who sends the same again makes no more work."""
    for holder in dict.fromkeys(one.holder or "" for one in unread):
        if await is_open(connection, "mitz-unread", holder, pat):
            continue
        about = [one for one in unread if (one.holder or "") == holder]
        detail: dict[str, Any] = {"request_id": came.request_id, "why": _whys(about)}
        task = NewTask(
            kind="mitz-unread",
            custodian=holder,
            pat=pat,
            at=came.at,
            due=came.at + LOOK_WITHIN,
            detail=detail,
        )
        await opened(connection, access.keyring, task)


def _whys(unread: Sequence[Unread]) -> list[str]:
    return sorted({one.why for one in unread})
