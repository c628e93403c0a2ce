"""Logging in and out at /mijn, and staying a while longer.

docs/decisions/0041-pages-for-people.md
"""

from dataclasses import replace

import msgspec
from starlette.responses import Response

from hub.pages.mijn.cookies import LOGGED_IN, ON_HIS_WAY
from hub.pages.mijn.log_in import NotLoggedIn
from hub.pages.mijn.typed import forget_typed, way_back
from hub.pages.mijn.visit import MENU, Visit
from hub.pages.way_in import (
    REFUSED,
    gone,
    is_sent_by_another_site,
    logged_out,
    pairs_of,
    require_calm,
)
from hub.pages.words import Language

__all__ = ["come_back", "log_in", "log_out", "logged_out", "stay"]


class Left(msgspec.Struct, frozen=True):
    """What is kept of a browser that was sent to log in."""

    language: Language
    kept: bytes


async def log_in(visit: Visit) -> Response:
    """To where people log in; who is logged in is shown his own page.

    A link, and no form: `form-action` would hold back the way to another's address.
    """
    if visit.session is not None or is_sent_by_another_site(visit.request):
        return visit.see()
    require_calm(visit)
    port = visit.parts.log_in
    if port is None:
        return _not_logged_in(visit)
    try:
        url, kept = await port.begin(visit.language, visit.now)
    except NotLoggedIn:
        return _not_logged_in(visit)
    left = msgspec.json.encode(Left(visit.language, kept))
    answer = visit.leave_for(url)
    visit.cookies.give(answer, ON_HIS_WAY, await visit.parts.sessions.leave(left, visit.now))
    return answer


async def come_back(visit: Visit) -> Response:
    """Whoever logged in gets a new session, and the one that this browser had ends."""
    secret = visit.cookies.read(visit.request.cookies, ON_HIS_WAY)
    content = await visit.parts.sessions.take_up(secret, visit.now) if secret else None
    port = visit.parts.log_in
    if content is None or port is None:
        return _not_logged_in(visit)
    left = msgspec.json.decode(content, type=Left)
    visit = replace(visit, language=left.language)
    try:
        who = await port.finish(pairs_of(visit.request), left.kept, visit.now)
    except (NotLoggedIn, ValueError):
        return _not_logged_in(visit)
    if visit.secret:
        await visit.parts.sessions.end(visit.secret)
    new, _ = await visit.parts.sessions.begin(who, visit.now)
    answer = visit.see(await way_back(visit, who))
    visit.cookies.take_back(answer, ON_HIS_WAY)
    visit.cookies.give(answer, LOGGED_IN, new)
    return answer


async def log_out(visit: Visit) -> Response:
    """Here, or wherever he is logged in; the browser forgets what it was shown."""
    if visit.fields.get("overal"):
        await visit.parts.sessions.end_all(visit.known)
    await visit.parts.sessions.end(visit.secret)
    return await forget_typed(visit, gone(visit, LOGGED_IN))


async def stay(visit: Visit) -> Response:
    """That he asked made it longer already; back to the page he was on."""
    here = visit.fields.get("pagina", "")
    return visit.see(here if here in MENU else "")


def _not_logged_in(visit: Visit) -> Response:
    """One page for all of it: cancelled, unknown, not sure enough, come too late."""
    answer = visit.page("not-logged-in.html", REFUSED)
    visit.cookies.take_back(answer, ON_HIS_WAY)
    return answer
