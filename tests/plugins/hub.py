"""A running hub for tests: the real application on the real database, called over ASGI."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import anyio.lowlevel
import httpx
import pytest

from consent.asker import Assurance
from consent.category import keys_of
from consent.declaration import Declaration
from consent.fhir import is_privacy
from hub.access.access import Access
from hub.app import Application, create_app
from hub.fhir.openapi.document import openapi
from hub.security.bound import Bound
from hub.security.errand import Errand
from hub.security.keys import new_signing_key, signing_key
from hub.security.requester import Mandate, Practitioner, Requester
from hub.security.tokens import TokenIssuer
from hub.settings import Settings
from hub.storage.database import Connection, Database
from hub.storage.organizations import enrol
from profiles.identifiers import URA
from tests.plugins.keys import CHECKPOINT_KEY, INDEX_KEY, SEALING_KEYS
from tests.plugins.leaks import Leaks
from tests.plugins.ledger import left_behind
from tests.plugins.told import Document, must_be_as_said
from tests.plugins.watch import Watched

WHOLE = "return=OperationOutcome"
"""The Prefer of who wants to be told in full how a write went."""
ALL = ("system/*.cruds", "system/Consent.cu", "system/AuditEvent.rs")
_URAS = count(secrets.randbelow(40_000_000) + 10_000_000)


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    """The hub's settings, with keys of this run alone."""
    return Settings(
        database_url=database_url,
        index_key=INDEX_KEY,
        sealing_keys=SEALING_KEYS,
        signing_key=json.dumps(new_signing_key()),
        checkpoint_key=CHECKPOINT_KEY,
        checkpoint_files="",
        public_url="http://127.0.0.1:8000",
        client_rate=100_000,
        client_burst=100_000,
        token_refusals=100_000,
        bearer_refusals=100_000,
        lock_timeout=30,
        statement_timeout=30,  # a busy machine is no fault of the hub
        # What a desk needs beside is tested by itself: tests/attacks/desk.py.
        desk_form="kept",
        desk_second_person="no",
    )


