"""A door of pages: who comes in, what he may ask of which page, and what a refusal looks like.

docs/decisions/0041-pages-for-people.md
"""

import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import FhirError, TooManyRequests, Unauthenticated, Unavailable, whereabouts
from hub.pages.assets import styled
from hub.pages.forms import (
    LARGEST,
    LARGEST_TYPED,
    MANY_FIELDS,
    MOST_FIELDS,
    NotOurForm,
    OldForm,
    fields_of,
    require_ours,
)
from hub.pages.granted import require_granted
from hub.pages.refusals import SAFE, record_refusal
from hub.pages.visit import Visit
from hub.pages.words import LANGUAGES, Language
from hub.security.scopes import Level
from hub.storage.failures import FAILURES
from hub.telemetry.seen import CLIENT as SEEN

_LOG = logging.getLogger("hub.pages")
V = TypeVar("V", bound=Visit[Any, Any])
Act = Callable[[V], Awaitable[Response]]
Again = Callable[[V, str, int], Response]
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
DENIED, _NOT_FOUND, _NOT_ALLOWED, _BROKEN = 403, 404, 405, 500
_KINDS = {401: "surer", 403: "denied", 404: "absent", 410: "absent", 429: "busy", 503: "busy"}
"""By the status of a refusal under /fhir the page that says the same to a person."""


@dataclass(frozen=True)
class Page(Generic[V]):
    """What answers a GET and a POST; `open` where nobody has to be logged in."""

    get: Act[V] | None = None
    post: Act[V] | None = None
    open: bool = False
    deep: bool = False
    """Whether its path goes on behind its name."""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    """The scopes that a GET and a POST of it take."""
    much: bool = False
    """Whether it may have a form of many fields."""
    again: Again[V] | None = None
    """Of a form in which much is typed: itself once more, with its text and what went wrong."""


@dataclass(frozen=True, slots=True)
class Door(Generic[V]):
    """All pages by their names behind the door's own path, `/` and the name of the `house`."""

    house: ClassVar[str]
    level: ClassVar[Level]
    """Of the scopes that its client has."""
    languages: ClassVar[tuple[Language, ...]] = LANGUAGES
    alike: ClassVar[bool] = False
    """Whether a refusal reads the same whoever is logged in, so that it tells of nobody."""
    pages: Mapping[str, Page[V]]

    @abstractmethod
    def visit(self, request: Request, language: Language, name: str, rest: tuple[str, ...]) -> V:
        """This request, of whom nobody knows yet who sent it."""

    @abstractmethod
    async def with_session(self, visit: V) -> V:
        """The same with the secret that came along, and the session that it stands for still."""

    @abstractmethod
    async def of_nobody(self, visit: V, page: Page[V], act: Act[V]) -> Response:
        """What somebody gets who is not logged in, or not any more."""

    @abstractmethod
    def client_of(self, visit: V) -> tuple[Hashable, bool]:
        """Among whom he waits for his turn, and whether he is in the lane of those who don't."""

    def routes(self) -> list[Route]:
        """Everything under its path: what is no page of it gets one that says so."""
        root = f"/{self.house}"
        paths = [root, *(f"{root}/{name}" for name in self.pages if name), f"{root}/{{rest:path}}"]
        pages = [Route(path, self.serve, methods=_METHODS) for path in paths]
        return [styled(self.house), *pages]

    async def serve(self, request: Request) -> Response:
        """One request, one page; whatever goes wrong, it says nothing of what was kept."""
        visit = self._visit(request)
        try:
            return await self._served(visit)
        # The last resort: whatever it is, a person gets a page and no data.
        except Exception as failure:  # noqa: BLE001
            return told(visit, failure)

    def _visit(self, request: Request) -> V:
        rest = request.url.path.removeprefix(f"/{self.house}").strip("/").split("/")
        language = self.languages[0]
        for other in self.languages[1:]:
            if rest[0] == other:
                language, rest = other, rest[1:]
        request.scope[SEEN] = self.house
        return self.visit(request, language, rest[0] if rest else "", tuple(rest[1:]))

    async def _served(self, visit: V) -> Response:
        page = self.pages.get(visit.name)
        if page is None or (visit.rest and not page.deep):
            return visit.problem("absent", _NOT_FOUND)
        method = visit.request.method
        act = page.get if method in SAFE else page.post if method == "POST" else None
        if act is None:
            return visit.problem("method", _NOT_ALLOWED)
        visit = await self.with_session(visit)
        if visit.session is None:
            return await self.of_nobody(visit, page, act)
        try:
            return await self._of_known(visit, page, act)
        # As in `serve`, but he is logged in still, and where he was.
        except Exception as failure:
            if self.alike:
                raise
            return told(visit, failure)

    async def _of_known(self, visit: V, page: Page[V], act: Act[V]) -> Response:
        if visit.request.method != "POST":
            return await self._in_turn(visit, act, page.reads)
        largest = LARGEST_TYPED if page.again or page.much else LARGEST
        most = MANY_FIELDS if page.much else MOST_FIELDS
        fields = await fields_of(visit.request, largest, most)
        return await self._changed(replace(visit, fields=fields), page, act)

    async def _changed(self, visit: V, page: Page[V], act: Act[V]) -> Response:
        """The answer to a form; of one in which much was typed the form again, where it failed."""
        headers, url = visit.request.headers, visit.parts.public_url
        try:
            require_ours(headers, visit.fields, visit.known, url)
            return await self._in_turn(visit, act, page.writes)
        except Exception as failure:
            lost = isinstance(failure, NotOurForm) and not isinstance(failure, OldForm)
            if page.again is None or lost:
                raise
            return told(visit, failure, page.again)

    async def _in_turn(self, visit: V, act: Act[V], scopes: tuple[str, ...]) -> Response:
        """The answer to who is logged in; a refusal leaves its row as it does under /fhir."""
        parts = visit.parts
        wait = parts.visits.take(visit.known.who.subject)
        try:
            if wait:
                raise TooManyRequests("too many pages at once", rule="RATE", recorded=True)
            client, urgent = self.client_of(visit)
            place = parts.places.take(client, urgent=urgent)
            try:
                await place.turn()
                visit = replace(visit, place=place)
                require_granted(scopes, visit.errand.client.scopes, self.level)
                return await act(visit)
            finally:
                place.leave()
        except FhirError as refusal:
            await record_refusal(visit, refusal)
            raise


def told(visit: V, failure: Exception, again: Again[V] | None = None) -> Response:
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
            return "form", DENIED
        case FhirError(status=status):
            shown = DENIED if status == Unauthenticated.status else status
            return _KINDS.get(status, "fault"), shown
        case ClientDisconnect():
            return "form", 400
    if isinstance(failure, FAILURES):
        _LOG.error("database: %s", whereabouts(failure))
        return "busy", Unavailable.status
    _LOG.error("fault: %s", whereabouts(failure))
    return "fault", _BROKEN
