"""HTTP/1.1 as uvicorn speaks it, and whether a connection gets on.

A request pays nothing for it: what a connection waits for is read, once a second, from what uvicorn
keeps of it. Two looks that find the same say how long it has lasted.
"""

import asyncio
import socket
import struct
from collections.abc import Mapping

from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hub.http.crowd import Phase
from hub.http.door import Door
from hub.http.joined import Joined
from hub.http.late import is_late, tell_late
from hub.http.unread import LARGEST_HEAD, LONGEST_URL, unread

DOOR = "door"
_AT_ONCE = struct.pack("ii", 1, 0)
_UNREAD, _LONG_URL, _LARGE_HEAD = 400, 414, 431
_MOST_BEHIND = 1 << 18
"""Bytes of a body before it, that one piece may have brought along."""
NOWHERE = ""
"""The address of whoever comes by a unix socket."""


class WatchedProtocol(HttpToolsProtocol):
    """One connection; the application's lifespan gives the door as its state."""

    address = NOWHERE
    since = 0.0
    _head: int | None = None
    """Bytes that came since a head began, or somewhat more; None where none is under way."""
    _wrong = _UNREAD
    _seen: tuple[Phase, RequestResponseCycle | None] = (Phase.HEAD, None)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Called by the loop."""
        super().connection_made(Joined(transport))  # type: ignore[arg-type]  # all that it asks of one
        self.address = self.client[0] if self.client else NOWHERE
        self.since = self.loop.time()
        self._door.enter(self)

    def data_received(self, data: bytes) -> None:
        """Called by the loop. Of a head that goes on and on nothing more is kept."""
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > LARGEST_HEAD + LONGEST_URL + _MOST_BEHIND:
                self._wrong = _LONG_URL if len(self.url) > LONGEST_URL else _LARGE_HEAD
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Called by the parser."""
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        """Called by the parser; what is raised here it tells as what can't be read."""
        self._head = None
        if len(self.url) > LONGEST_URL:
            self._wrong = _LONG_URL
        elif sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
            self._wrong = _LARGE_HEAD
        else:
            super().on_headers_complete()
            return
        raise ValueError

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn has it
        """Tell what is wrong, in a form that a client reads, and hang up."""
        if not self.transport.is_closing():
            self.transport.write(unread(self._wrong))
            self.transport.close()

    def on_response_complete(self) -> None:
        """Called when an answer has ended, also one without a body."""
        self.transport.flush()  # type: ignore[attr-defined]  # `connection_made` joined it
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._door.leave(self)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Called by the server of each connection as it stops."""
        self._door.stops()
        super().shutdown()

    def phase(self) -> Phase:
        """What it waits for."""
        cycle: RequestResponseCycle | None = self.cycle
        if self.transport.is_closing():
            return Phase.LEAVING
        if cycle is None:
            return Phase.HEAD
        if not cycle.response_complete:
            return self._asked(cycle)
        return Phase.IDLE if cycle.scope is self.scope else Phase.HEAD

    def look(self, now: float, limits: Mapping[Phase, float]) -> None:
        """Cut it off where it waits longer for something than it may."""
        seen = self.phase(), self.cycle
        if seen != self._seen:
            self._seen, self.since = seen, now
        elif now - self.since >= limits.get(seen[0], float("inf")):
            self._end(seen[0])

    @property
    def was_answered(self) -> bool:
        """Whether the newest that it asked was answered."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_complete

    def turn_away(self, app: ASGIApp) -> None:
        """Answer with this whatever it asks."""
        self.app = app

    def abort(self) -> None:
        """Cut it off now; what was not sent is lost."""
        held = self.transport.get_extra_info("socket")
        if held is not None:
            # Else the kernel keeps what was not taken, for minutes.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    @property
    def _door(self) -> Door:
        door: Door = self.app_state[DOOR]
        return door

    def _asked(self, cycle: RequestResponseCycle) -> Phase:
        # Where reading rests it is not the caller who is slow.
        if cycle.more_body and not self.flow.read_paused:
            return Phase.TOLD if is_late(dict(cycle.scope)) else Phase.BODY
        return Phase.SENDING if self.flow.write_paused else Phase.ANSWER

    def _end(self, phase: Phase) -> None:
        if phase is Phase.BODY:
            tell_late(self.cycle.scope["state"])
            self.cycle.message_event.set()  # who waits for the body looks up
        elif phase in {Phase.SENDING, Phase.LEAVING}:
            self.abort()
        else:
            self.transport.close()
