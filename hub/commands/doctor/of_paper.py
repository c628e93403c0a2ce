"""Whether this machine can print: the letter, and what an inhabitant takes along."""

from hub.commands.doctor.finding import Findings, ok, warn
from hub.pages.paper.letter import SIZES, Agreed, letter
from hub.pages.paper.press import NotPrinted, draw

ABOUT = "printing"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fontconfig fonts-dejavu-core"


def of_paper() -> Findings:
    """By drawing the letter: libraries, fonts and time in one."""
    try:
        drawn = draw(letter("nl", Agreed()), SIZES)
    except NotPrinted as refusal:
        if refusal.reason == "absent":
            said = f"there is no Pango, so nothing is printed; on Debian: apt install {PACKAGES}"
            return [warn(ABOUT, said)]
        return [warn(ABOUT, f"the letter can't be drawn ({refusal.reason})")]
    if not drawn.whole:
        return [warn(ABOUT, "no font has the letters; on Debian: apt install fonts-dejavu-core")]
    return [ok(ABOUT, "draws the letter with all its letters")]
