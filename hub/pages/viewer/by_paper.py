"""A professional who comes by the code on a paper: as if he had typed the number.

docs/decisions/0051-paper-and-its-ticket.md
"""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import Forbidden, Unauthenticated
from hub.pages.ticket.professionals import How, LoggedIn
from hub.pages.viewer.coming_in import EMERGENCY, sent_away
from hub.pages.viewer.door import ViewerDoor
from hub.pages.viewer.finding import TREATS, URGENT
from hub.pages.viewer.parts import CLIENT
from hub.pages.viewer.visit import Kept, Visit
from hub.security.professional_request import About, AskedNow
from hub.security.ticket import Opened


@dataclass(frozen=True, slots=True)
class ByPaper:
    """`hub.pages.ticket.professionals.Professionals` of this door."""

    door: ViewerDoor

    async def known(self, request: Request, now: datetime) -> LoggedIn | None:
        """Who is logged in with this browser."""
        visit = await self._visit(request)
        session = visit.session
        if session is None:
            return None
        asked = AskedNow(
            now=now, request_id=visit.request_id, token_id=session.name, address=visit.address
        )
        errand = session.who.errand(CLIENT, About(bsn=""), asked)
        return LoggedIn(errand, session.form_token, session.name, session.who.practitioner.name)

    async def log_in(self, request: Request, then: str, _now: datetime) -> Response:
        """To where they log in; afterwards the browser comes back to `then`, a path of ours."""
        return await sent_away(await self._visit(request), paper=then)

    async def show(self, request: Request, opened: Opened, how: How, _now: datetime) -> Response:
        """To the wishes that a paper leads to, as if he had typed the number and pressed this.

        Raises:
            Forbidden: the page was opened for another inhabitant.
        """
        visit = await self._visit(request)
        if visit.session is None:
            raise Unauthenticated("the session ended meanwhile", recorded=True)
        launched = visit.session.who.opened
        if launched is not None and launched.whose != opened.whose:
            raise Forbidden("opened for one inhabitant", rule="A-OTHER-LAUNCH", recorded=True)
        about = About(bsn=opened.bsn.value, relation=how == TREATS)
        step = EMERGENCY if how == URGENT else ""
        return visit.see(await visit.address_of(Kept(about, paper=opened.version), step))

    async def _visit(self, request: Request) -> Visit:
        return await self.door.with_session(self.door.visit(request, "nl", "", ()))
