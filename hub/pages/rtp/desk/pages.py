"""The list of a transfer point's cases, and each of them by itself.

docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import Response

from hub.pages.days import time_said
from hub.pages.rtp.desk.asking import CANDIDATES, asked, candidates_page
from hub.pages.rtp.desk.case import NAME, absent, case_page, pressed
from hub.pages.rtp.desk.clocks import moment_said
from hub.pages.rtp.desk.listed import TURNS, Pressing, Shown, ended_said, pressing, shown
from hub.pages.rtp.door import PART
from hub.pages.rtp.live import moving
from hub.pages.rtp.named import named
from hub.pages.rtp.over import OVER, over
from hub.pages.rtp.visit import Visit
from hub.query.desk_cases import Waiting, desk_cases
from hub.turns import Turns

__all__ = ["NAME", "cases", "changed"]

TURN, ALL = "wie", "alles"
"""By which parameters it is asked whose turn it is, and for all."""
FIRST = 25
"""Of so many it is told whose they are; of the others where it is asked."""


async def cases(visit: Visit) -> Response:
    """The list, or one case; PART behind either is what of it changes by itself.

    Raises:
        NotFound: no such page, or none of his organisation.
    """
    match visit.rest:
        case () if OVER in visit.request.query_params and visit.region is not None:
            return await over(visit, "owner", ended_said)
        case () | ("_lijst",):
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


@dataclass(slots=True)
class _Most:
    """Picks what presses most; of all that go on, by the name of its Task, how much each does."""

    turn: str
    now: datetime
    most: int | None = FIRST
    all_of: dict[UUID, Pressing] = field(default_factory=dict)
    number: int = 0

    def pick(self, cases: Sequence[Waiting]) -> Sequence[Waiting]:
        """The first of those that are asked for."""
        self.all_of = {one.row.rid: pressing(one, self.now) for one in cases}
        asked = [one for one in cases if not self.turn or self.turn in self._of(one).turns]
        self.number = len(asked)
        return sorted(asked, key=lambda one: self._of(one).order)[: self.most]

    def counts(self) -> dict[str, int]:
        """How many wait for whom; of those for whom none does nothing is said."""
        found = {one: sum(one in each.turns for each in self.all_of.values()) for one in TURNS}
        return {one: number for one, number in found.items() if number or one == self.turn}

    def _of(self, one: Waiting) -> Pressing:
        return self.all_of[one.row.rid]


async def _list(visit: Visit) -> Response:
    if visit.region is None:
        raise absent()
    asked, now, t = visit.request.query_params, visit.now, visit.words
    parts = visit.parts
    turn, is_all = asked.get(TURN, ""), ALL in asked
    most = _Most(turn if turn in TURNS else "", now, None if is_all else FIRST)
    found = await desk_cases(parts.access, visit.errand, parts.limits, parts.weights, most.pick)
    told, turns = list[Shown](), Turns()
    for one in found.cases:
        await turns.give()
        told.append(shown(one, most.all_of[one.waiting.row.rid], found.names, now, t))
    done = f"desk.done.{asked.get('gedaan', '')}"
    page = visit.page(
        "desk/list.html" if visit.rest else "desk/cases.html",
        cases=told,
        counts=most.counts(),
        total=len(most.all_of),
        number=most.number,
        turn=most.turn,
        asked=f"?{urlencode(said)}" if (said := _said(most.turn, is_all=is_all)) else "",
        more=f"?{urlencode(_said(most.turn, is_all=True))}",
        done=done if t.has(done) else "",
        is_whole=found.is_whole,
        unreached=[
            (named(found.names, one, t), moment_said(since, now, t))
            for one, since in found.unreached.items()
        ],
        as_of=t("inbox.as-of", time=time_said(now, t)),
    )
    return moving(page)


def _said(turn: str, *, is_all: bool) -> dict[str, str]:
    return ({TURN: turn} if turn else {}) | ({ALL: "ja"} if is_all else {})
