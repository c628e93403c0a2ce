"""The head of an answer goes out with the first of its body: one packet, and the caller wakes once.

uvicorn writes the two one after the other, and each write costs as much as to unseal a resource.
"""

import asyncio
from typing import Any

_HEAD = b"HTTP/1.1 "
_CONTINUE = b"HTTP/1.1 100"  # no answer yet


class Joined:
    """The transport of a connection; whatever is not about writing is the transport's own."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """What follows a head takes it along."""
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(_HEAD) and not data.startswith(_CONTINUE):
            self._head = data
            return
        self._transport.write(data)

    def flush(self) -> None:
        """Nothing follows."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        """Once all is sent."""
        self.flush()
        self._transport.close()
