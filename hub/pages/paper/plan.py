"""The plan on one A4 for who gives care: the words of the screen, and a code to the live plan.

docs/decisions/0051-paper-and-its-ticket.md
"""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any

from hub.pages.paper.code import code
from hub.pages.paper.press import Press
from hub.pages.paper.rows import rows, said_of
from hub.pages.paper.sheet import sheet
from hub.pages.paper.sign import sign
from profiles.pzp.sheet.shown import Block, Sheet, Tone

SIZES = (9.5, 8.5, 7.5, 7)  # points; DejaVu is as large at 7 as others at 8
_LINE, _FOOT = 90, 70  # letters of a line of the foot, and of what always stands in it
_HEIGHT = 3.4  # millimetres


@dataclass(frozen=True, slots=True)
class Print:
    """When it is printed, in words; by whom; and what its code says."""

    at: str
    by: str
    address: str


async def plan_pdf(press: Press, plan: Sheet, of: Print, whose: Hashable) -> bytes:
    """The paper as PDF/A-2a and PDF/UA; `whose` is who asks for it, one paper at a time.

    Raises:
        NotPrinted: as `Press.draw`; never a part of it instead.
    """
    drawn = await press.draw(plan_html(plan, of), SIZES, whose)
    if not drawn.whole:
        # A box says nothing: who reads it has to know that a letter is missing.
        drawn = await press.draw(plan_html(plan, of, whole=False), SIZES, whose)
    return drawn.pdf


def plan_html(plan: Sheet, of: Print, *, whole: bool = True) -> str:
    """The paper as HTML; not `whole` where no font has some of its letters."""
    own = words()
    # On every page stands whose it is; the foot is as high as his name takes.
    foot = sum(len(one.name) + len(one.born) for one in plan.banners) + _FOOT
    return sheet(
        "plan.html",
        "nl",
        plan=plan,
        own=own,
        titles=plan.titles,
        limits=rows(plan.limits),
        rest=rows(_rest(plan)),
        said_of=said_of,
        printed=of.at,
        by=of.by,
        drawn=code(of.address, own["code-alt"]),
        signs={tone.value: sign(tone, own["sign"][tone.value]) for tone in Tone},
        whole=whole,
        foot=round(7.5 + ceil(foot / _LINE) * _HEIGHT),
    )


@cache
def words() -> Mapping[str, Any]:
    """The words around the plan's own."""
    found: dict[str, Any] = json.loads(
        files("hub.pages.paper").joinpath("plan.json").read_text("utf-8")
    )
    return found


def _rest(plan: Sheet) -> list[Block]:
    """The blocks beside resuscitation and limits, in the order of the screen."""
    first = (plan.resuscitation, *plan.limits)
    return [one for one in plan.blocks if not any(one is other for other in first)]
