"""/viewer: a professional reads the wishes of whom he treats. docs/decisions/0049-the-viewer.md."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.viewer.by_paper import ByPaper
from hub.pages.viewer.changed import changed
from hub.pages.viewer.coming_in import (
    EMERGENCY,
    come_back,
    launch,
    log_in,
    log_out,
    logged_out,
    stay,
)
from hub.pages.viewer.door import Page, ViewerDoor
from hub.pages.viewer.emergency import declare, emergency_page
from hub.pages.viewer.finding import find, start
from hub.pages.viewer.in_time import in_time
from hub.pages.viewer.papers import PAPERS, end_paper, papers
from hub.pages.viewer.parts import READS, Parts
from hub.pages.viewer.printing import PAPER, not_printed, printed
from hub.pages.viewer.talk import WRITE, talk_page, talk_sent
from hub.pages.viewer.visit import ABOUT, Kept, Visit
from hub.pages.viewer.wishes import CHANGED, IN_TIME, wishes

__all__ = ["PAGES", "ByPaper", "Kept", "Parts", "ViewerDoor", "viewer"]
_Step = Callable[[Visit], Awaitable[Response]]
SHOWN: Mapping[str, _Step] = {
    "": wishes,
    CHANGED: changed,
    IN_TIME: in_time,
    EMERGENCY: emergency_page,
    WRITE: talk_page,
    PAPER: not_printed,
    PAPERS: papers,
}
DONE: Mapping[str, _Step] = {
    EMERGENCY: declare,
    WRITE: talk_sent,
    PAPER: printed,
    PAPERS: end_paper,
}
"""By what stands behind the address of a page about an inhabitant: a GET, and a POST."""
_GO_ON = frozenset({WRITE, PAPERS})
"""The steps whose addresses go on behind them."""


def _about(steps: Mapping[str, _Step]) -> _Step:
    async def act(visit: Visit) -> Response:
        """Of another session's address, of none, and of no step it is said that it is not there."""
        named = visit.rest[1:]
        goes_on = bool(named) and named[0] in _GO_ON
        step = steps.get(named[0] if goes_on else "/".join(named))
        if visit.kept is None or step is None:
            raise NotFound("no such page in this session", rule="S-NOT-HIS-PAGE")
        return await step(visit)

    return act


PAGES = {
    "": Page(get=start, post=find, open=True, writes=READS),
    "inloggen": Page(get=log_in, open=True),
    "launch": Page(get=launch, open=True),
    "in": Page(get=come_back, open=True),
    "uitloggen": Page(post=log_out),
    "uitgelogd": Page(get=logged_out, open=True),
    "langer": Page(post=stay),
    ABOUT: Page(
        get=_about(SHOWN), post=_about(DONE), deep=True, much=True, reads=READS, writes=READS
    ),
}
"""By what stands behind /viewer."""


def viewer(parts: Parts) -> ViewerDoor:
    """All pages of it."""
    return ViewerDoor(PAGES, parts)
