"""One case as who asks for a place, or looks for one, may see it: its offers, what became of it.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.access.access import Access
from hub.access.caller import names_of
from hub.errors import Damaged
from hub.query.opened_beside import opened_beside, opened_rows
from hub.query.own_cases import OwnCase, named_by
from hub.query.own_record import organizations_called
from hub.query.read import Wanted, absent, current_version
from hub.query.transfer_events import event_of
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.storage.cases import CaseRow, cases_named
from hub.storage.offers import OfferRow, offers_in
from hub.storage.own_id import names_meant
from hub.storage.transfer_events import EventRow, events_of
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead, with_offers
from hub.transfer.offer import FINAL, Offer
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.transfer.step import Event

_UNSOUND = (
    "a Task of this case can't be read as one any more: tell the hub's owner the X-Request-Id"
)
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """One offer of it: its Task, and what that says."""

    task: Resource
    offer: Offer

    @property
    def version(self) -> str:
        """As it was shown."""
        return str(self.task["meta"]["versionId"])


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """`is_desk` is whether who asks looks for the place; `names` are of organisations, by URA.

    `is_whole` is whether all of its offers that go on could be read.
    """

    of: OwnCase
    row: CaseRow
    case: Case
    is_desk: bool
    offers: Sequence[SeenOffer] = ()
    events: Sequence[Event] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    def offer(self, name: str) -> SeenOffer | None:
        """The one of this id."""
        return next((one for one in self.offers if one.offer.id == name), None)


async def case_seen(access: Access, errand: Errand, name: str) -> CaseSeen:
    """The case that this Task leads, with what is told of it to who asked and who looks.

    Raises:
        NotFound: none that he may read, or one of others. Damaged: something of it was changed.
    """
    require_scope(errand.client, "Task", "read")
    stored = await current_version(access, errand, Wanted("Task", name, "read"))
    task: Resource = msgspec.json.decode(stored.body)
    own = names_of(errand)
    row, offers, events = await _kept(access, errand, name)
    if own not in {row.requester, row.desk}:
        raise absent()
    request, whose = named_by(task, "focus", "ServiceRequest"), named_by(task, "for", "Patient")
    requests = await opened_beside(access, errand, "ServiceRequest", [request])
    patients = await opened_beside(access, errand, "Patient", [whose])
    of = OwnCase(stored.id, stored.version, task, requests.get(request), patients.get(whose))
    seen = await _offers(access, errand, offers)
    # What has ended is closed to whoever did not make it: the steps of the case tell of it.
    goes_on = len([one for one in offers if one.status not in FINAL])
    told = [event_of(one, access.keyring) for one in events]
    case = _case(of, row, [one.offer for one in seen])
    uras = {row.requester, row.desk} | {one.offer.provider for one in seen}
    uras |= {one.provider for one in told if one.provider}
    uras |= {one.actor.word_of for one in told if one.actor.word_of}
    return CaseSeen(
        of=of,
        row=row,
        case=case,
        is_desk=own == row.desk,
        offers=seen,
        events=told,
        names=await organizations_called(access, uras),
        is_whole=len([one for one in seen if one.offer.is_open]) >= goes_on,
    )


async def _kept(
    access: Access, errand: Errand, name: str
) -> tuple[CaseRow, list[OfferRow], list[EventRow]]:
    names = names_meant(access.keyring, names_of(errand), "Task", name)
    async with access.database.connection(urgent=errand.urgent) as connection:
        found = {one.rid: one for one in await cases_named(connection, names)}
        row = next((found[one] for one in names if one in found), None)
        if row is None:
            raise absent()
        offers = await offers_in(connection, [row.family])
        return row, offers, await events_of(connection, row.family)


def _case(of: OwnCase, row: CaseRow, offers: Sequence[Offer]) -> Case:
    try:
        led = case_of_lead(of.task, str(row.family), row.region, of.request or {})
    except Refused as refused:
        raise Damaged(_UNSOUND) from refused
    return with_offers(led, offers)


async def _offers(access: Access, errand: Errand, rows: Sequence[OfferRow]) -> Sequence[SeenOffer]:
    """Those that can be read, in the order in which they were made."""
    if not rows:
        return ()
    meant = {one.rid: str(one.rid) for one in rows}
    tasks, found = await opened_rows(access, errand, "Task", meant), list[SeenOffer]()
    for row in rows:
        task = tasks.get(str(row.rid))
        if task is None:
            continue
        try:
            offer = offer_of(task, row.round, was_chosen=row.is_selected)
        except Refused:
            continue
        found.append(SeenOffer(task, offer))
    return sorted(found, key=lambda one: (one.offer.round, str(one.task.get("authoredOn"))))
