"""One connection of a sender: what it sends is answered in the order in which it came."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final

from adapters.hospital.mllp.framing import Broken, Event, Frame, Framer, Remark, State, framed
from adapters.hospital.mllp.reading import Reading
from adapters.hospital.mllp.receipts import short, told
from adapters.hospital.mllp.settings import MEBIBYTE
from adapters.hospital.mllp.taking import Came, Taking
from adapters.hospital.verdict import Fault, Verdict

_CHUNK: Final = 64 * 1024
_INTERNAL: Final = 207
_LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 256 * MEBIBYTE
_STOPPING: Final = Fault("AR", _INTERNAL, "", "this listener is stopping: send it again")


@dataclass(slots=True)
class Room:
    """What all connections together have under way, in bytes."""

    total: int
    held: dict[object, int] = field(default_factory=dict)

    def has(self, who: object, held: int) -> bool:
        """Whether there is room for what this one holds now."""
        self.held[who] = held
        return sum(self.held.values()) <= self.total

    def leave(self, who: object) -> None:
        """This one holds nothing more."""
        self.held.pop(who, None)


@dataclass(slots=True)
class Open:
    """What the connections of one listener share."""

    reading: Reading
    taking: Taking
    room: Room
    stopping: bool = False


class Connection:
    """From the first byte to the close; another connection never waits for this one."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shared: Open
    ) -> None:
        self._reader, self._writer, self._shared = reader, writer, shared
        self._wire = shared.reading.sender.wire
        self._framer = Framer(self._wire.largest_mebibytes * MEBIBYTE)
        self._answering = False

    async def run(self) -> None:
        """Until either side ends it. Raises OSError where the peer is gone."""
        try:
            while not await self._turn():
                pass
        finally:
            self._shared.room.leave(self)
            self._writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_LINGER_SECONDS):
                    await self._writer.wait_closed()

    def stop_where_idle(self) -> None:
        """No frame is under way: nobody is left without an answer by ending here."""
        if not self._framer.waits and not self._answering:
            self._writer.close()

    async def _turn(self) -> bool:
        """One read and what it brings; whether that was the last."""
        try:
            async with asyncio.timeout(self._patience()):
                data = await self._reader.read(_CHUNK)
        except TimeoutError:
            ending = self._framer.state is State.ENDING
            events = self._framer.quiet() if ending else self._framer.silent()
            return await self._handle(events)
        if not data:
            await self._handle(self._framer.closed(), gone=True)
            return True
        events = self._framer.feed(data)
        if not self._shared.room.has(self, self._framer.held):
            events.append(self._framer.full())
        return await self._handle(events) or (self._shared.stopping and not self._framer.waits)

    def _patience(self) -> float | None:
        """A sender may be silent for ever between frames, and not within one."""
        if self._framer.state is State.ENDING:
            return self._wire.quiet_seconds
        return self._wire.silence_seconds if self._framer.waits else None

    async def _handle(self, events: list[Event], *, gone: bool = False) -> bool:
        waiting: list[tuple[Came, asyncio.Future[Verdict] | Fault]] = []
        self._answering = True
        for event in events:
            if isinstance(event, Frame):
                waiting += [(came, self._put(came)) for came in self._messages(event)]
            elif isinstance(event, Remark):
                self._tell(event.text)
            else:
                await self._answer(waiting)
                await self._refuse(event, gone=gone)
                return True
        await self._answer(waiting)
        self._answering = False
        return False

    def _messages(self, frame: Frame) -> list[Came]:
        return list(self._shared.reading.messages(frame))

    def _put(self, came: Came) -> asyncio.Future[Verdict] | Fault:
        if self._shared.stopping:
            self._tell(f"{short(came.message)} not taken: {told(_STOPPING)}")
            return _STOPPING
        return self._shared.taking.put(came)

    async def _answer(self, waiting: list[tuple[Came, asyncio.Future[Verdict] | Fault]]) -> None:
        for came, future in waiting:
            verdict = future if isinstance(future, Fault) else await future
            await self._send(self._shared.reading.answers(came, verdict))

    async def _refuse(self, broken: Broken, *, gone: bool) -> None:
        name = short(broken.head)
        self._tell(f"{name} not taken: {broken.why}; the connection is closed")
        if gone:
            return
        await self._send(self._shared.reading.refusal(broken))
        await self._linger()

    async def _linger(self) -> None:
        """Let the answer arrive: a close with bytes unread would take it away with it."""
        with contextlib.suppress(OSError, TimeoutError):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            async with asyncio.timeout(_LINGER_SECONDS):
                passed = 0
                while passed < _LINGER_BYTES and (data := await self._reader.read(_CHUNK)):
                    passed += len(data)

    async def _send(self, messages: list[bytes]) -> None:
        """Raises TimeoutError where the peer does not read."""
        if not messages:
            return
        self._writer.write(b"".join(framed(message) for message in messages))
        async with asyncio.timeout(self._wire.silence_seconds):
            await self._writer.drain()

    def _tell(self, line: str) -> None:
        self._shared.reading.tell(line)
