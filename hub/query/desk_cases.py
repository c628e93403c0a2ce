"""The cases of a transfer point that go on, each with what its offers say of how far it is.

docs/decisions/0086-the-transfer-point.md
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from hub.access.access import Access
from hub.access.caller import names_of
from hub.query.opened_beside import opened_rows
from hub.query.own_cases import OwnCase, own_cases
from hub.query.own_record import organizations_called
from hub.query.search import Limits
from hub.security.errand import Errand
from hub.storage.backlog import unreached
from hub.storage.cases import CaseRow, cases_named
from hub.storage.offers import OfferRow, offers_in
from hub.storage.own_id import names_meant
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead, with_offers
from hub.transfer.offer import Offer, OfferStatus
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.turns import Turns

_PATIENCE = timedelta(minutes=15)
"""For so long an organisation may be away before somebody has to call it."""
MOST = 1000
"""On one list. What presses most is found among all, so they are not told by pages."""


@dataclass(frozen=True, slots=True)
class DeskCase:
    """One of them; `case` is None where the Task can't be read as one."""

    of: OwnCase
    asked_at: datetime | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class DeskCases:
    """The oldest first; `names` are those of organisations, by URA.

    Of who has to do with one, `unreached` take nothing that they are told, each since when.
    """

    cases: Sequence[DeskCase]
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    unreached: Mapping[str, datetime] = field(default_factory=dict)


async def desk_cases(access: Access, errand: Errand, limits: Limits) -> DeskCases:
    """By the search that its system does, and the offers that it may read of each.

    Raises:
        Forbidden: it may not search.
    """
    all_of = replace(limits, page_size=MOST, max_page_size=MOST)
    found = await own_cases(access, errand, all_of, side="owner")
    rows, offers = await _rows(access, errand, found.cases)
    under_way = await _under_way(access, errand, offers)
    cases, turns = list[DeskCase](), Turns()
    for one in found.cases:
        await turns.give()
        cases.append(_case(one, rows.get(one.id), offers, under_way))
    uras = {ura for one in cases if one.case for ura in _parties(one.case)}
    names = await organizations_called(access, uras)
    async with access.database.connection(urgent=errand.urgent) as connection:
        deaf = await unreached(connection, uras, errand.now - _PATIENCE)
    return DeskCases(cases, names, found.is_whole, deaf)


async def _rows(
    access: Access, errand: Errand, cases: Iterable[OwnCase]
) -> tuple[dict[str, CaseRow], dict[int, list[OfferRow]]]:
    """The row of each case by its id, and those of its offers by its number."""
    meant = {
        rid: one.id
        for one in cases
        for rid in names_meant(access.keyring, names_of(errand), "Task", one.id)
    }
    async with access.database.connection(urgent=errand.urgent) as connection:
        led = await cases_named(connection, meant)
        made = await offers_in(connection, [one.family for one in led])
    offers = defaultdict[int, list[OfferRow]](list)
    for one in made:
        offers[one.family].append(one)
    return {meant[one.rid]: one for one in led}, offers


async def _under_way(
    access: Access, errand: Errand, offers: Mapping[int, Sequence[OfferRow]]
) -> dict[str, Offer]:
    """Of transfers that are under way what the Task says: whether one is to be called off."""
    begun = {
        one.rid: str(one.rid) for each in offers.values() for one in each if _is_under_way(one)
    }
    if not begun:
        return {}
    found = dict[str, Offer]()
    numbers = {str(one.rid): one.round for each in offers.values() for one in each}
    for name, task in (await opened_rows(access, errand, "Task", begun)).items():
        try:
            found[name] = offer_of(task, numbers[name], was_chosen=True)
        except Refused:
            continue
    return found


def _is_under_way(row: OfferRow) -> bool:
    return row.status == "in-progress"


def _case(
    one: OwnCase,
    row: CaseRow | None,
    offers: Mapping[int, Sequence[OfferRow]],
    under_way: Mapping[str, Offer],
) -> DeskCase:
    if row is None:
        return DeskCase(one)
    told = [under_way.get(str(each.rid)) or _offer(each) for each in offers.get(row.family, ())]
    try:
        led = case_of_lead(one.task, str(row.family), row.region, one.request or {})
        return DeskCase(one, row.asked_at, with_offers(led, told))
    except Refused:
        return DeskCase(one, row.asked_at)


def _offer(row: OfferRow) -> Offer:
    """As its row tells it, which is enough for whose turn it is."""
    return Offer(
        id=str(row.rid),
        provider=row.provider,
        service="",
        round=row.round,
        answer_by=row.answer_by,
        status=cast("OfferStatus", row.status),
        is_selected=row.is_selected,
        held_until=row.held_until,
    )


def _parties(case: Case) -> Iterable[str]:
    return {case.requester, case.desk, *(one.provider for one in case.open_offers)}
