"""What an adapter shows while it works: counts and short hashes, nothing of a person."""

import time
from dataclasses import dataclass
from typing import TextIO

_BAR = 30  # places
_REDRAWN = 0.1  # seconds


@dataclass(slots=True)
class Progress:
    """Counts of one run, written to `out`: a bar on a terminal, else a line at a time."""

    out: TextIO
    total: int = 0
    pushed: int = 0
    rejected: int = 0
    _drawn: float = 0.0
    _is_drawn: bool = False

    def found(self, waiting: int) -> None:
        """There are so many records to push, besides what was judged before."""
        total = self.pushed + self.rejected + waiting
        if waiting and total != self.total:
            self.total = total
            self._count("")
        self.total = total

    def was_pushed(self, label: str, notes: tuple[str, ...]) -> None:
        """The hub has this one; `notes` name what was mended in it."""
        self.pushed += 1
        self.total = max(self.total, self.pushed + self.rejected)
        self._count(_mended(label, notes))

    def was_rejected(self, label: str, why: str) -> None:
        """This one was set aside."""
        self.rejected += 1
        self.total = max(self.total, self.pushed + self.rejected)
        self._line(f"{self._counts()}; {label} set aside: {why}")

    def is_waiting(self, label: str, why: str) -> None:
        """This one could not be brought to the hub now."""
        self._line(f"{self._counts()}; {label} waits: {why}")

    def is_not_taken(self, label: str, why: str) -> None:
        """This lies at the source, and stays there."""
        self._line(f"{label} not taken: {why}")

    def stands_still(self, why: str) -> None:
        """Nothing can be brought to the hub now."""
        self._line(f"{self._counts()}; all wait: {why}")

    def goes_on(self, what: str) -> None:
        """What was waited for is there."""
        self._line(what)

    def _counts(self) -> str:
        return f"{self.pushed}/{self.total} pushed, {self.rejected} rejected"

    def _count(self, more: str) -> None:
        if more or not self.out.isatty():
            self._line(f"{self._counts()}{more}")
            return
        now, is_last = time.monotonic(), self.pushed + self.rejected >= self.total
        if now - self._drawn < _REDRAWN and not is_last:
            return
        done = _BAR * (self.pushed + self.rejected) // max(self.total, 1)
        bar = "#" * done + "." * (_BAR - done)
        print(f"\r[{bar}] {self._counts()}", end="\n" if is_last else "", file=self.out, flush=True)
        self._drawn, self._is_drawn = now, not is_last

    def _line(self, text: str) -> None:
        start = "\n" if self._is_drawn else ""
        self._is_drawn = False
        print(f"{start}{text}", file=self.out, flush=True)


def _mended(label: str, notes: tuple[str, ...]) -> str:
    return f"; {label} mended: {', '.join(notes)}" if notes else ""
