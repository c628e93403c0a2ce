"""Frames of MLLP out of a stream of bytes, however it was cut.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

START, END, CARRIAGE_RETURN = b"\x0b", b"\x1c", b"\r"

_WHITE: Final = b"\r\n\t "
_HEAD: Final = 1024  # enough for an MSH, so that what is not taken can be answered
_STRAY: Final = 64 * 1024
_COMMIT_BYTES: Final = {b"\x06": "ACK", b"\x15": "NAK"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole frame. `dropped` is the beginning of a frame that the sender began before it."""

    content: bytes = field(repr=False)
    dropped: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something for the owner to know; the connection goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Not taken, and nothing after it is: `head` may hold an MSH by which to answer."""

    why: str
    head: bytes = field(repr=False)


Event = Frame | Remark | Broken


class State(Enum):
    """Where in the stream the next byte stands."""

    BETWEEN = auto()
    WITHIN = auto()
    ENDING = auto()  # 1C was seen, and 0D not yet
    BROKEN = auto()


def _next_mark(data: bytes, place: int) -> tuple[int, bytes]:
    """Where the next start or end byte stands and which it is; the end of the data and nothing."""
    end = data.find(END, place)
    start = data.find(START, place, len(data) if end < 0 else end)
    if start >= 0:
        return start, START
    return (end, END) if end >= 0 else (len(data), b"")


def framed(message: bytes) -> bytes:
    """The message in a frame."""
    return b"".join((START, message, END, CARRIAGE_RETURN))


class Framer:
    """Bytes in, frames out: the same frames for the same bytes, however they were cut."""

    def __init__(self, largest: int) -> None:
        self.state = State.BETWEEN
        self._largest = largest
        self._content = bytearray()
        self._pending = bytearray()  # what came after 1C
        self._stray = bytearray()  # what came outside any frame, its beginning
        self._strays = 0
        self._dropped = b""

    @property
    def waits(self) -> bool:
        """Whether something was begun that has not ended."""
        return self.state in {State.WITHIN, State.ENDING} or bool(self._strays)

    @property
    def held(self) -> int:
        """How many bytes are kept here."""
        return len(self._content) + len(self._pending) + len(self._stray)

    def feed(self, data: bytes) -> list[Event]:
        """What these bytes complete."""
        events: list[Event] = []
        place = 0
        while place < len(data) and self.state is not State.BROKEN:
            if self.state is State.BETWEEN:
                place = self._between(data, place, events)
            elif self.state is State.WITHIN:
                place = self._within(data, place, events)
            else:
                place = self._ending(data, place, events)
        return events

    def quiet(self) -> list[Event]:
        """Nothing came for a moment: a frame whose 1C has no 0D is whole by that."""
        events: list[Event] = []
        if self.state is State.ENDING:
            events.append(Remark("1C without 0D after a message"))
            self._complete(events)
        return events

    def silent(self) -> list[Event]:
        """Nothing came for longer than is waited."""
        if not self.waits or self.state is State.BROKEN:
            return []
        return [self._broken("what was begun did not end in time")]

    def closed(self) -> list[Event]:
        """The sender will send nothing more."""
        if self.state is State.ENDING:
            return self.quiet()
        if self.state is State.WITHIN:
            return [self._broken("the connection ended within a frame")]
        return [self._broken("bytes without a start block")] if self._strays else []

    def full(self) -> Broken:
        """There is no room here for what is being sent."""
        return self._broken("no room for a message of this size now")

    def _between(self, data: bytes, place: int, events: list[Event]) -> int:
        end, mark = _next_mark(data, place)
        self._keep_stray(data[place:end])
        if self._strays > _STRAY:
            events.append(self._broken("bytes without a start block"))
        elif mark == END and self._strays:
            events.append(self._broken("a message without a start block"))
        elif mark == END:
            events.append(Remark("an end block outside a frame"))
        elif mark:
            if self._strays:
                events.append(Remark(f"{self._strays} bytes before a start block, passed over"))
            self._begin()
        return end + 1

    def _keep_stray(self, data: bytes) -> None:
        if not self._strays:
            data = data.lstrip(_WHITE)
        self._strays += len(data)
        self._stray += data[: _HEAD - len(self._stray)]

    def _begin(self) -> None:
        self.state = State.WITHIN
        self._content, self._pending = bytearray(), bytearray()
        self._stray, self._strays = bytearray(), 0

    def _within(self, data: bytes, place: int, events: list[Event]) -> int:
        end, mark = _next_mark(data, place)
        self._content += memoryview(data)[place:end]
        if self._too_large(events) or not mark:
            return end
        if mark == START:
            self._begin_again(events)
        else:
            self.state = State.ENDING
            self._pending += END
        return end + 1

    def _begin_again(self, events: list[Event]) -> None:
        """One message is never made from two: the first part goes."""
        if self._content.strip(_WHITE):
            events.append(Remark("a frame began within a frame; its first part is dropped"))
            self._dropped = bytes(self._content[:_HEAD])
        self._begin()

    def _ending(self, data: bytes, place: int, events: list[Event]) -> int:
        mark = data[place : place + 1]
        if mark == CARRIAGE_RETURN:
            if len(self._pending) > 1:
                events.append(Remark("1C and 0D apart after a message"))
            self._complete(events)
        elif mark == START:
            events.append(Remark("1C without 0D after a message"))
            self._complete(events)
            self._begin()
        elif mark in {END, b"\n", b" ", b"\t"}:
            self._pending += mark
            self._too_large(events)
        else:  # an end it was not: what was sent goes on, and is judged as it was sent
            self.state = State.WITHIN
            self._content += self._pending
            self._pending = bytearray()
            return place
        return place + 1

    def _complete(self, events: list[Event]) -> None:
        content, dropped = bytes(self._content), self._dropped
        self._content, self._pending, self._dropped = bytearray(), bytearray(), b""
        self.state = State.BETWEEN
        bare = content.strip(_WHITE) if len(content) < _HEAD else content
        if dropped:  # whoever began again waits for an answer, whatever came then
            events.append(Frame(content, dropped))
        elif not bare:
            events.append(Remark("an empty frame"))
        elif bare in _COMMIT_BYTES:
            events.append(Remark(f"a commit byte of MLLP 2 ({_COMMIT_BYTES[bare]})"))
        else:
            events.append(Frame(content, dropped))

    def _too_large(self, events: list[Event]) -> bool:
        if len(self._content) + len(self._pending) <= self._largest:
            return False
        events.append(self._broken("larger than is taken here"))
        return True

    def _broken(self, why: str) -> Broken:
        head = bytes((self._content or self._stray)[:_HEAD])
        if not head.strip(_WHITE).startswith(b"MSH"):
            head = self._dropped or head
        self._content, self._pending, self._stray = bytearray(), bytearray(), bytearray()
        self._strays, self._dropped, self.state = 0, b"", State.BROKEN
        return Broken(why, head)
