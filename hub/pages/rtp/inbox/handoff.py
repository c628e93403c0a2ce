"""The handoff of a transfer that goes ahead, section by section, on a page or on paper.

docs/decisions/0092-the-handoff.md
"""

import asyncio

from starlette.responses import Response

from hub.http.kept_apart import PDF
from hub.pages.days import day_of, day_said, time_said
from hub.pages.paper.handoff import HandoffPaper, blocks_said, handoff_pdf, words
from hub.pages.paper.press import NotPrinted
from hub.pages.paper.rows import said_of
from hub.pages.rtp.inbox.handed import Handed, handed
from hub.pages.rtp.named import named
from hub.pages.rtp.visit import Visit
from hub.query.own_record import organizations_called
from hub.query.wishes import Wishes, sees_all, wishes_of_patient
from profiles.pzp.reading.read import read
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Sheet

NAME, PAPER = "overdracht", "overdracht-papier"
_FILE = "overdracht.pdf"


async def handoff(visit: Visit) -> Response:
    """Of the offer that the form names, the wishes first; raises as `handed`."""
    found = await handed(visit)
    wishes = await _wishes(visit, found)
    return visit.page(
        "handoff.html",
        found=found,
        wishes=wishes,
        said=blocks_said(wishes) if wishes else (),
        own=words(),
        origin=said_of,
    )


async def printed(visit: Visit) -> Response:
    """The same on paper, the wishes first; where there is none, a page that says why.

    Raises:
        As `handed`.
    """
    found = await handed(visit)
    wishes = await _wishes(visit, found)
    paper = HandoffPaper(
        title=found.title or visit.words("handoff.title"),
        person=found.person or visit.words("handoff.no-person"),
        date=found.date,
        ways=await _ways(visit, found),
        wishes=wishes,
        sections=found.sections,
        printed=f"{day_said(day_of(visit.now), visit.words)}, {time_said(visit.now, visit.words)}",
    )
    press = visit.parts.viewer.parts.press
    try:
        pdf = await handoff_pdf(press, paper, visit.known.who.subject)
    except NotPrinted as refusal:
        return visit.page("problem.html", refusal.status, kind="print")
    headers = {**PDF, "Content-Disposition": f'inline; filename="{_FILE}"'}
    return Response(pdf, headers=headers, media_type="application/pdf")


async def _wishes(visit: Visit, found: Handed) -> Sheet | None:
    """What is open to him, of the handoff and by his own right; None where nothing can be."""
    if found.patient is None or not sees_all(visit.errand):
        return None
    parts = visit.parts
    seen = await wishes_of_patient(parts.access, visit.errand, parts.limits, found.patient)
    return await asyncio.to_thread(_in_words, visit, seen) if seen.patient else None


def _in_words(visit: Visit, seen: Wishes) -> Sheet:
    reading = read(seen.resources(), visit.now)
    # What was handed over is not all that there may be.
    return sheet(reading, visit.now, seen.names, is_whole=False, is_asked=seen.is_asked)


async def _ways(visit: Visit, found: Handed) -> tuple[str, str]:
    """From whom, to whom: by name where the directory has one."""
    uras = {found.sender, visit.ura} - {""}
    names = await organizations_called(visit.parts.access, uras, urgent=visit.errand.urgent)
    sender, own = (named(names, one, visit.words) for one in (found.sender, visit.ura))
    return sender, own
