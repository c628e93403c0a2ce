"""Registered systems that talk to hub processes over HTTP."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import ECKey

from adapters.core.token import Professional, TokenSource
from consent.category import keys_of
from hub.oauth.registration import register_client
from hub.security.keys import new_client_key
from hub.storage import clients
from hub.storage.database import Database
from hub.storage.organizations import enrol
from hub.storage.tables.client import ClientRow
from tests.plugins.leaks import LEAKS

SCOPES = "system/*.cruds system/Consent.cu"
DOCTOR = Professional("A. Arts", "900000009", ("01.015",))


@dataclass
class System:
    """One system of one organisation; it may ask any hub process, once it is given its `http`."""

    ura: str
    client_id: str
    key: dict[str, Any] = field(repr=False)
    http: httpx.AsyncClient = field(init=False, repr=False)
    professional: Professional | None = None
    tokens: dict[str, TokenSource] = field(default_factory=dict, repr=False)

    async def token(self, hub: str) -> str:
        """A token of this hub, by the real protocol."""
        return await self.token_source(hub).token(self.http)

    def token_source(self, hub: str) -> TokenSource:
        """Where this system's tokens come from, one an address."""
        key = ECKey.import_key(self.key)
        source = TokenSource(hub, self.client_id, key, self.professional, SCOPES)
        return self.tokens.setdefault(hub, source)

    async def call(
        self, hub: str, method: str, path: str, token: str | None = None, **request: Any
    ) -> httpx.Response:
        """One call under /fhir, with this token or one of the same process."""
        headers = {"Authorization": f"Bearer {token or await self.token(hub)}"}
        if "json" in request:
            headers["Content-Type"] = "application/fhir+json"
        url = f"{hub}/fhir/{path}".rstrip("/")
        LEAKS.known.learn(request.get("json"))
        answer = await self.http.request(method, url, headers=headers, **request)
        asked = f"{method} {path.partition('/')[0].partition('?')[0]}"
        LEAKS.answers.see(asked, answer.status_code, answer.headers.raw, answer.content)
        return answer

    def leave_key(self, folder: Path) -> None:
        """The private key as an adapter looks for it."""
        (folder / "key.jwk").write_text(json.dumps(self.key))


async def registered(
    owner_url: str, ura: str, kind: str = "V4", professional: Professional | None = None
) -> System:
    """An enrolled organisation with a registered system."""
    private, public = new_client_key()
    made = register_client(
        name=f"Organisatie {ura}", ura=ura, organization_type=kind, scopes=SCOPES, jwks=public
    )
    row = ClientRow(
        client_id=made.client_id,
        name=made.name,
        ura=made.ura,
        organization_type=made.organization_type,
        scopes=made.scopes,
        jwks=made.jwks,
    )
    database = await Database.open(owner_url, 2)
    try:
        async with database.session() as session:
            await clients.add(session, row)
        async with database.connection() as connection:
            await enrol(connection, ura, kind, keys_of(ura, kind))
    finally:
        await database.close()
    return System(ura, made.client_id, private, professional=professional)
