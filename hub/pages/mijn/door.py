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
from hub.pages.mijn.forms import (
    LARGEST,
    LARGEST_TYPED,
    NotOurForm,
    OldForm,
    fields_of,
    require_ours,
)
from hub.pages.mijn.granted import require_granted
from hub.pages.mijn.parts import CLIENT, Parts
from hub.pages.mijn.refusals import SAFE, record_refusal
from hub.pages.mijn.typed import ended, ended_while_typing
from hub.pages.mijn.visit import ROOT, Visit
from hub.pages.words import LANGUAGES, Language
from hub.storage.failures import FAILURES
from hub.telemetry.seen import CLIENT as SEEN

_LOG = logging.getLogger("hub.pages")
Act = Callable[[Visit], Awaitable[Response]]
Again = Callable[[Visit, str, int], Response]
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
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    """The scopes that a GET and a POST of it take."""
    again: Again | None = None
    """Of a form in which much is typed: itself once more, with its text and what went wrong."""


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
        # The last resort: whatever it is, a person gets a page and no data.
        except Exception as failure:  # noqa: BLE001
            return _told(visit, failure)

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
            return visit.problem("absent", _NOT_FOUND)
        method = visit.request.method
        act = page.get if method in SAFE else page.post if method == "POST" else None
        if act is None:
            return visit.problem("method", _NOT_ALLOWED)
        visit = await self._with_session(visit)
        if visit.session is None:
            return await self._of_nobody(visit, page, act)
        if method != "POST":
            return await self._in_turn(visit, act, page.reads)
        fields = await fields_of(visit.request, LARGEST_TYPED if page.again else LARGEST)
        return await self._changed(replace(visit, fields=fields), page, act)

    async def _of_nobody(self, visit: Visit, page: Page, act: Act) -> Response:
        """What somebody gets who is not logged in, or not any more."""
        if page.open and act is page.get:
            return await act(visit)
        if page.again is not None and act is page.post and visit.secret:
            return await ended_while_typing(visit, LARGEST_TYPED)
        return ended(visit) if visit.secret else visit.see()

    async def _changed(self, visit: Visit, page: Page, act: Act) -> Response:
        """The answer to a form; of one in which much was typed the form again, where it failed."""
        try:
            require_ours(visit.request.headers, visit.fields, visit.known, self.parts.public_url)
            return await self._in_turn(visit, act, page.writes)
        except Exception as failure:
            lost = isinstance(failure, NotOurForm) and not isinstance(failure, OldForm)
            if page.again is None or lost:
                raise
            return _told(visit, failure, page.again)

    async def _with_session(self, visit: Visit) -> Visit:
        secret = visit.cookies.read(visit.request.cookies, LOGGED_IN)
        if not secret:
            return visit
        session = await self.parts.sessions.of(secret, visit.now)
        return replace(visit, secret=secret, session=session)

    async def _in_turn(self, visit: Visit, act: Act, scopes: tuple[str, ...]) -> Response:
        """The answer to who is logged in; a refusal leaves its row as it does under /fhir."""
        wait = self.parts.visits.take(visit.known.who.subject)
        try:
            if wait:
                raise TooManyRequests("too many pages at once", rule="RATE", recorded=True)
            place = self.parts.places.take(CLIENT)
            try:
                await place.turn()
                require_granted(scopes, visit.errand.client.scopes)
                return await act(visit)
            finally:
                place.leave()
        except FhirError as refusal:
            await record_refusal(visit, refusal)
            raise


def _told(visit: Visit, failure: Exception, again: Again | None = None) -> Response:
    """What became of it: a page that says so, or the form again with what was typed."""
    kind, status = _kind_of(failure)
    answer = again(visit, kind, status) if again else visit.problem(kind, status)
    if isinstance(failure, FhirError) and "Retry-After" in failure.headers:
        answer.headers["Retry-After"] = failure.headers["Retry-After"]
    return answer


def _kind_of(failure: Exception) -> tuple[str, int]:
    """Which page tells it, and its status; the log has where it came from."""
    match failure:
        case NotOurForm():
            return "form", _DENIED
        case FhirError(status=status):
            shown = _DENIED if status == Unauthenticated.status else status
            return _KINDS.get(status, "fault"), shown
        case ClientDisconnect():
            return "form", 400
    if isinstance(failure, FAILURES):
        _LOG.error("database: %s", whereabouts(failure))
        return "busy", Unavailable.status
    _LOG.error("fault: %s", whereabouts(failure))
    return "fault", _BROKEN
