"""What an organisation asked for, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import date_said, day_of, time_said
from hub.pages.rtp.asked import Fact, care_said, facts_of
from hub.pages.rtp.case_words import person_said, reason_said, standing_said
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.over import OVER, over
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.query.ended_cases import EndedAsked, ended_cases
from hub.query.own_cases import OwnCase, own_cases
from hub.transfer.open.coding import own_words
from hub.transfer.reading import CANCEL_REASON
from hub.transfer.urgency import is_urgent
from profiles.resource.read import words

NAME = "requests"
_LAST = 10
"""Of so many that are over it is told on the same page."""
_OK = 200
_EARLY = frozenset({"requested", "received", "accepted"})
"""While a case stands in one of these nobody was asked for a place yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One case in words; `is_early` is whether who asked may take it back himself."""

    id: str
    version: str
    is_early: bool
    who: str
    care: str
    is_urgent: bool
    facts: Sequence[Fact]
    asked: str
    standing: str
    reason: str


async def requests(visit: Visit) -> Response:
    """The page; PART behind its name is what of it changes by itself.

    Raises:
        NotFound: no such page.
    """
    match visit.rest:
        case () if OVER in visit.request.query_params:
            return await over(visit, "requester", lambda one, t: standing_said(one.of.task, t))
        case ():
            done = visit.request.query_params.get("gedaan") == "ingetrokken"
            return await listed(visit, "requests.html", told="own.done" if done else "")
        case (only,) if only == PART:
            return await listed(visit, "requests-list.html")
    raise NotFound("no such page", rule="S-NOT-HIS-PAGE")


async def listed(visit: Visit, template: str, status: int = _OK, *, told: str = "") -> Response:
    """All that he asked for, with what is to be told above it."""
    access, errand, limits = visit.parts.access, visit.errand, visit.parts.limits
    going = await own_cases(access, errand, limits)
    last = EndedAsked("requester", limits, _LAST)
    ended = await ended_cases(access, errand, visit.parts.weights, last)
    known = own_words(CANCEL_REASON).items()
    page = visit.page(
        template,
        status,
        told=told,
        is_wrong=status != _OK,
        going=[_shown(one, visit.now, visit.words) for one in reversed(going.cases)],
        over=[_shown(one.of, visit.now, visit.words) for one in ended.cases],
        more=f"?{OVER}=ja" if ended.more else "",
        is_whole=going.is_whole and ended.is_whole,
        reasons=[(code, said) for (_, code), said in known if code != "not-selected"],
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)


def _shown(one: OwnCase, now: datetime, t: Words) -> Shown:
    request, today = one.request or {}, day_of(now)
    return Shown(
        id=one.id,
        version=one.version,
        is_early=one.task.get("status") in _EARLY,
        who=person_said(one.patient, t),
        care=care_said(request),
        is_urgent=is_urgent(one.task, request),
        facts=[fact for fact in facts_of(request, today, t) if fact[0] != "who"],
        asked=date_said(words(one.task, "authoredOn"), t),
        standing=standing_said(one.task, t),
        reason=reason_said(one.task),
    )
