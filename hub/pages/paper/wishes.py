"""An inhabitant's wishes on paper: all of them, on one A4 where that fits."""

from collections.abc import Hashable
from math import ceil

from hub.pages.paper.code import code
from hub.pages.paper.messages import messages
from hub.pages.paper.press import Press
from hub.pages.paper.sheet import sheet
from hub.pages.paper.words import Wishes

SIZES = (10, 8.5)  # points
_LINE = 55  # letters of the foot, of the widest
_HEIGHT = 4.2  # millimetres


async def wishes_pdf(press: Press, words: Wishes, whose: Hashable, address: str = "") -> bytes:
    """The paper as PDF/A-2a and PDF/UA; `whose` is who asks for it, one paper at a time.

    With an `address` it has a code that leads there.

    Raises:
        NotPrinted: as `Press.draw`; never a part of it instead.
    """
    drawn = await press.draw(wishes_html(words, address), SIZES, whose)
    if not drawn.whole:
        # A box says nothing: who reads it has to know that a letter is missing.
        drawn = await press.draw(wishes_html(words, address, whole=False), SIZES, whose)
    return drawn.pdf


def wishes_html(words: Wishes, address: str = "", *, whole: bool = True) -> str:
    """The paper as HTML; not `whole` where no font has some of its letters."""
    # On every page stands whose it is; the foot is as high as his name takes.
    lines = 1 + sum(ceil((len(said) + 20) / _LINE) for said in (words.name, words.born))
    foot = 10 + lines * _HEIGHT
    drawn = code(address, messages(words.language)["wishes.code-alt"]) if address else ""
    return sheet(
        "wishes.html", words.language, words=words, whole=whole, foot=round(foot), drawn=drawn
    )
