"""What an adapter shows while it works: counts and short hashes, nothing of a person."""

from dataclasses import dataclass
from typing import TextIO


@dataclass(slots=True)
class Progress:
    """Counts of one run, written to `out` a line at a time."""

    out: TextIO
    total: int = 0
    pushed: int = 0
    rejected: int = 0

    def found(self, waiting: int) -> None:
        """There are so many records to push, besides what was judged before."""
        self.total = self.pushed + self.rejected + waiting
        if waiting:
            self._line(self._counts())

    def was_pushed(self, label: str, notes: tuple[str, ...]) -> None:
        """The hub has this one; `notes` name what was mended in it."""
        self.pushed += 1
        self._line(f"{self._counts()}{_mended(label, notes)}")

    def was_rejected(self, label: str, why: str) -> None:
        """This one was set aside."""
        self.rejected += 1
        self._line(f"{self._counts()}; {label} set aside: {why}")

    def is_waiting(self, label: str, why: str) -> None:
        """This one could not be brought to the hub now."""
        self._line(f"{self._counts()}; {label} waits: {why}")

    def stands_still(self, why: str) -> None:
        """Nothing can be brought to the hub now."""
        self._line(f"{self._counts()}; all wait: {why}")

    def _counts(self) -> str:
        return f"{self.pushed}/{self.total} pushed, {self.rejected} rejected"

    def _line(self, text: str) -> None:
        print(text, file=self.out, flush=True)


def _mended(label: str, notes: tuple[str, ...]) -> str:
    return f"; {label} mended: {', '.join(notes)}" if notes else ""
