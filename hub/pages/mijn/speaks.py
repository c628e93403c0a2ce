"""Who speaks for me: as each source says it, and who did so here."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from hub.pages.days import day_of, day_said
from hub.pages.mijn.visit import Visit
from hub.pages.words import Words
from hub.query.speaks_for import Spokesperson, speaks_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPerson:
    """Somebody whom a source names, in words."""

    name: str
    relations: Sequence[str]
    may: Sequence[str]
    telephones: Sequence[str]
    period: Sequence[str]
    source: str
    day: str


async def speaks(visit: Visit) -> Response:
    """The page."""
    found, words = await speaks_for(visit.parts.access, visit.errand), visit.words
    return visit.page(
        "speaks.html",
        people=[_shown(one, words) for one in found.people],
        used=[
            words("speaks.used", ground=words.of("ground", one.ground, "other"), day=day)
            for one in found.mandates
            for day in [day_said(day_of(one.last_used), words, day_of(visit.now))]
        ],
    )


def _shown(one: Spokesperson, words: Words) -> ShownPerson:
    period = [("starts", one.starts), ("ends", one.ends)]
    return ShownPerson(
        name=one.name or words("start.whose.no-name"),
        relations=list(dict.fromkeys(each.text for each in one.relations if each.text)),
        may=[words.of("ground", ground, "other") for ground in one.grounds],
        telephones=one.telephones,
        period=[words(f"speaks.{name}", day=day_said(day, words)) for name, day in period if day],
        source=one.organization or words("source.unnamed", number=one.ura),
        day=day_said(day_of(one.said_at), words),
    )
