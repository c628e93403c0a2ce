"""The door of /rtp: professionals by the log-in of /viewer, in the same session."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.pages.assets import served
from hub.pages.doorway import DENIED, Act, Door
from hub.pages.doorway import Page as PageOf
from hub.pages.rtp.parts import CLIENT, Parts
from hub.pages.rtp.visit import Visit
from hub.pages.viewer.cookies import LOGGED_IN
from hub.pages.words import Language
from hub.security.requester import USER
from hub.security.scopes import Level

Page = PageOf[Visit]
LIVE, PART = "live", "_lijst"
"""What an open page asks by itself: whether something changed, and the part of it that moves.

No id has a low line in it, so that a case is never taken for the part.
"""


@dataclass(frozen=True, slots=True)
class RtpDoor(Door[Visit]):
    """All pages by their names behind /rtp."""

    house: ClassVar[str] = CLIENT
    level: ClassVar[Level] = USER
    languages: ClassVar[tuple[Language, ...]] = ("nl",)
    parts: Parts

    def routes(self) -> list[Route]:
        """With what moves a page."""
        return [served("rtp/live.js", "/rtp/live.js"), *Door.routes(self)]

    def visit(
        self, request: Request, language: Language, name: str, rest: tuple[str, ...]
    ) -> Visit:
        """This request, of whom nobody knows yet who sent it."""
        return Visit(
            parts=self.parts,
            request=request,
            now=self.parts.clock(),
            language=language,
            name=name,
            rest=rest,
        )

    async def with_session(self, visit: Visit) -> Visit:
        """The same with his session; the one that an EHR opened is of one inhabitant, not of this.

        Of whom neither EHR nor organisation is registered any more it ends here.
        """
        viewer = self.parts.viewer
        by_itself = visit.name == LIVE or visit.rest[-1:] == (PART,)
        at_viewer = viewer.visit(visit.request, "nl", "", ())
        there = await viewer.with_session(at_viewer, asked=not by_itself)
        is_launched = there.session is not None and there.session.who.opened is not None
        session = None if is_launched else there.session
        return replace(visit, secret=there.secret, session=session, is_launched=is_launched)

    async def of_nobody(self, visit: Visit, page: Page, act: Act[Visit]) -> Response:
        """What somebody gets who is not logged in, or not any more."""
        if page.open and act is page.get:
            return await act(visit)
        if visit.is_launched:
            return visit.page("launched.html", DENIED)
        return ended(visit) if visit.secret else visit.see()

    def client_of(self, visit: Visit) -> tuple[Hashable, bool]:
        """His organisation, of which the pages wait for their turn."""
        return (CLIENT, visit.ura), False


def ended(visit: Visit) -> Response:
    """He did nothing for a while, or logged in or out elsewhere: nothing of anybody is here."""
    answer = visit.page("ended.html", DENIED)
    visit.cookies.take_back(answer, LOGGED_IN)
    return answer
