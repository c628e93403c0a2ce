"""Which pages are open in this process, by organisation and session, and which are to ask anew.

docs/decisions/0094-pages-of-the-transfer-point.md
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

OF_SESSION, OF_ORGANISATION = 3, 100
"""Open pages: a browser has six connections to a host, and the rest of them is for answers."""


@dataclass(eq=False, slots=True)
class Stream:
    """One open page. However much happens before it is read, it is woken once."""

    ura: str
    session: str
    wakes: asyncio.Event = field(default_factory=asyncio.Event)
    is_news: bool = False
    is_full: bool = False

    def tell(self) -> None:
        """Something changed."""
        self.is_news = True
        self.wakes.set()

    def end(self) -> None:
        """Its place is taken by a newer page of the same session."""
        self.is_full = True
        self.wakes.set()


@dataclass(slots=True)
class Streams:
    """At most `most` in all; `closing` is whether the process stops."""

    most: int = 500
    open: dict[str, list[Stream]] = field(default_factory=lambda: defaultdict(list))
    closing: bool = False

    def begin(self, ura: str, session: str) -> Stream | None:
        """One more, in the place of this session's oldest; None where there is no room."""
        own = self.open[ura]
        mine = [one for one in own if one.session == session]
        if len(mine) >= OF_SESSION:
            mine[0].end()
            own.remove(mine[0])
        if len(own) >= OF_ORGANISATION or sum(map(len, self.open.values())) >= self.most:
            self._tidy(ura)
            return None
        stream = Stream(ura, session)
        own.append(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """It is gone."""
        if stream in self.open[stream.ura]:
            self.open[stream.ura].remove(stream)
        self._tidy(stream.ura)

    def tell(self, uras: Iterable[str] | None) -> None:
        """Those of these organisations, or all."""
        for ura in list(self.open) if uras is None else set(uras):
            for one in self.open.get(ura, ()):
                one.tell()

    def close(self) -> None:
        """All end: the process stops."""
        self.closing = True
        for streams in self.open.values():
            for one in streams:
                one.wakes.set()

    def _tidy(self, ura: str) -> None:
        if not self.open[ura]:
            del self.open[ura]
