import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.commands.pki.region import Pki
from tests.adapters.hospital.mllp.standing import A01, Peer, Wired, field, wired

pytestmark = pytest.mark.anyio


class Certificates:
    """Of a listener on this machine, of a sender's system, and who vouches for each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pki = folder, Pki.made(datetime.now(UTC))
        self.listener = self._kept("listener", self.pki.hub())
        self.sender = self._kept("sender", self.pki.system("zis", "90000123", "900009123"))
        self.authorities = folder / "authorities.pem"
        self.authorities.write_bytes(self.pki.client_roots())

    def _kept(self, name: str, pair: tuple[bytes, bytes]) -> tuple[str, str]:
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        for file, text in zip(files, pair, strict=True):
            file.write_bytes(text)
        return str(files[0]), str(files[1])

    @property
    def wire(self) -> dict[str, str]:
        return {"certificate": self.listener[0], "key": self.listener[1]}

    @property
    def mutual(self) -> dict[str, str]:
        return {**self.wire, "client_authorities": str(self.authorities)}

    def context(self, pair: tuple[str, str] | None = None) -> ssl.SSLContext:
        made = ssl.create_default_context(cadata=self.pki.server_roots().decode())
        made.check_hostname = False  # a wire goes to an address
        if pair is not None:
            made.load_cert_chain(*pair)
        return made


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@asynccontextmanager
async def _peer(wire: Wired, context: ssl.SSLContext) -> AsyncIterator[Peer]:
    port = wire.listener.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        yield Peer(reader, writer)
    finally:
        writer.close()


async def test_who_shows_no_certificate_is_not_heard_where_one_is_asked(
    certificates: Certificates,
) -> None:
    async with wired(**certificates.mutual) as wire:
        with pytest.raises((OSError, AssertionError)):
            async with _peer(wire, certificates.context()) as peer:
                assert await peer.ask(A01)
        assert wire.place.taken == []
        assert len(wire.lines) == 1


async def test_who_speaks_no_tls_is_not_heard_where_it_is_set(certificates: Certificates) -> None:
    async with wired(**certificates.wire) as wire, wire.peer() as peer:
        assert await peer.ask(A01) == b""
        assert len(wire.lines) == 1


async def test_over_tls_with_the_certificate_that_is_asked_a_message_is_taken(
    certificates: Certificates,
) -> None:
    for settings, pair in ((certificates.wire, None), (certificates.mutual, certificates.sender)):
        async with wired(**settings) as wire, _peer(wire, certificates.context(pair)) as peer:
            assert field(await peer.ask(A01), "MSA", 1) == "AA"
            large = A01.replace(b"|M1|", b"|M2|") + b"NTE|1||" + b"x" * 300_000
            assert field(await peer.ask(large), "MSA", 1) == "AA"
