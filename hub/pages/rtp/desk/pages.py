"""The list of a transfer point's cases, and the part of it that moves.

docs/decisions/0086-the-transfer-point.md
"""

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import time_said
from hub.pages.rtp.desk.listed import TURNS, in_order, shown
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.visit import Visit
from hub.query.desk_cases import desk_cases

NAME = "cases"
TURN = "wie"
"""By which parameter it is asked whose turn it is."""


async def cases(visit: Visit) -> Response:
    """The page; PART behind its name is what of it changes by itself.

    Raises:
        NotFound: no such page, or none of his organisation.
    """
    if visit.region is None or visit.rest not in {(), (PART,)}:
        raise NotFound("no such page", rule="S-NOT-HIS-PAGE")
    found = await desk_cases(visit.parts.access, visit.errand, visit.parts.limits)
    told = in_order(shown(one, found.names, visit.now, visit.words) for one in found.cases)
    turn = visit.request.query_params.get(TURN, "")
    turn = turn if turn in TURNS else ""
    counts = {one: sum(one in each.turns for each in told) for one in TURNS}
    page = visit.page(
        "desk/list.html" if visit.rest else "desk/cases.html",
        cases=[one for one in told if not turn or turn in one.turns],
        counts={one: number for one, number in counts.items() if number or one == turn},
        total=len(told),
        turn=turn,
        is_whole=found.is_whole,
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)
