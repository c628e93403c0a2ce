"""From one frame to messages, and from what became of each to its answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from adapters.hospital.header import Header, Unreadable, read_header
from adapters.hospital.mllp.acknowledgement import answer_to_nobody, answers, is_answer
from adapters.hospital.mllp.envelope import opened
from adapters.hospital.mllp.framing import Broken, Frame
from adapters.hospital.mllp.receipts import short
from adapters.hospital.mllp.segments import Batch, batch_of, is_batch
from adapters.hospital.mllp.settings import Sender
from adapters.hospital.mllp.taking import Came
from adapters.hospital.verdict import Fault, Verdict

_SEQUENCE, _INTERNAL = 100, 207
_AFTER_THE_ID: Final = 12  # there is an MSH-11, so MSH-10 is whole


@dataclass(slots=True)
class Reading:
    """How the messages of one sender are opened, and what its owner is told once."""

    sender: Sender
    tell: Callable[[str], None]
    _habits: set[tuple[bytes, bytes, str]] = field(default_factory=set)

    def messages(self, frame: Frame) -> Iterator[Came]:
        """Each message of the frame, as far as it can be opened; an answer is none."""
        if not is_batch(frame.content):
            yield from self._message(frame.content, frame.dropped)
            return
        batch = batch_of(frame.content)
        self._tell_counts(frame, batch)
        for message in batch.messages:
            yield from self._message(message, b"")
        if not batch.messages:
            fault = Fault("AR", _SEQUENCE, "BHS^1", "a batch without a message")
            yield Came(frame.content, None, fault=fault)

    def _tell_counts(self, frame: Frame, batch: Batch) -> None:
        for line in batch.differs:
            self.tell(f"{short(frame.content)} is a batch of which {line}; each is taken by itself")

    def _message(self, message: bytes, dropped: bytes) -> Iterator[Came]:
        try:
            header = read_header(message)
        except Unreadable as error:
            fault = Fault("AR", _SEQUENCE, "MSH^1", error.why)
            yield Came(message, header_of(dropped), fault=fault)
            return
        if is_answer(header):
            self.tell(f"{short(message)} is an answer ({header.type}), which is never answered")
            return
        found = opened(message, header, self.sender)
        if isinstance(found, Fault):
            yield Came(message, header, fault=found)
            return
        for habit in found.habits:
            self._tell_once(header, habit)
        yield Came(message, found.header, found.text, found.notes)

    def _tell_once(self, header: Header, habit: str) -> None:
        key = (header.raw(3), header.raw(4), habit)
        if key not in self._habits:
            self._habits.add(key)
            self.tell(f"of this sender: {habit}; taken as they are")

    def answers(self, came: Came, verdict: Verdict) -> list[bytes]:
        """What is answered to this message."""
        if came.header is not None:
            return answers(came.header, verdict, self.sender.wire.acknowledgement)
        return [answer_to_nobody(verdict)] if isinstance(verdict, Fault) else []

    def refusal(self, broken: Broken) -> list[bytes]:
        """The answer to what did not come whole, where its MSH-10 can be read."""
        header = header_of(broken.head)
        if header is None:
            return []
        fault = Fault("AR", _INTERNAL, "", broken.why)
        return answers(header, fault, self.sender.wire.acknowledgement)


def header_of(head: bytes) -> Header | None:
    """MSH of a beginning, where enough of it came for its MSH-10 to be whole."""
    try:
        header = read_header(head)
    except Unreadable:
        return None
    return header if len(header.fields) >= _AFTER_THE_ID else None
