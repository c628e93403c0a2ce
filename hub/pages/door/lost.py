"""Where nothing is, or something failed: a page for people, and JSON for machines as it was.

Records have a door of their own, which tells it in its own form; beneath that of tokens it is an
OAuth error.
"""

import logging
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import operation_outcome, whereabouts
from hub.pages.door.frame import page
from hub.pages.door.preferred import is_page_preferred, language_preferred
from hub.pages.words import Language
from profiles.issue import Issue

_LOG = logging.getLogger("hub.pages")
FULL = "hub.full"
"""Where a request's scope says that there is no room for it."""
OF_MACHINES = ("/fhir", "/stu3", "/auth", "/medmij/fhir")
"""What is asked beneath these is never asked by somebody who reads a page."""
OF_OAUTH = "/auth"
"""What is asked beneath this is told as OAuth has it."""
_ERRORS = {500: "server_error", 503: "temporarily_unavailable"}
_ENGLISH = ("/en", "/docs", "/validate")
_FHIR = "fhir+"
_CODES = {404: "not-found", 405: "not-supported", 503: "transient"}
_KINDS = {405: "method", 503: "busy"}
_AGAIN = {"Retry-After": "1", "Connection": "close"}


def tell_people(web: Starlette) -> None:
    """Let every refusal and failure of it be told as this says."""
    web.add_exception_handler(HTTPException, _refused)
    web.add_middleware(Lost)


def is_of_people(scope: Scope) -> bool:
    """Whether a browser that shows pages asks, at an address that is not for machines alone."""
    if any(_is_beneath(scope, one) for one in OF_MACHINES):
        return False
    return is_page_preferred(Headers(scope=scope).get("accept", ""))


def is_of_oauth(scope: Scope) -> bool:
    """Whether a client of OAuth asks."""
    return _is_beneath(scope, OF_OAUTH)


def _is_beneath(scope: Scope, place: str) -> bool:
    path: str = scope.get("path", "")
    return path == place or path.startswith(f"{place}/")


class Lost:
    """What came to an end unforeseen is answered, and the log says where: never what it held."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope.get(FULL):
            await _told(scope, HTTPStatus.SERVICE_UNAVAILABLE, _AGAIN)(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        # The last resort: a traceback in the log could hold data of a person.
        except Exception as fault:
            if begun:
                raise
            _LOG.error("fault: %s", whereabouts(fault))
            await _told(scope, HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, send)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)  # noqa: S101 - narrowing: it is registered for these
    return _told(request.scope, refusal.status_code, dict(refusal.headers or {}), refusal.detail)


def _told(
    scope: Scope, status: int, headers: dict[str, str] | None = None, detail: str = ""
) -> Response:
    if is_of_oauth(scope):
        return _as_oauth(status, headers, detail)
    if not is_of_people(scope):
        if _FHIR in Headers(scope=scope).get("accept", ""):
            return _to_client(status, headers)
        said = {"detail": detail or HTTPStatus(status).phrase}
        return JSONResponse(said, status, headers)
    kind = _KINDS.get(status, "absent" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "fault")
    return page("problem.html", _language(scope), status, headers, kind=kind)


def _as_oauth(status: int, headers: dict[str, str] | None, detail: str) -> Response:
    """https://www.rfc-editor.org/rfc/rfc6749#section-5.2."""
    error, about = _ERRORS.get(status, "invalid_request"), detail or HTTPStatus(status).phrase
    kept = {**(headers or {}), "Cache-Control": "no-store"}
    return JSONResponse({"error": error, "error_description": about}, status, kept)


def _to_client(status: int, headers: dict[str, str] | None) -> Response:
    """A client of FHIR that is not at /fhir, or asks there what failed."""
    code = _CODES.get(status, "exception")
    text = f"{HTTPStatus(status).phrase}: FHIR is answered under /fhir of this server"
    told = operation_outcome([Issue("error", code, "", text)])
    return JSONResponse(told, status, headers, media_type=f"application/{_FHIR}json")


def _language(scope: Scope) -> Language:
    if any(_is_beneath(scope, one) for one in _ENGLISH):
        return "en"
    return language_preferred(Headers(scope=scope).get("accept-language", ""))
