"""What an organisation was offered, each offer with what is asked, as its candidate may read it.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from consent.asker import Provider
from hub.access.access import Access
from hub.access.caller import names_of
from hub.errors import Damaged
from hub.ledger.record import Ground, Record, rules_of
from hub.query.across import shown
from hub.query.own_record import organizations_called
from hub.query.search import Limits, SearchAsked, Stored, search_record
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.storage.own_id import names_meant
from profiles.resource.read import element, words
from profiles.systems import URA_SYSTEM

_REQUEST = "ServiceRequest"


@dataclass(frozen=True, slots=True)
class Listed:
    """One offer as it stands; `request` is None where what is asked is not open."""

    id: str
    version: str
    task: Mapping[str, Any]
    request: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The first to be answered first; `names` are those of who asks, by URA.

    `is_whole` is whether all could be read, `has_more` whether there are more than these.
    """

    offers: Sequence[Listed]
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    has_more: bool = False


async def inbox(access: Access, errand: Errand, limits: Limits) -> Inbox:
    """The offers of who asks: by the search that its system does, and a read of each request.

    Raises:
        Forbidden: no organisation asks, or it may not search.
    """
    require_scope(errand.client, "Task", "search-type")
    require_scope(errand.client, _REQUEST, "read")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    owner = ("owner:identifier", f"{URA_SYSTEM}|{ura}")
    answered = await search_record(access, errand, SearchAsked("Task", (owner,), limits))
    tasks = [(one, msgspec.json.decode(one.body)) for one in answered.matches]
    asked = await _requests(access, errand, [_focus(task) for _, task in tasks])
    names = await organizations_called(access, filter(None, (_asks(task) for _, task in tasks)))
    offers = [Listed(one.id, one.version, task, asked.get(_focus(task))) for one, task in tasks]
    return Inbox(offers, names, not answered.damaged, answered.next is not None)


def _focus(task: Mapping[str, Any]) -> str:
    """The id of what is asked, as the reader of the offer calls it."""
    kind, _, name = words(element(task, "focus"), "reference").partition("/")
    return name.partition("/")[0] if kind == _REQUEST else ""


def _asks(task: Mapping[str, Any]) -> str:
    return words(element(element(task, "requester"), "identifier"), "value")


async def _requests(
    access: Access, errand: Errand, ids: Iterable[str]
) -> Mapping[str, Mapping[str, Any]]:
    """Those that are open, by the id that is asked for, each decided as for a read of it."""
    meant = {
        rid: said
        for said in dict.fromkeys(filter(None, ids))
        for rid in names_meant(access.keyring, names_of(errand), _REQUEST, said)
    }
    found, grounds = dict[str, Stored](), dict[UUID, list[Ground]]()
    for row in await access.current_rows.rows(*meant) if meant else ():
        if row["pat"] is None or row["method"] in {None, "DELETE"}:
            continue
        try:
            told = shown(access, errand, row)
        except Damaged:
            continue
        if told is not None:
            found.setdefault(meant[row["rid"]], told[0])
            grounds.setdefault(row["pat"], []).append(told[1])
    if grounds:
        await access.ledger.write(*(_read(errand, pat, why) for pat, why in grounds.items()))
    return {said: msgspec.json.decode(one.body) for said, one in found.items()}


def _read(errand: Errand, pat: UUID, grounds: Sequence[Ground]) -> Record:
    """That what is asked of this inhabitant was read."""
    once = tuple(dict.fromkeys(grounds))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="read",
        status=200,
        rule=rules_of(once),
        errand=errand,
        pat=pat,
        type=_REQUEST,
        found=len(grounds),
        grounds=once,
    )
