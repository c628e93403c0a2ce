"""What resources that are shown name, each decided as for a read of it, of many inhabitants."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hub.access.access import Access
from hub.access.caller import names_of
from hub.errors import Damaged
from hub.ledger.record import Ground, Record, rules_of
from hub.query.across import shown
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.storage.database import Row
from hub.storage.own_id import names_meant
from hub.storage.stored import Stored
from hub.turns import Turns

Opened = Mapping[str, Mapping[str, Any]]


async def opened_beside(access: Access, errand: Errand, kind: str, ids: Iterable[str]) -> Opened:
    """Those that are open, by the id that is asked for; a ledger row for each inhabitant.

    Raises:
        Forbidden: the asker may read none of this kind.
    """
    [found] = await opened_together(access, errand, {kind: ids})
    return found


async def opened_together(
    access: Access, errand: Errand, asked: Mapping[str, Iterable[str]]
) -> Sequence[Opened]:
    """The same of several kinds, in one look and one commit: a long list waits for it.

    Raises:
        Forbidden: the asker may read none of one of these.
    """
    return await _opened(
        access,
        errand,
        {
            kind: {
                rid: said
                for said in dict.fromkeys(filter(None, ids))
                for rid in names_meant(access.keyring, names_of(errand), kind, said)
            }
            for kind, ids in asked.items()
        },
    )


async def opened_rows(
    access: Access, errand: Errand, kind: str, meant: Mapping[UUID, str]
) -> Opened:
    """The same of those with these names in the database, by what each is called here.

    Raises:
        Forbidden: the asker may read none of this kind.
    """
    [found] = await _opened(access, errand, {kind: meant})
    return found


async def _opened(
    access: Access, errand: Errand, meant: Mapping[str, Mapping[UUID, str]]
) -> Sequence[Opened]:
    for kind in meant:
        require_scope(errand.client, kind, "read")
    names = [rid for each in meant.values() for rid in each]
    rows = await access.current_rows.rows(*names) if names else ()
    found, records, turns = list[Opened](), list[Record](), Turns()
    for kind, of_kind in meant.items():
        named = [row for row in rows if row["rid"] in of_kind]
        opened, grounds = await _told(access, errand, named, of_kind, turns)
        found.append({said: msgspec.json.decode(one.body) for said, one in opened.items()})
        records += (_read(errand, kind, *one) for one in grounds.items())
    if records:
        await access.ledger.write(*records)
    return found


async def _told(
    access: Access, errand: Errand, rows: Iterable[Row], meant: Mapping[UUID, str], turns: Turns
) -> tuple[dict[str, Stored], dict[UUID, list[Ground]]]:
    """Which of these rows are open, and of each inhabitant by what."""
    found, grounds = dict[str, Stored](), dict[UUID, list[Ground]]()
    for row in rows:
        await turns.give()
        if row["pat"] is None or row["method"] in {None, "DELETE"}:
            continue
        try:
            told = shown(access, errand, row)
        except Damaged:
            continue
        if told is not None:
            found.setdefault(meant[row["rid"]], told.stored)
            grounds.setdefault(row["pat"], []).append(told.ground)
    return found, grounds


def _read(errand: Errand, kind: str, pat: UUID, grounds: Sequence[Ground]) -> Record:
    """That something of this inhabitant was read."""
    once = tuple(dict.fromkeys(grounds))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="read",
        status=200,
        rule=rules_of(once),
        errand=errand,
        pat=pat,
        type=kind,
        found=len(grounds),
        grounds=once,
    )
