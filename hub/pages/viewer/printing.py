"""The wishes on one A4, printed by a professional: what his screen shows, with a code.

docs/decisions/0051-paper-and-its-ticket.md
"""

from starlette.responses import Response

from hub.http.kept_apart import PDF
from hub.pages.days import day_of, day_said, time_said
from hub.pages.paper.plan import Print, plan_pdf
from hub.pages.paper.press import NotPrinted
from hub.pages.paper.ticketed import ticketed
from hub.pages.viewer.visit import ABOUT, Visit
from hub.pages.viewer.wishes import seen
from hub.security.ticket import require_lasting
from profiles.pzp.sheet.version import version_of

PAPER = "papier"
"""The step of a page about an inhabitant at which his wishes are printed."""
_NAME = "wensen.pdf"


async def not_printed(visit: Visit) -> Response:
    """Who only asks for it again, as after a log-in, is shown the wishes: a button prints."""
    return visit.see(f"{ABOUT}/{visit.rest[0]}")


async def printed(visit: Visit) -> Response:
    """The paper; where there is none, a page that says why.

    Raises:
        Forbidden: in an emergency.
    """
    require_lasting(visit.errand)
    shown = await seen(visit)
    if isinstance(shown, Response):
        return shown
    plan = shown.sheet
    parts, who = visit.parts, visit.known.who

    async def draw(address: str) -> bytes:
        of = Print(at=_at(visit), by=_by(visit), address=address)
        return await plan_pdf(parts.press, plan, of, who.subject)

    version, url = version_of(plan), parts.public_url
    whose = visit.about.inhabitant
    try:
        pdf = await ticketed(parts.tickets, visit.errand, version, url, draw, whose)
    except NotPrinted as refusal:
        return visit.page("problem.html", refusal.status, kind=f"print-{refusal.reason}")
    headers = {**PDF, "Content-Disposition": f'inline; filename="{_NAME}"'}
    return Response(pdf, headers=headers, media_type="application/pdf")


def _at(visit: Visit) -> str:
    words, now = visit.words, visit.now
    return f"{day_said(day_of(now), words)}, {time_said(now, words)}"


def _by(visit: Visit) -> str:
    """By whom it says it was printed: by name where the region names staff to an inhabitant."""
    who = visit.known.who
    is_named = visit.parts.access.policy.staff_named
    return f"{who.practitioner.name}, {who.name}" if is_named else who.name
