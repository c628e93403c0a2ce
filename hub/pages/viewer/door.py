"""The door of /viewer: professionals, and what each address stands for in the session of one.

docs/decisions/0049-the-viewer.md
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import Forbidden
from hub.pages.assets import served
from hub.pages.doorway import DENIED, Act, Door
from hub.pages.doorway import Page as PageOf
from hub.pages.refusals import SAFE, record_refusal
from hub.pages.viewer.cookies import LOGGED_IN
from hub.pages.viewer.parts import CLIENT, Parts
from hub.pages.viewer.visit import ABOUT, Kept, Visit
from hub.pages.words import Language
from hub.security.requester import USER
from hub.security.scopes import Level

Page = PageOf[Visit]
_FILES = {
    "form/form.css": "/viewer/form.css",
    "form/form.js": "/viewer/form.js",
}


@dataclass(frozen=True, slots=True)
class ViewerDoor(Door[Visit]):
    """All pages by their names behind /viewer."""

    house: ClassVar[str] = CLIENT
    level: ClassVar[Level] = USER
    languages: ClassVar[tuple[Language, ...]] = ("nl",)
    parts: Parts

    def routes(self) -> list[Route]:
        """With the look of the form, and what it does by itself."""
        files = [served(f"viewer/{name}", path) for name, path in _FILES.items()]
        return [*files, *Door.routes(self)]

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

    async def with_session(self, visit: Visit, *, asked: bool = True) -> Visit:
        """The same with the secret that came along, his session, and what this address is.

        Of whom neither EHR nor organisation is registered any more the session ends here. `asked`
        is whether he did, and not a page of his by itself.
        """
        secret = visit.cookies.read(visit.request.cookies, LOGGED_IN)
        if not secret:
            return visit
        session = await self.parts.sessions.of(secret, visit.now, asked=asked)
        visit = replace(visit, secret=secret, session=session)
        if session is None:
            return visit
        port = self.parts.log_in
        if port is None or not await port.stands(session.who):
            await record_refusal(visit, Forbidden("not registered", rule="S-NOT-REGISTERED"))
            await self.parts.sessions.end(secret)
            return replace(visit, session=None)
        return replace(visit, kept=await self._kept(visit))

    async def _kept(self, visit: Visit) -> Kept | None:
        if visit.name != ABOUT or not visit.rest:
            return None
        content = await self.parts.addresses.of(visit.secret, visit.rest[0], visit.now)
        return msgspec.json.decode(content, type=Kept) if content else None

    async def of_nobody(self, visit: Visit, page: Page, act: Act[Visit]) -> Response:
        """What somebody gets who is not logged in, or not any more."""
        if page.open and act is page.get:
            return await act(visit)
        return ended(visit) if visit.secret else visit.see()

    def client_of(self, visit: Visit) -> tuple[Hashable, bool]:
        """His organisation; who reads about an inhabitant waits for nobody, as under /fhir."""
        urgent = visit.name == ABOUT and visit.request.method in SAFE
        return (CLIENT, visit.known.who.ura), urgent


def ended(visit: Visit) -> Response:
    """He did nothing for a while, or logged in or out elsewhere: nothing of anybody is here."""
    answer = visit.page("ended.html", DENIED)
    visit.cookies.take_back(answer, LOGGED_IN)
    return answer
