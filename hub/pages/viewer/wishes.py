"""The wishes of one inhabitant, on one page."""

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.viewer.visit import Visit
from hub.query.wishes import wishes_of_number
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.version import version_of


async def wishes(visit: Visit) -> Response:
    """What is open to who asks; nothing there and nothing open read the same."""
    parts, now = visit.parts, visit.now
    found = await wishes_of_number(parts.access, visit.errand, parts.limits, visit.about.inhabitant)
    words = visit.words
    day, time = day_said(day_of(now), words), time_said(now, words)
    as_of = words("wishes.as-of", day=day, time=time)
    if found.patient is None:
        return visit.page("nothing.html", as_of=as_of, is_whole=found.is_whole)
    resources = found.resources()
    shown = sheet(read(resources, now), now, found.names, is_whole=found.is_whole)
    is_newer = bool(visit.paper) and visit.paper != version_of(shown)
    return visit.page("wishes.html", sheet=shown, as_of=as_of, is_newer=is_newer)
