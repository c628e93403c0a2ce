"""The listener: it lets senders in, and gives each a connection of its own."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from adapters.core.outbox import Outbox
from adapters.hospital.mllp.connection import Connection, Open, Room
from adapters.hospital.mllp.reading import Reading
from adapters.hospital.mllp.settings import MEBIBYTE, Sender
from adapters.hospital.mllp.taking import Taking
from adapters.hospital.verdict import Take

_GRACE_SECONDS: Final = 5.0
_HANDSHAKE_SECONDS: Final = 10.0
_IDLE_SECONDS, _PROBE_SECONDS, _PROBES = 60, 15, 4


class Listener:
    """MLLP over TCP or TLS for one sender. Its port is `port` once it listens."""

    def __init__(
        self, sender: Sender, take: Take, store: Outbox, tell: Callable[[str], None]
    ) -> None:
        self._wire, self._tell = sender.wire, tell
        self.taking = Taking(take, store, tell)
        room = Room(sender.wire.held_mebibytes * MEBIBYTE)
        self._shared = Open(Reading(sender, tell), self.taking, room)
        self._connections: dict[asyncio.Task[None], Connection | None] = {}
        self._server: asyncio.Server | None = None
        self.port = 0

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[None]:
        """Open while the block lasts. Raises OSError, ssl.SSLError."""
        context = self._wire.tls()
        server = await asyncio.start_server(
            lambda reader, writer: self._let_in(reader, writer, context), host, port, backlog=128
        )
        self.port = server.sockets[0].getsockname()[1]
        days = self._wire.messages_days, self._wire.receipts_days
        writer = asyncio.create_task(self.taking.run(*days))
        try:
            yield
        finally:
            server.close()
            await self._stop()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer

    async def _stop(self) -> None:
        """What was taken is answered; what is under way is answered AR; nothing new is taken."""
        self._shared.stopping = True
        for connection in self._connections.values():
            if connection is not None:
                connection.stop_where_idle()
        if self._connections:
            _, late = await asyncio.wait(self._connections, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _let_in(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        context: ssl.SSLContext | None,
    ) -> None:
        address = str((writer.get_extra_info("peername") or ("",))[0])
        if not self._wire.lets_in(address):
            return self._shut_out(writer, "an address that is not let in")
        if len(self._connections) >= self._wire.connections:
            return self._shut_out(writer, "as many are open as may be")
        _keep_alive(writer)
        task = asyncio.create_task(self._serve(reader, writer, context))
        self._connections[task] = None
        task.add_done_callback(self._connections.pop)
        return None

    def _shut_out(self, writer: asyncio.StreamWriter, why: str) -> None:
        self._tell(f"a connection was not let in: {why}")
        writer.close()

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        context: ssl.SSLContext | None,
    ) -> None:
        task = asyncio.current_task()
        try:
            if context is not None:
                await writer.start_tls(context, ssl_handshake_timeout=_HANDSHAKE_SECONDS)
            connection = Connection(reader, writer, self._shared)
            if task is not None:
                self._connections[task] = connection
            await connection.run()
        except (OSError, TimeoutError) as error:
            self._tell(f"a connection ended: {type(error).__name__}")
            writer.transport.abort()
        except Exception as error:  # noqa: BLE001 -- of one connection; the others go on
            self._tell(f"a connection ended by a fault of ours: {type(error).__name__}")
            writer.transport.abort()


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """A peer that is gone without a word is noticed, and its place is free again."""
    found = writer.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_SECONDS)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_SECONDS)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
