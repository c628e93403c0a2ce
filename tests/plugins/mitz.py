"""A running hub that asks a Mitz of our own, over mutual TLS, on the database of the other hub."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import anyio.lowlevel
import httpx
import pytest

from hub.app import create_app
from hub.outbound.mitz.mitz import Mitz
from hub.settings import Settings
from tests.plugins.hub import Region, Running
from tests.plugins.leaks import Leaks
from tests.plugins.watch import Watched
from tests.stubs.mitz.server import StubMitz

HEADER = "X-Client-Cert"


@dataclass(frozen=True, slots=True)
class Asking(Region):
    """A region that asks Mitz; `stub` is that Mitz."""

    stub: StubMitz

    @property
    def mitz(self) -> Mitz:
        """The hub's own side of it."""
        mitz = self.running.access.mitz
        assert mitz is not None
        return mitz

    def permit(self, bsn: str, holder: str, user: str) -> None:
        """The inhabitant said yes to this user about what this holder keeps."""
        self.stub.says[bsn, holder, user] = "Permit"

    def took(self, seconds: float) -> None:
        """So long took what was asked of it lately."""
        self.mitz.recent.clear()
        self.mitz.recent.append(seconds)

    async def subscribed(self) -> None:
        """Return when what was begun beside an answer is done."""
        await asyncio.gather(*self.running.access.beside.under_way.values())

    async def notify(
        self, content: dict[str, Any] | bytes, sender: str | None = "mitz-sender"
    ) -> httpx.Response:
        """As Mitz sends, through a proxy that tells the certificate of this name."""
        headers = {"Content-Type": "application/fhir+json"}
        if sender is not None:
            pem = (self.stub.authority.folder / f"{sender}.pem").read_text()
            headers[HEADER] = quote(pem)
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        transport = httpx.ASGITransport(app=self.running.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://hub") as http:
            return await http.post("/mitz/notify", content=body, headers=headers)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """So long does the hub wait for all that it asks Mitz for one request."""
        before = self.mitz.terms
        self.mitz.terms = replace(before, seconds=seconds)
        yield
        self.mitz.terms = before


@pytest.fixture(scope="session")
def session_stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StubMitz]:
    """One Mitz for the session."""
    with StubMitz(tmp_path_factory.mktemp("mitz")) as stub:
        yield stub


@pytest.fixture(scope="session")
async def asking_hub(
    hub: Running, settings: Settings, session_stub: StubMitz, no_leaks: Leaks
) -> AsyncIterator[Running]:
    """A second process' worth of hub, with what the first one has."""
    certificate, key = session_stub.clients.issue("hub")
    sender = session_stub.authority.issue("mitz-sender")
    asking = settings.model_copy(
        update={
            "mitz_url": session_stub.address,
            "mitz_certificate": str(certificate),
            "mitz_key": str(key),
            "mitz_roots": str(session_stub.authority.roots),
            "mitz_seconds": 10.0,
            "mitz_notify_url": "https://hub.example/mitz/notify",
            "mitz_gateway": "urn:oid:2.16.840.1.113883.2.4.6.6.1",
            "mitz_source": "urn:oid:2.16.840.1.113883.2.4.6.6.90000017",
            "mitz_sender": str(sender[0]),
            "certificate_header": HEADER,
            "certificate_proxies": "127.0.0.1",
        }
    )
    app = create_app(asking, hub.clock)
    async with app.web.router.lifespan_context(app.web):
        await anyio.lowlevel.checkpoint()
        access, app.fhir.hub.seen.log.write = app.fhir.hub.access, no_leaks.log.lines.add
        app.fhir = Watched(app.fhir, no_leaks.answers)
        yield replace(hub, app=app, settings=asking, database=access.database, access=access)


@pytest.fixture
def copying(asking_hub: Running, session_stub: StubMitz) -> Iterator[Asking]:
    """New organisations on a hub that asks Mitz, and keeps copies; Mitz knows no choice."""
    session_stub.reset()
    region = Asking(asking_hub, session_stub)
    region.took(0.0)
    region.mitz.rests_until = float("-inf")
    asking_hub.forget()
    yield region
    session_stub.reset()


@pytest.fixture
def asking(copying: Asking) -> Iterator[Asking]:
    """Likewise, on a hub that keeps no copies."""
    before = copying.mitz.terms
    copying.mitz.terms = replace(before, copies=None)
    yield copying
    copying.mitz.terms = before
