"""What is over, the last first, for the transfer point or for who asked.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.rtp.asked import care_said
from hub.pages.rtp.case_words import person_said, reason_said
from hub.pages.rtp.named import named
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.query.ended_cases import DeskCase, EndedAsked, ended_cases, went_to
from hub.query.own_cases import Side

OVER, ON = "voorbij", "verder"
"""By which parameters they are asked for, and from where on."""
Standing = Callable[[DeskCase, Words], str]
_MOST = 25
_PAGES: Mapping[Side, Literal["cases", "requests"]] = {"owner": "cases", "requester": "requests"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """One in words; `went` is where he went, empty where that is to no one of these."""

    id: str
    who: str
    care: str
    standing: str
    reason: str
    by: str
    went: str
    ended: str


async def over(visit: Visit, side: Side, standing: Standing) -> Response:
    """A page of them; `standing` says how each ended.

    Raises:
        Invalid: it goes on from a link that is not his.
    """
    access, errand, parts = visit.parts.access, visit.errand, visit.parts
    asked = EndedAsked(side, parts.limits, _MOST, visit.request.query_params.get(ON, ""))
    found = await ended_cases(access, errand, parts.weights, asked)
    more = urlencode({OVER: "ja", ON: found.more}) if found.more else ""
    return visit.page(
        "over.html",
        page=_PAGES[side],
        cases=[_said(visit, one, found.names, standing) for one in found.cases],
        is_first=not asked.after,
        is_whole=found.is_whole,
        more=f"?{more}" if more else "",
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )


def _said(visit: Visit, one: DeskCase, names: Mapping[str, str], standing: Standing) -> Over:
    t, now = visit.words, visit.now
    went, ended = went_to(one), one.waiting.row.ended_at or now
    return Over(
        id=one.of.id,
        who=person_said(one.of.patient, t),
        care=care_said(one.of.request or {}),
        standing=standing(one, t),
        reason=reason_said(one.of.task),
        by=named(names, one.waiting.row.requester, t),
        went=named(names, went, t) if went else "",
        ended=day_said(day_of(ended), t, day_of(now)),
    )
