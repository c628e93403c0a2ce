"""The nursing handoff on paper, for who has no system that reads it: the wishes first, and large.

docs/decisions/0092-the-handoff.md
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hub.pages.paper.press import Press
from hub.pages.paper.rows import rows, said_of
from hub.pages.paper.sheet import sheet
from hub.pages.paper.sign import sign
from profiles.pzp.sheet.shown import Block, Sheet, Tone

SIZES = (9.5, 8.5)  # points


@dataclass(frozen=True, slots=True)
class HandoffPaper:
    """`ways` are from whom, to whom; of `wishes` None is that nothing can be told of them.

    `sections` are how deep each is, its title, and its lines.
    """

    title: str
    person: str
    date: str
    ways: tuple[str, str]
    wishes: Sheet | None
    sections: Sequence[tuple[int, str, Sequence[str]]]
    printed: str


async def handoff_pdf(press: Press, paper: HandoffPaper, whose: Hashable) -> bytes:
    """The paper as PDF/A-2a and PDF/UA; `whose` is who asks for it, one paper at a time.

    Raises:
        NotPrinted: as `Press.draw`; never a part of it instead.
    """
    drawn = await press.draw(handoff_html(paper), SIZES, whose)
    if not drawn.whole:
        # A box says nothing: who reads it has to know that a letter is missing.
        drawn = await press.draw(handoff_html(paper, whole=False), SIZES, whose)
    return drawn.pdf


def handoff_html(paper: HandoffPaper, *, whole: bool = True) -> str:
    """The paper as HTML; not `whole` where no font has some of its letters."""
    plan = json.loads(_file("plan.json"))
    return sheet(
        "handoff.html",
        "nl",
        paper=paper,
        own=words(),
        limits=rows(blocks_said(paper.wishes)) if paper.wishes else [],
        said_of=said_of,
        signs={tone.value: sign(tone, plan["sign"][tone.value]) for tone in Tone},
        whole=whole,
    )


@cache
def words() -> Mapping[str, str]:
    """The words around the handoff's own."""
    found: dict[str, str] = json.loads(_file("handoff.json"))
    return found


def blocks_said(wishes: Sheet) -> list[Block]:
    """The limits of which something is said: of the others silence is no answer."""
    others = (one for one in wishes.blocks if one is not wishes.resuscitation)
    return [one for one in others if one.lines]


def _file(name: str) -> str:
    return files("hub.pages.paper").joinpath(name).read_text("utf-8")
