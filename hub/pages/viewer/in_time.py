"""Talks and words of all sources in time, the newest first."""

from starlette.responses import Response

from hub.pages.viewer.visit import Visit
from hub.pages.viewer.wishes import as_of, seen
from profiles.pzp.sheet.timeline import timeline


async def in_time(visit: Visit) -> Response:
    """One day of one source after another."""
    shown = await seen(visit)
    if isinstance(shown, Response):
        return shown
    moments = timeline(shown.reading, visit.now, shown.found.names)
    return visit.page("in-time.html", sheet=shown.sheet, moments=moments, as_of=as_of(visit))
