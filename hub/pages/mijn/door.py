"""The door of /mijn: inhabitants, and who stands for them.

docs/decisions/0041-pages-for-people.md
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from hub.pages.doorway import Act, Door
from hub.pages.doorway import Page as PageOf
from hub.pages.forms import LARGEST_TYPED
from hub.pages.mijn.cookies import LOGGED_IN
from hub.pages.mijn.parts import CLIENT, Parts
from hub.pages.mijn.typed import ended, ended_while_typing
from hub.pages.mijn.visit import Visit
from hub.pages.words import Language
from hub.security.patient_request import LEVEL
from hub.security.scopes import Level

Page = PageOf[Visit]


@dataclass(frozen=True, slots=True)
class MijnDoor(Door[Visit]):
    """All pages by their names behind /mijn."""

    house: ClassVar[str] = CLIENT
    level: ClassVar[Level] = LEVEL
    alike: ClassVar[bool] = True
    parts: Parts

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
        """The same with the secret that came along, and the session that it stands for still."""
        secret = visit.cookies.read(visit.request.cookies, LOGGED_IN)
        if not secret:
            return visit
        session = await self.parts.sessions.of(secret, visit.now)
        return replace(visit, secret=secret, session=session)

    async def of_nobody(self, visit: Visit, page: Page, act: Act[Visit]) -> Response:
        """What somebody gets who is not logged in, or not any more."""
        if page.open and act is page.get:
            return await act(visit)
        if page.again is not None and act is page.post and visit.secret:
            return await ended_while_typing(visit, LARGEST_TYPED)
        return ended(visit) if visit.secret else visit.see()

    def client_of(self, visit: Visit) -> tuple[Hashable, bool]:  # noqa: ARG002 -- of the door
        """All of them are one client, and in no hurry."""
        return CLIENT, False
