"""A connection until TLS is agreed on: at the door like any other, so silence locks out nobody.

Servers of asyncio shake hands before anybody is told of the connection, and as many as come.
"""

import asyncio
import logging
import os
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.server import ServerState

from hub.http.crowd import Phase
from hub.http.door import Door
from hub.http.peer import PEER
from hub.http.protocol import DOOR, NOWHERE, WatchedProtocol
from hub.http.tls import TLS, Tls

_LOG = logging.getLogger("hub.http")


class Hallway(asyncio.Protocol):
    """Made where uvicorn makes a protocol of HTTP, which it hands the connection on to.

    uvloop reads of a new connection what comes, also where it is told to pause, and TLS begun on it
    later lacks that. So the connection is taken from the transport before it reads, and begun anew.
    """

    address = NOWHERE
    since = 0.0
    was_answered = False

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._loop = _loop or asyncio.get_running_loop()
        self._behind = SecureProtocol(config, server_state, app_state, self._loop)
        self._behind.hallway = self
        self._door: Door = app_state[DOOR]
        self._tls: Tls = app_state[TLS]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Called by the loop."""
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if peer else NOWHERE
        self._line = socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
        transport.abort()
        self.since = self._loop.time()
        self._task = self._loop.create_task(self._shake_hands())
        self._door.enter(self)

    def phase(self) -> Phase:
        """What it waits for."""
        return Phase.HEAD

    def look(self, now: float, limits: Mapping[Phase, float]) -> None:
        """Cut it off where it takes longer than a request's head may."""
        if now - self.since >= limits[Phase.HEAD]:
            self.abort()

    def turn_away(self, app: ASGIApp) -> None:  # noqa: ARG002 - as a guest has it
        """There is no way to tell why before TLS is agreed on."""
        self.abort()

    def abort(self) -> None:
        """Cut it off now."""
        self._task.cancel()
        self._hang_up()  # a task that has not begun does nothing more

    def left(self) -> None:
        """TLS is agreed on, or will not be."""
        self._door.leave(self)

    async def _shake_hands(self) -> None:
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._behind, self._line, ssl=self._tls.context
            )
        except ssl.SSLError as failure:
            self._tls.turned["tls", str(failure.reason)] += 1
            _LOG.warning("no TLS with %s: %s", self.address or "nowhere", failure.reason)
            self._hang_up()
        except OSError:
            # The caller went away, as who only looks whether the port is open.
            self._hang_up()

    def _hang_up(self) -> None:
        self.left()
        with suppress(OSError):
            self._line.close()


class SecureProtocol(WatchedProtocol):
    """HTTP behind a hallway; each request has the certificate that was shown there."""

    hallway: Hallway

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # likewise
        """Called by the loop, when TLS is agreed on."""
        self.hallway.left()
        shown = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        # uvicorn gives each request a copy: so a request that came without TLS pays nothing.
        self.app_state = {**self.app_state, PEER: shown}
        super().connection_made(transport)