@dataclass(slots=True)
class Clock:
    """The hub's clock; tests that move it put it back."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class Running:
    """A hub with its parts within reach, and its database as the owner has it."""

    app: Application
    settings: Settings
    database: Database
    owner: Database
    clock: Clock
    issuer: TokenIssuer
    access: Access

    def forget(self) -> None:
        """Nothing that was decided is held any longer."""
        self.access.held.clear()

    async def left_behind(
        self, answer: httpx.Response | None = None, *, most: int = 600
    ) -> list[dict[str, Any]]:
        """Ledger rows, oldest first: of the call of this answer, or the newest of all."""
        name = answer.headers["X-Request-Id"] if answer is not None else None
        return await left_behind(self.database, self.access.keyring, name, most)

    @asynccontextmanager
    async def tampering(self) -> AsyncIterator[Connection]:
        """A transaction in which no trigger guards anything, as only a superuser can have it."""
        async with self.owner.transaction() as connection:
            await connection.execute("SET LOCAL session_replication_role = replica")
            yield connection


@pytest.fixture(scope="session")
async def hub(
    settings: Settings, owner_url: str, anyio_backend: str, no_leaks: Leaks
) -> AsyncIterator[Running]:
    """The hub, for the whole session; tests keep apart by organisations and inhabitants."""
    clock = Clock()
    app = create_app(settings, clock)
    issuer = TokenIssuer(signing_key(settings.signing_key.get_secret_value()), settings.public_url)
    async with app.web.router.lifespan_context(app.web):
        await anyio.lowlevel.checkpoint()
        access, app.fhir.hub.seen.log.write = app.fhir.hub.access, no_leaks.log.lines.add
        app.fhir.hub.places.stalled = 30.0  # a busy machine is no fault of the hub
        within = app.fhir.hub
        app.fhir = watched = Watched(app.fhir, no_leaks.answers)
        app.stu3 = Watched(app.stu3, no_leaks.answers)
        owner = await Database.open(owner_url, 2)
        yield Running(app, settings, access.database, owner, clock, issuer, access)
        await owner.close()
        said = Document(json.loads(openapi(within.announced, within.catalogue)))
        must_be_as_said(said, watched.told)


@dataclass(slots=True)
class Caller:
    """One organisation that calls, as a system or with a professional behind it."""

    running: Running
    ura: str
    organization_type: str
    role: str | None = None
    purpose: str | None = None
    scopes: tuple[str, ...] = ALL
    desk: bool = False
    mandate: Mandate | None = None
    bound: Bound | None = None
    emergency: Declaration | None = None
    number: str = "900000009"
    assurance: Assurance | None = None
    relation: bool = True
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(app=self.running.app)
        self.client = httpx.AsyncClient(
            transport=transport, base_url=f"{self.running.settings.public_url}/fhir"
        )

    def token(self) -> str:
        """A token of five minutes, as the token endpoint would give it."""
        return self.running.issuer.issue(self.requester())

    def errand(self) -> Errand:
        """As a page makes it of who is logged in."""
        return self.requester().errand(self.running.clock(), secrets.token_hex(8))

    def requester(self) -> Requester:
        """Who calls."""
        person = None
        if self.role:
            person = Practitioner(
                self.number, "A. Arts", self.role, "substantial", mandate=self.mandate
            )
        if person and self.emergency:
            logged_in = self.running.clock()
            person = replace(person, assurance="high", authenticated_at=logged_in)
        if person and self.assurance:
            person = replace(person, assurance=self.assurance)
        return Requester(
            client_id=f"client-{self.ura}",
            name=f"Organisation {self.ura}",
            ura=URA(self.ura),
            organization_type=self.organization_type,
            scopes=self.scopes,
            token_id=secrets.token_hex(16),
            expires=self.running.clock() + timedelta(seconds=300),
            practitioner=person,
            purpose=self.purpose or ("TREAT" if person else None),
            desk=self.desk,
            bound=self.bound,
            emergency=self.emergency,
            relation=self.relation,
        )

    async def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        """One call; `body` is a resource, text or bytes; headers as `if_match="…"`."""
        sent = {"Authorization": f"Bearer {self.token()}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = None
        if body is not None:
            sent.setdefault("Content-Type", "application/fhir+json")
            content = body if isinstance(body, str | bytes) else json.dumps(body)
        return await self.client.request(
            method, path.lstrip("/") or "", content=content, headers=sent
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """GET under /fhir."""
        return await self("GET", path, **headers)

    async def put(self, resource: dict, **headers: str) -> httpx.Response:
        """PUT by the resource's own id; a choice about exchange by the version that was read."""
        address = f"{resource['resourceType']}/{resource['id']}"
        read = resource.get("meta", {}).get("versionId")
        if read and resource["resourceType"] == "Consent" and is_privacy(resource):
            headers.setdefault("if_match", f'W/"{read}"')
        return await self("PUT", address, resource, **headers)

    async def post(self, resource: dict, **headers: str) -> httpx.Response:
        """POST to the resource's type."""
        return await self("POST", resource["resourceType"], resource, **headers)

    async def transaction(self, bundle: dict, **headers: str) -> httpx.Response:
        """POST a Bundle to the base."""
        return await self("POST", "", bundle, **headers)

    async def find(self, resource_type: str, **parameters: str | list[str]) -> httpx.Response:
        """POST search; parameters as a form, one that is a list again for each."""
        return await self.client.post(
            f"{resource_type}/_search",
            data=parameters,
            headers={"Authorization": f"Bearer {self.token()}"},
        )


@dataclass(frozen=True, slots=True)
class Region:
    """Organisations of this test alone."""

    running: Running

    async def organization(self, organization_type: str = "Z3", **kwargs: object) -> Caller:
        """A system of a new organisation: it sees its own dossier."""
        ura = str(next(_URAS))
        async with self.running.owner.connection() as connection:
            await enrol(connection, ura, organization_type, keys_of(ura, organization_type))
        return Caller(self.running, ura, organization_type, **kwargs)

    async def left_behind(self, answer: httpx.Response) -> list[dict[str, Any]]:
        """Ledger rows of the call of this answer."""
        return await self.running.left_behind(answer)

    async def doctor(self, organization_type: str = "V4", **kwargs: object) -> Caller:
        """A doctor of a new organisation, who asks in order to treat."""
        return await self.organization(organization_type, role="01.015", **kwargs)


@pytest.fixture
def region(hub: Running) -> Region:
    """New organisations on the running hub."""
    return Region(hub)
