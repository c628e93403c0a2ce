"""The page that a scan leads to: it tells nobody whose paper it is, nor whether it is one.

docs/decisions/0051-paper-and-its-ticket.md
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import FhirError, Unauthenticated, Unavailable, whereabouts
from hub.http.kept_apart import kept_apart
from hub.pages.assets import served
from hub.pages.forms import NotOurForm, fields_of, require_ours
from hub.pages.rendering import templates
from hub.pages.ticket.professionals import HOW, Professionals
from hub.pages.words import words_of
from hub.security.buckets import Buckets
from hub.security.request_id import request_id_of
from hub.security.ticket import Opened, Revoked, Scanned, Tickets
from hub.storage.failures import FAILURES

_LOG = logging.getLogger("hub.pages")
PAGE = "ticket"
PREFIXES = ("/Q/", "/q/")
LOG_IN = "inloggen"
"""Said behind the `?`: a link, for `form-action` would hold back the way to another's address."""
HEADERS = kept_apart("'self'", "style-src 'self'; img-src 'self'")
HOW_FIELD = "doel"
SAFE = frozenset({"GET", "HEAD"})
_OURS = frozenset({None, "same-origin", "none"})
_MINUTE = 60
_OK, _SEE_OTHER, _DENIED, _ABSENT, _GONE, _MANY, _BROKEN = 200, 303, 403, 404, 410, 429, 500


@dataclass(frozen=True, slots=True)
class Rates:
    """`scans` of one address, whatever they find, `wrong` guesses of an address or a session."""

    scans: Buckets = field(default_factory=lambda: Buckets(30 / _MINUTE, 30))
    wrong: Buckets = field(default_factory=lambda: Buckets(1 / _MINUTE, 10))


@dataclass(frozen=True, slots=True)
class TicketDoor:
    """`professionals` is None where none can log in."""

    tickets: Tickets
    clock: Callable[[], datetime]
    public_url: str
    professionals: Professionals | None = None
    rates: Rates = field(default_factory=Rates)

    def routes(self) -> list[Route]:
        """Everything under /Q, in capitals as on the paper, or not."""
        methods = ["GET", "HEAD", "POST"]
        paths = [f"{prefix}{{secret:path}}" for prefix in PREFIXES]
        return [
            served(f"{PAGE}/ticket.css", "/ticket.css"),
            *(Route(path, self.serve, methods=methods) for path in paths),
        ]

    async def serve(self, request: Request) -> Response:
        """One scan, or what follows it; whatever goes wrong, it says nothing of what is kept."""
        try:
            if request.method in SAFE:
                return await self._scanned(request)
            return await self._opened(request)
        # The last resort: whatever it is, a person gets a page and no data.
        except Exception as failure:  # noqa: BLE001
            kind, status = _kind_of(failure)
            return page("problem.html", status, kind=kind)

    async def _scanned(self, request: Request) -> Response:
        """The same page for whatever code; only who is logged in makes it another."""
        now, address = self.clock(), _address(request)
        if self.rates.scans.take(address):
            return _many()
        secret = request.path_params["secret"]
        name = request_id_of(request.headers.get("x-request-id"))
        await self.tickets.scan(secret, Scanned(now, name, address))
        port = self.professionals
        who = await port.known(request, now) if port else None
        asked = request.url.query == LOG_IN and request.headers.get("sec-fetch-site") in _OURS
        if port and not who and asked:
            return await port.log_in(request, request.url.path, now)
        return page("scanned.html", may_log_in=port is not None, who=who, every=HOW)

    async def _opened(self, request: Request) -> Response:
        """What a professional gets who presses the button: the wishes, or why not."""
        now, port = self.clock(), self.professionals
        who = await port.known(request, now) if port else None
        if port is None or who is None:
            return Response(status_code=_SEE_OTHER, headers={**HEADERS, "Location": "?"})
        fields = await fields_of(request)
        require_ours(request.headers, fields, who, self.public_url)
        how = next((one for one in HOW if one == fields.get(HOW_FIELD)), None)
        if how is None:
            raise NotOurForm
        wrong, guessers = self.rates.wrong, (("address", _address(request)), ("session", who.name))
        if any(wrong.wait(one) for one in guessers):
            return _many()
        errand = msgspec.structs.replace(who.errand, relation=how != "niet")
        found = await self.tickets.open_by(request.path_params["secret"], errand)
        if isinstance(found, Opened):
            return await port.show(request, found, how, now)
        for one in guessers:
            wrong.take(one)
        is_revoked = isinstance(found, Revoked)
        kind = "revoked" if is_revoked else "unknown"
        return page("problem.html", _GONE if is_revoked else _ABSENT, kind=kind)


def page(template: str, status: int = _OK, **values: Any) -> Response:
    """A page of these; it is in Dutch, with a word in English for who found a paper."""
    shown = templates(PAGE).get_template(template).render(t=words_of(PAGE, "nl"), **values)
    return Response(shown, status, HEADERS, "text/html; charset=utf-8")


def _many() -> Response:
    answer = page("problem.html", _MANY, kind="many")
    answer.headers["Retry-After"] = str(_MINUTE)
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _kind_of(failure: Exception) -> tuple[str, int]:
    match failure:
        case NotOurForm() | ClientDisconnect():
            return "form", _DENIED
        case Unauthenticated():
            return "denied", _DENIED
        case FhirError(status=status):
            kinds = {_DENIED: "denied", _MANY: "many", Unavailable.status: "busy"}
            return kinds.get(status, "fault"), status
    if isinstance(failure, FAILURES):
        _LOG.error("database: %s", whereabouts(failure))
        return "busy", Unavailable.status
    _LOG.error("fault: %s", whereabouts(failure))
    return "fault", _BROKEN
