"""Drawing beside the event loop: one at a time, each within its time, in a process that ends."""

import asyncio
import signal
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from hub.pages.paper.drawing import ABSENT, LETTERS_MISSING
from hub.pages.paper.worker import WORKER, Gone

Reason = Literal["absent", "busy", "late", "too-large", "failed"]

SECONDS = 20  # of work for one document
_BUSY = 3  # times as long as that may it take where others are at work
LARGEST = 200_000  # bytes of HTML; a hundred pages
MOST_WAITING = 8
TOO_LARGE, UNAVAILABLE = 413, 503
PROGRAM = Path(__file__).with_name("drawing.py")

_SAID: dict[Reason, str] = {
    "absent": "Pango, by which is printed, is not on this machine; see `hub doctor`",
    "busy": "others are printing; try again in a moment",
    "late": "it took too long to draw",
    "too-large": f"it has more than {LARGEST} bytes",
    "failed": "it can't be drawn",
}


class NotPrinted(Exception):
    """There is no PDF; `reason` says why, and nothing of what was to be on it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_SAID[reason])
        self.reason = reason

    @property
    def status(self) -> int:
        """Of the page that says so."""
        return TOO_LARGE if self.reason == "too-large" else UNAVAILABLE


class Drawn(NamedTuple):
    """A PDF; `whole` is whether the fonts have all its letters, or boxes stand for some."""

    pdf: bytes
    whole: bool


def draw(html: str, sizes: Sequence[float] = (10,), seconds: int = SECONDS) -> Drawn:
    """The HTML as PDF/A-2a, with type of the first of these sizes (points) that gives one page.

    Raises:
        NotPrinted: no Pango here, too large, too long at work, or refused.
    """
    told = html.encode()
    if len(told) > LARGEST:
        raise NotPrinted("too-large")
    arguments = [str(seconds), *map(str, sizes)]
    try:
        status, pdf = WORKER.run(PROGRAM, arguments, told, seconds * _BUSY)
    except Gone as gone:
        raise NotPrinted("late" if gone.late else "failed") from None
    if status == -signal.SIGKILL:
        raise NotPrinted("late")  # past its limit; or past the machine's memory, which is no better
    if status == ABSENT:
        raise NotPrinted("absent")
    if status not in (0, LETTERS_MISSING):
        raise NotPrinted("failed")
    return Drawn(pdf, status == 0)


@dataclass(slots=True)
class Press:
    """Who waits for it, first come, first served; nobody waits twice."""

    seconds: int = SECONDS
    most: int = MOST_WAITING
    waiting: set[Hashable] = field(default_factory=set)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "press"))

    async def draw(self, html: str, sizes: Sequence[float], whose: Hashable) -> Drawn:
        """As `draw`; `whose` is who asks for it: of each one document is under way.

        Raises:
            NotPrinted: as `draw`, or too many wait already, or he does.
        """
        if whose in self.waiting or len(self.waiting) >= self.most:
            raise NotPrinted("busy")
        self.waiting.add(whose)
        work = asyncio.get_running_loop().run_in_executor(
            self.thread, draw, html, sizes, self.seconds
        )

        def leave(done: asyncio.Future[Drawn]) -> None:
            self.waiting.discard(whose)
            # Looked at, or asyncio tells the log of it where nobody waits any longer.
            done.cancelled() or done.exception()

        # Who goes away leaves his work behind, and his place until it is done.
        work.add_done_callback(leave)
        return await asyncio.shield(work)
