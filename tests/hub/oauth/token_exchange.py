"""The token endpoint behind a real HTTP client and a real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from hub.ledger.append import Ledger
from hub.oauth.authorization_server import HubAuthorizationServer
from hub.oauth.binding import Binding
from hub.oauth.dezi import Dezi
from hub.oauth.person_statement import PersonIssuer
from hub.oauth.registration import register_client
from hub.oauth.token import TokenEndpoint
from hub.security.buckets import Buckets
from hub.security.places import Places
from hub.security.tokens import TokenIssuer
from hub.storage import clients
from hub.storage.database import Database
from hub.storage.sealing import Keyring
from hub.storage.tables.client import ClientRow
from tests.hub.security.systems import NOW, PUBLIC_URL, System, elliptic_system, hub_key
from tests.plugins.ledger import left_behind

KEYRING = Keyring(b"i" * 32, {1: b"s" * 32})


@dataclass
class Exchange:
    """One running endpoint, its clock in the test's hands."""

    database: Database
    owner: Database
    http: httpx.AsyncClient = field(init=False)
    now: datetime = NOW
    refusals: int = 1_000
    binding: Binding = field(default_factory=Binding)
    places: Places = field(default_factory=lambda: Places(100, 1))
    dezi: Dezi = field(default_factory=Dezi)
    persons: PersonIssuer | None = None

    def __post_init__(self) -> None:
        issuer = TokenIssuer(hub_key(), PUBLIC_URL)
        server = HubAuthorizationServer(issuer, self.binding, self.persons)
        ledger = Ledger(self.database, KEYRING)
        endpoint = TokenEndpoint(
            self.database,
            server,
            ledger,
            lambda: self.now,
            Buckets(1, self.refusals),
            self.places,
            self.dezi,
        )
        app = Starlette(routes=[Route("/auth/token", endpoint.post, methods=["POST"])])
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL)

    async def register(self, **changes: object) -> System:
        """A system that stands in the register."""
        system = elliptic_system(**changes)
        registration = register_client(**system.registration())
        system.client_id = registration.client_id
        row = ClientRow(
            client_id=registration.client_id,
            name=registration.name,
            ura=registration.ura,
            organization_type=registration.organization_type,
            scopes=registration.scopes,
            jwks=registration.jwks,
            vouches=system.vouches,
            disabled=system.disabled,
        )
        async with self.owner.session() as session:
            await clients.add(session, row)
        return system

    async def ask(self, form: dict[str, str], **headers: str) -> httpx.Response:
        """The endpoint's answer to this form."""
        return await self.http.post("/auth/token", data=form, headers=headers)

    async def audited(self, answer: httpx.Response) -> dict[str, object]:
        """The one ledger row of an answer."""
        (row,) = await left_behind(self.database, KEYRING, answer.headers["x-request-id"])
        return row


@asynccontextmanager
async def exchange(
    url: str,
    owner_url: str,
    refusals: int = 1_000,
    dezi: Dezi | None = None,
    persons: PersonIssuer | None = None,
) -> AsyncIterator[Exchange]:
    """A running endpoint on the database, which its owner registers clients in."""
    database, owner = await Database.open(url, 12), await Database.open(owner_url, 1)
    running = Exchange(database, owner, refusals=refusals, dezi=dezi or Dezi(), persons=persons)
    try:
        yield running
    finally:
        await running.http.aclose()
        await database.close()
        await owner.close()
