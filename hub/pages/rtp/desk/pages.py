"""The list of a transfer point's cases, and each of them by itself.

docs/decisions/0086-the-transfer-point.md
"""

from starlette.responses import Response

from hub.pages.days import time_said
from hub.pages.rtp.desk.asking import CANDIDATES, asked, candidates_page
from hub.pages.rtp.desk.case import NAME, absent, case_page, pressed
from hub.pages.rtp.desk.clocks import moment_said
from hub.pages.rtp.desk.listed import TURNS, Shown, in_order, shown
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.visit import Visit
from hub.query.desk_cases import desk_cases
from hub.turns import Turns

__all__ = ["NAME", "cases", "changed"]

TURN = "wie"
"""By which parameter it is asked whose turn it is."""


async def cases(visit: Visit) -> Response:
    """The list, or one case; PART behind either is what of it changes by itself.

    Raises:
        NotFound: no such page, or none of his organisation.
    """
    match visit.rest:
        case () | ("lijst",):
            return await _list(visit)
        case (name,):
            return await case_page(visit, name, part=False)
        case (name, only) if only == PART:
            return await case_page(visit, name, part=True)
        case (name, only) if only == CANDIDATES:
            return await candidates_page(visit, name)
    raise absent()


async def changed(visit: Visit) -> Response:
    """What was pressed on the page of one case.

    Raises:
        NotFound: no such page, or none of his organisation. FhirError: he may not.
    """
    match visit.rest:
        case (name,):
            return await pressed(visit, name)
        case (name, only) if only == CANDIDATES:
            return await asked(visit, name)
    raise absent()


async def _list(visit: Visit) -> Response:
    if visit.region is None:
        raise absent()
    found = await desk_cases(visit.parts.access, visit.errand, visit.parts.limits)
    said, turns = list[Shown](), Turns()
    for one in found.cases:
        await turns.give()
        said.append(shown(one, found.names, visit.now, visit.words))
    told = in_order(said)
    turn = visit.request.query_params.get(TURN, "")
    turn = turn if turn in TURNS else ""
    done = f"desk.done.{visit.request.query_params.get('gedaan', '')}"
    counts = {one: sum(one in each.turns for each in told) for one in TURNS}
    page = visit.page(
        "desk/list.html" if visit.rest else "desk/cases.html",
        cases=[one for one in told if not turn or turn in one.turns],
        counts={one: number for one, number in counts.items() if number or one == turn},
        total=len(told),
        turn=turn,
        done=done if visit.words.has(done) else "",
        is_whole=found.is_whole,
        unreached=[
            (found.names.get(one, one), moment_said(since, visit.now, visit.words))
            for one, since in found.unreached.items()
        ],
        as_of=visit.words("inbox.as-of", time=time_said(visit.now, visit.words)),
    )
    return moving(page)
