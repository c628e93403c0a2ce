"""Papers of this inhabitant that the professional printed: when, how often scanned, and their end.

docs/decisions/0051-paper-and-its-ticket.md
"""

from dataclasses import dataclass

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import day_of, day_said, time_said
from hub.pages.viewer.visit import ABOUT, Visit
from hub.security.ticket import Paper, require_lasting

PAPERS = "papieren"
"""What stands behind the address of an inhabitant, before the name of a paper and a step."""
DONE = "klaar"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPaper:
    """A paper in words; `name` is how its page is called."""

    name: str
    printed: str
    scanned: str
    is_over: bool
    over: str


async def papers(visit: Visit) -> Response:
    """The list, one of it before it is ended, and the page after that.

    Raises:
        Forbidden: in an emergency. NotFound: there is none of this name that he printed.
    """
    require_lasting(visit.errand)
    whose = visit.about.inhabitant
    found = await visit.parts.tickets.list_of(visit.errand, whose)
    shown = {one.name: _shown(visit, one) for one in found}
    match visit.rest[2:]:
        case ():
            return visit.page("papers.html", papers=list(shown.values()))
        case (name,) if name in shown and not shown[name].is_over:
            return visit.page("paper-check.html", paper=shown[name])
        case (name,) if name in shown:
            return _to(visit, name)
        case (name, "klaar") if name in shown and shown[name].is_over:
            return visit.page("paper-done.html", paper=shown[name])
    raise _absent()


async def end_paper(visit: Visit) -> Response:
    """What was confirmed is done; twice is once.

    Raises:
        Forbidden: in an emergency. NotFound: there is none of this name that he printed.
    """
    require_lasting(visit.errand)
    match visit.rest[2:]:
        case (name, "stoppen"):
            whose = visit.about.inhabitant
            if await visit.parts.tickets.revoke(visit.errand, name, whose):
                return _to(visit, name)
    raise _absent()


def _to(visit: Visit, name: str) -> Response:
    """On to the page after that."""
    return visit.see(f"{ABOUT}/{visit.rest[0]}/{PAPERS}/{name}/{DONE}")


def _absent() -> NotFound:
    return NotFound("no such paper of his", rule="S-NOT-HIS-PAGE")


def _shown(visit: Visit, paper: Paper) -> ShownPaper:
    words, at, over = visit.words, paper.printed.at, paper.printed.revoked
    day, time = day_said(day_of(at), words), time_said(at, words)
    return ShownPaper(
        name=paper.name,
        printed=words("papers.printed", day=day, time=time),
        scanned=words(f"papers.scanned.{paper.often}", count=paper.scans),
        is_over=over is not None,
        over=words("papers.over", day=day_said(day_of(over), words)) if over else "",
    )
