"""The page for who gets no PDF: why, and what he can do."""

from starlette.responses import HTMLResponse, Response

from hub.pages.assets import HEADERS
from hub.pages.paper.press import TOO_LARGE, UNAVAILABLE, Reason
from hub.pages.paper.sheet import sheet
from hub.pages.paper.words import Language


def sorry(language: Language, reason: Reason) -> Response:
    """In plain words, in his language."""
    page = sheet("sorry.html", language, reason=reason)
    if reason == "too-large":
        return HTMLResponse(page, TOO_LARGE, HEADERS)
    return HTMLResponse(page, UNAVAILABLE, {**HEADERS, "Retry-After": "60"})
