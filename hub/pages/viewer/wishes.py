"""The wishes of one inhabitant, on one page."""

import asyncio
from dataclasses import dataclass

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.viewer.visit import Visit
from hub.query.last_look import last_look
from hub.query.wishes import Wishes, wishes_of_number
from profiles.pzp.reading.read import read
from profiles.pzp.reading.shown import Reading
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Sheet
from profiles.pzp.sheet.version import version_of

CHANGED, IN_TIME = "gewijzigd", "tijdlijn"
FEW = 60
"""Resources that are read in a few milliseconds, in which a thread would only wait for its turn."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found of an inhabitant, read, and in words."""

    found: Wishes
    reading: Reading
    sheet: Sheet


async def seen(visit: Visit) -> Seen | Response:
    """What is open to who asks; nothing there and nothing open are one page."""
    parts = visit.parts
    found = await wishes_of_number(parts.access, visit.errand, parts.limits, visit.about.inhabitant)
    if found.patient is None:
        return visit.page("nothing.html", as_of=as_of(visit), found=found)
    return await in_words(visit, found)


async def in_words(visit: Visit, found: Wishes) -> Seen:
    """What was found, beside the event loop where it is much."""
    if len(found.stored) <= FEW:
        return _told(visit, found)
    # Of a record that grew large it takes long enough for others to wait.
    return await asyncio.to_thread(_told, visit, found)


def _told(visit: Visit, found: Wishes) -> Seen:
    """What was found, in words."""
    now, whole, asked = visit.now, found.is_whole, found.is_asked
    reading = read(found.resources(), now)
    return Seen(found, reading, sheet(reading, now, found.names, is_whole=whole, is_asked=asked))


async def wishes(visit: Visit) -> Response:
    """The page, with whether anything came since he looked before this session."""
    shown = await seen(visit)
    if isinstance(shown, Response):
        return shown
    is_newer = bool(visit.paper) and visit.paper != version_of(shown.sheet)
    return visit.page(
        "wishes.html",
        sheet=shown.sheet,
        as_of=as_of(visit),
        is_newer=is_newer,
        since=await _since(visit, shown.found),
    )


async def _since(visit: Visit, found: Wishes) -> str:
    """Whether something was recorded since then, in words; empty where he never looked."""
    patient = found.patient
    assert patient is not None  # noqa: S101 - narrowing: where there is none another page is shown
    before = visit.known.opened
    looked = await last_look(visit.parts.access, visit.errand, patient.id, before)
    if looked is None:
        return ""
    is_new = any(one.last_updated > looked for one in (patient, *found.stored))
    words = visit.words
    day, time = day_said(day_of(looked), words), time_said(looked, words)
    return words("since.changed" if is_new else "since.same", day=day, time=time)


def as_of(visit: Visit) -> str:
    """The day and the time that the page is of."""
    words = visit.words
    day, time = day_said(day_of(visit.now), words), time_said(visit.now, words)
    return words("wishes.as-of", day=day, time=time)
