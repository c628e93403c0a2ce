"""HTTP/1.1 on a raw kept-alive socket: a generator that costs less than what it measures."""

import asyncio
import re
from dataclasses import dataclass
from typing import Self, cast

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation:\s*(\S+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    location: str = ""


class Line(asyncio.Protocol):
    """One connection, one request at a time; ConnectionError when the server hangs up."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._reply: asyncio.Future[Reply] | None = None

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> Self:
        """Connect, to the loopback unless told otherwise."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(lambda: cls(host), host, port)
        return line

    async def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Reply:
        """One exchange; `headers` are whole lines, each with its CR and LF."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("the connection is closed")
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n{headers}"
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
    """The reply, once all of it is here; without a length, and not in chunks, it has no body."""
    end = received.find(_END)
    if end < 0:
        return None
    head, start = bytes(received[:end]), end + len(_END)
    if _CHUNKED.search(head):
        body = _joined(received, start)
    else:
        length = _LENGTH.search(head)
        body = _cut(received, start, int(length[1]) if length else 0)
    if body is None:
        return None
    location = _LOCATION.search(head)
    return Reply(int(head[9:12]), body, location[1].decode() if location else "")


def _cut(received: bytes | bytearray, start: int, length: int) -> bytes | None:
    whole = len(received) >= start + length
    return bytes(received[start : start + length]) if whole else None


def _joined(received: bytes | bytearray, start: int) -> bytes | None:
    """Of chunks; trailers are none here. https://www.rfc-editor.org/rfc/rfc9112#section-7.1."""
    parts: list[bytes] = []
    while True:
        end = received.find(b"\r\n", start)
        if end < 0:
            return None
        length = int(bytes(received[start:end]).partition(b";")[0], 16)
        part = _cut(received, end + 2, length + 2)
        if part is None:
            return None
        if not length:
            return b"".join(parts)
        parts.append(part[:-2])
        start = end + 2 + length + 2
