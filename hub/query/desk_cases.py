"""The cases of a transfer point that go on: what presses is found among all, some are told of.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consent.asker import Provider
from hub.access.access import Access
from hub.query.desk_look import DeskCase, DeskLook, Listed, Waiting
from hub.query.own_cases import asked_of
from hub.query.own_record import organizations_called
from hub.query.search import Limits
from hub.query.search_asked import SearchAsked, query_of
from hub.query.weighed import Weights
from hub.query.written_down import written_down
from hub.security.errand import Errand
from hub.security.granted import require_scope
from hub.storage.backlog import unreached
from hub.storage.cases import asked_in, cases_at
from hub.storage.offers import offers_in
from hub.transfer.case import Case

__all__ = ["MOST", "DeskCase", "DeskCases", "Pick", "Waiting", "Weights", "desk_cases"]

_PATIENCE = timedelta(minutes=15)
"""For so long an organisation may be away before somebody has to call it."""
MOST = 1000
"""Among which it is found what presses most."""
Pick = Callable[[Sequence[Waiting]], Sequence[Waiting]]
"""Those that are to be told of, in their order, of all that go on, which come oldest first."""


@dataclass(frozen=True, slots=True)
class DeskCases:
    """Those that were picked; `names` are those of organisations, by URA.

    Of who has to do with any, `unreached` take nothing that they are told, each since when.
    """

    cases: Sequence[DeskCase]
    names: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    unreached: Mapping[str, datetime] = field(default_factory=dict)


async def desk_cases(
    access: Access, errand: Errand, limits: Limits, weights: Weights, pick: Pick
) -> DeskCases:
    """What its system finds by a search, with what the Tasks refer to; the ledger tells of these.

    Raises:
        Forbidden: it may not search.
    """
    require_scope(errand.client, "Task", "search-type")
    ura = errand.asker.ura if isinstance(errand.asker, Provider) else ""
    query = query_of(access.keyring, errand, SearchAsked("Task", asked_of("owner", ura), limits))
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await cases_at(connection, ura, None, MOST + 1)
        offers = await offers_in(connection, [one.family for one in rows])
        asked = await asked_in(connection, [one.rid for one in rows])
    look = DeskLook(access, errand, weights)
    cases = await look.at(Listed(rows[:MOST], offers, asked))
    told = await look.told(pick(cases))
    await access.ledger.write(*look.records(told, written_down(query)))
    parties = {ura for one in cases if one.led for ura in _parties(one.led.case)}
    names = await organizations_called(access, parties)
    async with access.database.connection(urgent=errand.urgent) as connection:
        deaf = await unreached(connection, parties, errand.now - _PATIENCE)
    return DeskCases(told, names, not look.judge.damaged and len(rows) <= MOST, deaf)


def _parties(case: Case) -> Iterable[str]:
    return {case.requester, case.desk, *(one.provider for one in case.open_offers)}
