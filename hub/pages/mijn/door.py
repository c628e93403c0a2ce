"""The door of /mijn: who comes in, what he may ask of which page, and what a refusal looks like.

docs/decisions/0041-pages-for-people.md
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import FhirError, TooManyRequests, Unauthenticated, Unavailable, whereabouts
from hub.pages.assets import served
from hub.pages.mijn.cookies import LOGGED_IN
from hub.pages.mijn.forms import NotOurForm, fields_of, require_ours
from hub.pages.mijn.parts import CLIENT, Parts
from hub.pages.mijn.refusals import SAFE, record_refusal
from hub.pages.mijn.visit import ROOT, Visit
from hub.pages.words import LANGUAGES, Language
from hub.storage.failures import FAILURES
from hub.telemetry.seen import CLIENT as SEEN

_LOG = logging.getLogger("hub.pages")
Act = Callable[[Visit], Awaitable[Response]]
STYLE = "mijn/mijn.css"
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_DENIED, _NOT_FOUND, _NOT_ALLOWED, _BROKEN = 403, 404, 405, 500
_KINDS = {401: "surer", 403: "denied", 404: "absent", 410: "absent", 429: "busy", 503: "busy"}
"""By the status of a refusal under /fhir the page that says the same to a person."""


@dataclass(frozen=True, slots=True)
class Page:
    """What answers a GET and a POST; `open` where nobody has to be logged in."""

    get: Act | None = None
    post: Act | None = None
    open: bool = False
    deep: bool = False
    """Whether its path goes on behind its name."""


@dataclass(frozen=True, slots=True)
class MijnDoor:
    """All pages by their names behind /mijn."""

    parts: Parts
    pages: Mapping[str, Page]

    def routes(self) -> list[Route]:
        """Everything under /mijn: what is no page of it gets one that says so."""
        paths = [ROOT, *(f"{ROOT}/{name}" for name in self.pages if name), f"{ROOT}/{{rest:path}}"]
        pages = [Route(path, self.serve, methods=_METHODS) for path in paths]
        return [served(STYLE, f"{ROOT}.css"), *pages]

    async def serve(self, request: Request) -> Response:
        """One request, one page; whatever goes wrong, it says nothing of what was kept."""
        visit = self._visit(request)
        try:
            return await self._served(visit)
        except NotOurForm:
            return _problem(visit, "form", _DENIED)
        except FhirError as refusal:
            return _refused(visit, refusal)
        except FAILURES as failure:
            _LOG.error("database: %s", whereabouts(failure))
            return _problem(visit, "busy", Unavailable.status)
        except ClientDisconnect:
            return _problem(visit, "form", 400)
        # The last resort: whatever it is, a person gets a page and no data.
        except Exception as fault:  # noqa: BLE001
            _LOG.error("fault: %s", whereabouts(fault))
            return _problem(visit, "fault", _BROKEN)

    def _visit(self, request: Request) -> Visit:
        rest = request.url.path.removeprefix(ROOT).strip("/").split("/")
        language: Language = LANGUAGES[0]
        for other in LANGUAGES[1:]:
            if rest[0] == other:
                language, rest = other, rest[1:]
        request.scope[SEEN] = CLIENT
        return Visit(
            parts=self.parts,
            request=request,
            now=self.parts.clock(),
            language=language,
            name=rest[0] if rest else "",
            rest=tuple(rest[1:]),
        )

    async def _served(self, visit: Visit) -> Response:
        page = self.pages.get(visit.name)
        if page is None or (visit.rest and not page.deep):
            return _problem(visit, "absent", _NOT_FOUND)
        method = visit.request.method
        act = page.get if method in SAFE else page.post if method == "POST" else None
        if act is None:
            return _problem(visit, "method", _NOT_ALLOWED)
        visit = await self._with_session(visit)
        if visit.session is None:
            if page.open and act is page.get:
                return await act(visit)
            return _ended(visit) if visit.secret else visit.see()
        if method == "POST":
            fields = await fields_of(visit.request)
            require_ours(visit.request.headers, fields, visit.session, self.parts.public_url)
            visit = replace(visit, fields=fields)
        return await self._in_turn(visit, act)

    async def _with_session(self, visit: Visit) -> Visit:
        secret = visit.cookies.read(visit.request.cookies, LOGGED_IN)
        if not secret:
            return visit
        session = await self.parts.sessions.of(secret, visit.now)
        return replace(visit, secret=secret, session=session)

    async def _in_turn(self, visit: Visit, act: Act) -> Response:
        """The answer to who is logged in; a refusal leaves its row as it does under /fhir."""
        wait = self.parts.visits.take(visit.known.who.subject)
        try:
            if wait:
                raise TooManyRequests("too many pages at once", rule="RATE", recorded=True)
            place = self.parts.places.take(CLIENT)
            try:
                await place.turn()
                return await act(visit)
            finally:
                place.leave()
        except FhirError as refusal:
            await record_refusal(visit, refusal)
            raise


def _ended(visit: Visit) -> Response:
    """He did nothing for a while, or logged out elsewhere: nothing of him is on this page."""
    answer = visit.page("ended.html", _DENIED)
    visit.cookies.take_back(answer, LOGGED_IN)
    return answer


def _refused(visit: Visit, refusal: FhirError) -> Response:
    kind = _KINDS.get(refusal.status, "fault")
    status = _DENIED if refusal.status == Unauthenticated.status else refusal.status
    answer = _problem(visit, kind, status)
    if "Retry-After" in refusal.headers:
        answer.headers["Retry-After"] = refusal.headers["Retry-After"]
    return answer


def _problem(visit: Visit, kind: str, status: int) -> Response:
    """One template for all: what went wrong, what became of what he did, and the way out."""
    return visit.page("problem.html", status, kind=kind)
