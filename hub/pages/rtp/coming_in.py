"""Logging in and out at /rtp by the door of /viewer, and where somebody begins."""

from starlette.responses import Response

from hub.pages.doorway import DENIED
from hub.pages.rtp.door import ended
from hub.pages.rtp.menu import entries
from hub.pages.rtp.visit import Visit
from hub.pages.viewer.coming_in import sent_away
from hub.pages.viewer.cookies import LOGGED_IN
from hub.pages.way_in import gone, is_sent_by_another_site, logged_out

__all__ = ["log_in", "log_out", "logged_out", "start", "stay"]


async def start(visit: Visit) -> Response:
    """For who is logged in the first page of his; for anybody else what this is, and the way in."""
    if visit.session is not None:
        first = entries(is_desk=visit.region is not None)
        return visit.see(first[0]) if first else visit.page("nothing.html")
    if visit.is_launched:
        return visit.page("launched.html", DENIED)
    if visit.secret:
        return ended(visit)
    return visit.page("welcome.html", can_log_in=visit.parts.can_log_in)


async def log_in(visit: Visit) -> Response:
    """To where professionals log in; who is logged in himself goes on."""
    if is_sent_by_another_site(visit.request) or visit.session is not None:
        return visit.see()
    viewer = visit.parts.viewer
    there = await viewer.with_session(viewer.visit(visit.request, "nl", "", ()))
    return await sent_away(there, paper=visit.to())


async def log_out(visit: Visit) -> Response:
    """Here and at /viewer, or wherever he is logged in; the browser forgets what it was shown."""
    sessions = visit.parts.viewer.parts.sessions
    if visit.fields.get("overal"):
        await sessions.end_all(visit.known)
    await sessions.end(visit.secret)
    return gone(visit, LOGGED_IN)


async def stay(visit: Visit) -> Response:
    """That he asked made it longer already; back to the page he was on."""
    here = visit.fields.get("pagina", "").partition("/")[0]
    return visit.see(here if here in entries(is_desk=visit.region is not None) else "")
