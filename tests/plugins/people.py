"""A hub with TLS where people log in, apps that ask, and browsers in between."""

import asyncio
import html
import json
import re
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from hub.app import Application, create_app
from hub.commands.clients import add_client
from hub.commands.pki.region import Pki
from hub.commands.serve import PLAIN, SECURE
from hub.oauth.entrance import Providers
from hub.oauth.registration import register_client
from hub.security.assertion import ASSERTION_TYPE
from hub.security.keys import new_client_key
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring
from tests.builders import a_bsn, a_patient, registered_with
from tests.hub.persons import born
from tests.hub.security.proofs import Prover
from tests.hub.security.systems import System
from tests.plugins.authorities import NOBODY
from tests.plugins.certificates import PATIENCE, certificates
from tests.plugins.hub import Clock
from tests.plugins.keys import INDEX_KEY, SEALING_KEYS
from tests.plugins.leaks import LEAKS
from tests.plugins.ledger import left_behind
from tests.plugins.processes import free_port, settings_of
from tests.stubs.provider import Provider, Somebody, StubRegister, StubSignIn

REGISTERED = (
    "patient/*.rs patient/Consent.crus patient/QuestionnaireResponse.crus patient/Task.crs "
    "patient/AuditEvent.rs"
)
SCOPE = f"openid fhirUser offline_access {REGISTERED}"
BACK = "https://app.example/cb"
FHIR_JSON = "application/fhir+json"
WITHIN = 60.0
_FORM = re.compile(r'name="form" value="([^"]+)"')


@dataclass(frozen=True)
class PeopleHub:
    """Where it listens, and what stands behind it."""

    url: str
    context: ssl.SSLContext
    owner_url: str = field(repr=False)
    provider: Provider
    application: Application
    clock: Clock

    def http(self) -> httpx.Client:
        """A connection that believes the hub by its own roots; it follows no redirect."""
        return httpx.Client(
            base_url=self.url, verify=self.context, timeout=PATIENCE, trust_env=False
        )

    async def app(self, **changes: Any) -> "App":
        """A new app of a new organisation."""
        private, public = new_client_key()
        given = {
            "name": f"Mijn Polder {secrets.token_hex(4)}",
            "ura": f"9{secrets.randbelow(10_000_000):07}",
            "organization_type": "PGO",
            "scopes": REGISTERED,
            "redirect_uris": [BACK, f"{BACK}/more"],
            **changes,
        }
        one = register_client(jwks=public, **given)
        await add_client(self.owner_url, one)
        return App(self, System(private, {}, one.client_id), given["name"])

    async def inhabitant(self, age: int = 78, **members: Any) -> "Inhabitant":
        """Somebody of whom the hub keeps a Patient."""
        practice = await self.app(
            organization_type="H1", scopes="system/*.cruds system/Consent.cu", redirect_uris=[]
        )
        bsn, name = a_bsn(), f"p-{secrets.token_hex(6)}"
        members = {"birthDate": born(age), **registered_with("90000000"), **members}
        body = a_patient(bsn, id=name, **members)
        answer = practice.fhir("PUT", f"/fhir/Patient/{name}", practice.system_token(), body)
        assert answer.status_code in {200, 201}, answer.text
        return Inhabitant(bsn, name)

    async def rows(self, answer: httpx.Response) -> list[dict[str, Any]]:
        """What it left in the ledger."""
        database = await Database.open(self.owner_url, 1)
        try:
            keyring = Keyring.parse(INDEX_KEY, SEALING_KEYS)
            return await left_behind(database, keyring, answer.headers["x-request-id"])
        finally:
            await database.close()

    async def rule(self, answer: httpx.Response) -> str:
        """That of its one row."""
        [row] = await self.rows(answer)
        return str(row["rule"])


@dataclass(frozen=True)
class Inhabitant:
    """By his number, and by the id of his Patient."""

    bsn: str
    patient: str


