"""The cases of an organisation that are over, the last first: a page, and where it goes on.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from consent.asker import Provider
from hub.access.access import Access
from hub.query.across import next_page
from hub.query.desk_look import DeskCase, DeskLook, Listed
from hub.query.own_cases import Side, asked_of
from hub.query.own_record import organizations_called
from hub.query.search import Limits
from hub.query.search_asked import SearchAsked, query_of
from hub.query.weighed import Weights
from hub.query.written_down import written_down
from hub.search.page import PAGE_PARAMETER
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.storage.cases import asked_in, cases_ended
from hub.storage.offers import offers_in
from hub.transfer.case import ENDED

__all__ = ["DeskCase", "EndedAsked", "EndedCases", "ended_cases", "went_to"]

_STATUSES = ",".join(sorted(ENDED))


@dataclass(frozen=True, slots=True)
class EndedAsked:
    """Those on this side, so many at once, from behind the page link `after` on."""

    side: Side
    limits: Limits
    most: int
    after: str = ""

    def search(self, ura: str) -> SearchAsked:
        """As its system asks for them, or goes on."""
        pairs = [*asked_of(self.side, ura), ("status", _STATUSES)]
        pairs = [(PAGE_PARAMETER, self.after)] if self.after else pairs
        return SearchAsked("Task", [*pairs, ("_count", str(self.most))], self.limits)


@dataclass(frozen=True, slots=True)
class EndedCases:
    """Those of one page, the last first; `names` are of organisations, by URA; `more` links on."""

    cases: Sequence[DeskCase]
    names: Mapping[str, str] = field(default_factory=dict)
    more: str | None = None
    is_whole: bool = True


async def ended_cases(
    access: Access, errand: Errand, weights: Weights, asked: EndedAsked
) -> EndedCases:
    """What its system finds by a search, with what the Tasks refer to; the ledger tells of these.

    Raises:
        Forbidden: it may not search. Invalid: a page link that is not its own.
    """
    require_scope(errand.client, "Task", "search-type")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    query = query_of(access.keyring, errand, asked.search(ura))
    before = query.cursor
    place = (datetime.fromisoformat(before.moment), before.rid) if before else None
    async with access.database.connection(urgent=errand.urgent) as connection:
        found = await cases_ended(connection, asked.side, ura, query.count + 1, place)
        rows = found[: query.count]
        offers = await offers_in(connection, [one.family for one in rows])
        focus = await asked_in(connection, [one.rid for one in rows])
    look = DeskLook(access, errand, weights)
    told = await look.told(await look.at(Listed(rows, offers, focus)))
    await access.ledger.write(*look.records(told, written_down(query)))
    names = await organizations_called(access, {ura for one in told for ura in _parties(one)})
    places = [(one.ended_at.isoformat(), one.rid) for one in found if one.ended_at]
    more = next_page(access, errand, query, places)
    return EndedCases(told, names, more, not look.judge.damaged)


def went_to(one: DeskCase) -> str | None:
    """The URA of who took the inhabitant over."""
    offers = one.case.offers if one.case else ()
    return next((each.provider for each in offers if each.status == "completed"), None)


def _parties(one: DeskCase) -> Iterator[str]:
    yield one.waiting.row.requester
    went = went_to(one)
    if went:
        yield went
