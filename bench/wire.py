"""HTTP/1.1 on a raw kept-alive socket: a generator that costs less than what it measures."""

import asyncio
from dataclasses import dataclass
from typing import Self, cast

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes


class Line(asyncio.Protocol):
    """One connection, one request at a time; ConnectionError when the server hangs up."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._reply: asyncio.Future[Reply] | None = None

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to the loopback."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(cls, "127.0.0.1", port)
        return line

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Reply:
        """One exchange; `headers` are whole lines, each with its CR and LF."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("the connection is closed")
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        if body:
            head += f"Content-Length: {len(body)}\r\n"
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(head.encode() + b"\r\n" + body)
        return await self._reply

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(exc or ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._received += data
        reply = parsed(self._received)
        if reply is not None and self._reply is not None:
            self._received.clear()
            self._reply.set_result(reply)


def parsed(received: bytes | bytearray) -> Reply | None:
    """The reply, once all of it is here; an answer without Content-Length has no body."""
    end = received.find(_END)
    if end < 0:
        return None
    head = bytes(received[:end]).lower()
    at = head.find(_LENGTH)
    length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    start = end + len(_END)
    if len(received) < start + length:
        return None
    return Reply(int(head[9:12]), bytes(received[start : start + length]))