@dataclass
class App:
    """An app: its keys, and what it sends; each thing as it should be but for the changes."""

    hub: PeopleHub
    system: System
    name: str
    prover: Prover = field(default_factory=Prover)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def client_id(self) -> str:
        """As it is registered."""
        return self.system.client_id

    def assertion(self, **changes: Any) -> str:
        """By which it proves itself; `signer` and `header` too may be others."""
        signer, header = changes.pop("signer", self.system), changes.pop("header", {})
        now = int(self.hub.clock().timestamp())
        right = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.hub.url,
            "iat": now,
            "exp": now + 60,
        }
        return str(signer.sign(self.system.claims(**(right | changes)), **header))

    def proven(self, **form: Any) -> dict[str, str]:
        """A form with an assertion; what is None is left out."""
        assertion = form.pop("assertion", None)
        full = {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.assertion(),
            **form,
        }
        return {name: value for name, value in full.items() if value is not None}

    def proof(self, path: str = "/auth/token", **changes: Any) -> str:
        """Of the app's key, for a POST."""
        changes.setdefault("iat", int(self.hub.clock().timestamp()))
        return self.prover.proof("POST", f"{self.hub.url}{path}", **changes)

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """One form."""
        with self.hub.http() as http:
            return http.post(path, data=form, headers=headers)

    def request(self, **changes: Any) -> dict[str, Any]:
        """What is pushed."""
        return {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": create_s256_code_challenge(self.verifier),
            "code_challenge_method": "S256",
        } | changes

    def push(self, **changes: Any) -> httpx.Response:
        """POST /auth/par."""
        return self.post("/auth/par", self.proven(**self.request(**changes)))

    def pushed(self, **changes: Any) -> str:
        """The request_uri."""
        answer = self.push(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["request_uri"])

    def code(self, who: Inhabitant, **changes: Any) -> str:
        """Of a person who logged in and said yes."""
        answer = dict(parse_qsl(urlsplit(self.permitted(who, **changes)).query))
        assert "code" in answer, answer
        return answer["code"]

    def permitted(self, who: Inhabitant | Somebody, whose: str = "", **changes: Any) -> str:
        """The address to which the app's person is sent back, whatever comes of it."""
        with Browser(self.hub) as browser:
            browser.log_in(self, who, **changes)
            return browser.answer("yes", whose=whose).headers["location"]

    def redeem(self, code: str, proof: str | None = None, **changes: Any) -> httpx.Response:
        """POST /auth/token, with a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
        }
        return self.token(form | changes, proof)

    def refresh(self, token: str, proof: str | None = None, **changes: Any) -> httpx.Response:
        """POST /auth/token, with a refresh token."""
        return self.token({"grant_type": "refresh_token", "refresh_token": token} | changes, proof)

    def token(self, form: dict[str, Any], proof: str | None = None) -> httpx.Response:
        """POST /auth/token; `proof` is a new one, or this, and none where it is empty."""
        sent = self.proof() if proof is None else proof
        return self.post("/auth/token", self.proven(**form), **({"DPoP": sent} if sent else {}))

    def tokens(self, who: Inhabitant, **changes: Any) -> dict[str, Any]:
        """What a person's yes gives."""
        answer = self.redeem(self.code(who, **changes))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def read(self, token: str, path: str) -> httpx.Response:
        """GET with this token, and a proof of its key."""
        url = f"{self.hub.url}{path.partition('?')[0]}"
        iat = int(self.hub.clock().timestamp())
        proof = self.prover.proof("GET", url, token, iat=iat)
        with self.hub.http() as http:
            return http.get(path, headers={"Authorization": f"DPoP {token}", "DPoP": proof})

    def write(self, token: str, path: str, body: Any) -> httpx.Response:
        """POST with this token, and a proof of its key."""
        iat = int(self.hub.clock().timestamp())
        proof = self.prover.proof("POST", f"{self.hub.url}{path}", token, iat=iat)
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
        with self.hub.http() as http:
            return http.post(path, json=body, headers=headers | {"Content-Type": FHIR_JSON})

    def system_token(self) -> str:
        """Of the organisation itself."""
        form = self.proven(
            grant_type="client_credentials",
            assertion=self.assertion(aud=f"{self.hub.url}/auth/token"),
        )
        answer = self.post("/auth/token", form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def fhir(self, method: str, path: str, token: str, body: Any) -> httpx.Response:
        """A write of an organisation."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": FHIR_JSON}
        with self.hub.http() as http:
            return http.request(method, path, content=json.dumps(body), headers=headers)


class Browser:
    """A person's: it has cookies, and goes where it is sent, one step at a time."""

    def __init__(self, hub: PeopleHub) -> None:
        self.hub, self.http = hub, hub.http()
        self.page = ""
        self.form = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def authorize(self, app: App, pushed: str, **changes: Any) -> httpx.Response:
        """GET /auth/authorize."""
        asked = {"client_id": app.client_id, "request_uri": pushed} | changes
        sent = {name: value for name, value in asked.items() if value is not None}
        return self.http.get("/auth/authorize", params=sent)

    def provider(self, away: httpx.Response, who: Inhabitant | Somebody) -> str:
        """Logs in where it is sent to; the address at which it comes back to the hub."""
        somebody = who if isinstance(who, Somebody) else Somebody(who.bsn)
        assert away.status_code == 303, away.text
        self.hub.provider.next = somebody
        answer = httpx.get(
            away.headers["location"], trust_env=False, timeout=PATIENCE, verify=NOBODY
        )
        return str(answer.headers["location"])

    def back(self, app: App, who: Inhabitant | Somebody, **changes: Any) -> httpx.Response:
        """To the provider and back."""
        away = self.authorize(app, app.pushed(**changes))
        return self.http.get(self.provider(away, who))

    def log_in(self, app: App, who: Inhabitant | Somebody, **changes: Any) -> httpx.Response:
        """As far as the question."""
        answer = self.back(app, who, **changes)
        assert answer.status_code == 303, answer.text
        return self.see(answer.headers["location"])

    def see(self, page: str) -> httpx.Response:
        """The question at this address."""
        self.page = page
        shown = self.http.get(page)
        found = _FORM.search(shown.text)
        self.form = html.unescape(found[1]) if found else ""
        return shown

    def answer(self, said: str, whose: str = "", **headers: str) -> httpx.Response:
        """Press a button."""
        fields = {"form": self.form, "answer": said} | ({"whose": whose} if whose else {})
        return self.http.post(self.page, data=fields, headers=headers)


@contextmanager
def people_hub(
    database_url: str, owner_url: str, folder: Path, *, secure: bool = True, **changes: Any
) -> Iterator[PeopleHub]:
    """Serves on a thread of its own, over TLS or as a demo does.

    `changes` are settings without their HUB_.
    """
    port, pki = free_port(), Pki.made(datetime.now(UTC))
    url, clock = f"{'https' if secure else 'http'}://127.0.0.1:{port}", Clock()
    named = settings_of(database_url, port)
    named |= {"HUB_PUBLIC_URL": url, "HUB_PAGE_REFUSALS": "100000"}
    if secure:
        files = certificates(folder, pki)
        named |= {name: files[name] for name in ("HUB_TLS_CERTIFICATE", "HUB_TLS_KEY")}
    given = {name.removeprefix("HUB_").lower(): text for name, text in named.items()}
    settings = Settings(**(given | changes))
    with Provider() as provider:
        providers = Providers(
            StubSignIn(provider.address, f"{url}/auth/back"),
            StubRegister(provider.address),
            professionals=True,
        )
        application = create_app(settings, clock, providers=providers)
        context = ssl.create_default_context(cadata=pki.server_roots().decode())
        with _serving(application, port, SECURE if secure else PLAIN):
            # What it logs is searched for persons, as every hub's is.
            application.fhir.hub.seen.log.write = LEAKS.log.lines.add  # type: ignore[union-attr] # it serves
            yield PeopleHub(url, context, owner_url, provider, application, clock)


@contextmanager
def _serving(application: Application, port: int, protocol: str) -> Iterator[None]:
    config = uvicorn.Config(
        application,
        port=port,
        http=protocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=86_400,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    deadline = time.monotonic() + WITHIN
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        assert server.started
        yield
    finally:
        server.should_exit = True
        thread.join(WITHIN)


@contextmanager
def later(hub: PeopleHub, **by: float) -> Iterator[None]:
    """The hub's clock goes ahead, for the length of a block."""
    hub.clock.ahead = timedelta(**by)
    try:
        yield
    finally:
        hub.clock.ahead = timedelta()
