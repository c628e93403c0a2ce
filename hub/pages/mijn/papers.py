"""Papers that were taken along: when, by whom, how often scanned; and how to make one worthless.

docs/decisions/0051-paper-and-its-ticket.md
"""

from dataclasses import dataclass

from starlette.responses import Response

from hub.pages.days import day_of, day_said, time_said
from hub.pages.mijn.visit import Visit
from hub.security.ticket import Paper, PrintedBy

PAPERS = "papier"
STOP, DONE = "stoppen", "klaar"
_ABSENT = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPaper:
    """A paper in words; `name` is how its page is called."""

    name: str
    printed: str
    by: str
    scanned: str
    is_over: bool
    over: str


async def papers(visit: Visit) -> Response:
    """The list, one of it before it is ended, and the page after that."""
    shown = {one.name: _shown(visit, one) for one in await _papers(visit)}
    match visit.rest:
        case [_]:
            return visit.page("papers.html", papers=list(shown.values()))
        case [_, name] if name in shown and not shown[name].is_over:
            return visit.page("paper-check.html", paper=shown[name])
        case [_, name] if name in shown:
            return visit.see(f"meenemen/{PAPERS}/{name}/{DONE}")
        case [_, name, "klaar"] if name in shown and shown[name].is_over:
            return visit.page("paper-done.html", paper=shown[name])
    return visit.problem("absent", _ABSENT)


async def end_paper(visit: Visit) -> Response:
    """What was confirmed is done; twice is once."""
    match visit.rest:
        case ["papier", name, "stoppen"]:
            if await visit.parts.tickets.revoke(visit.errand, name):
                return visit.see(f"meenemen/{PAPERS}/{name}/{DONE}")
    return visit.problem("absent", _ABSENT)


async def _papers(visit: Visit) -> list[Paper]:
    return await visit.parts.tickets.list_of(visit.errand)


def _shown(visit: Visit, paper: Paper) -> ShownPaper:
    words, printed = visit.words, paper.printed
    day, time = day_said(day_of(printed.at), words), time_said(printed.at, words)
    over = printed.revoked
    return ShownPaper(
        name=paper.name,
        printed=words("take.papers.printed", day=day, time=time),
        by=_by(visit, printed.by),
        scanned=words(f"take.papers.scanned.{paper.often}", count=paper.scans),
        is_over=over is not None,
        over=words("take.papers.over", day=day_said(day_of(over), words)) if over else "",
    )


def _by(visit: Visit, by: PrintedBy) -> str:
    """By whom, as the log calls him: staff by name only where the region agreed on that."""
    words = visit.words
    if by.number:
        organization = by.organization or words("log.who.unknown")
        if visit.parts.access.policy.staff_named and by.name:
            return words("take.papers.by.person", name=by.name, organization=organization)
        return words("take.papers.by.organization", organization=organization)
    if by.subject == str(visit.known.who.subject):
        return words("take.papers.by.self")
    if by.ground:
        return words("take.papers.by.ground", ground=words.of("ground", by.ground, "other"))
    return words("take.papers.by.himself")
