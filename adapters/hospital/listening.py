"""HL7 v2 from one hospital's system: heard, judged, and on its way to the hub."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.core.outbox import Outbox
from adapters.hospital.mllp.listener import Listener
from adapters.hospital.v2.receiving import receiving
from adapters.hospital.v2.site import Site


@dataclass(frozen=True, slots=True)
class Address:
    """Where is listened."""

    host: str
    port: int

    @classmethod
    def of(cls, text: str) -> "Address":
        """Of `HOST:PORT`. Raises ValueError."""
        host, _, port = text.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 -- ports end there
            raise ValueError("an address to listen at is HOST:PORT")
        return cls(host.removeprefix("[").removesuffix("]"), int(port))


def listening(
    site: Site, address: Address, tell: Callable[[str], None]
) -> Callable[[Outbox, asyncio.Event], Awaitable[None]]:
    """What takes this site's messages into an outbox until it is told to stop."""

    async def serve(outbox: Outbox, stop: asyncio.Event) -> None:
        listener = Listener(site.sender, receiving(site, outbox), outbox, tell)
        async with listener.listening(address.host, address.port):
            tell(f"listening on port {listener.port}")
            await stop.wait()
        tell("stopped: what was taken is on disk")

    return serve
