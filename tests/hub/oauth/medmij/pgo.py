"""A personal health environment and its user's browser, over real TLS, and the hub they meet."""

import asyncio
import re
import secrets
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hub.app import Application, create_app
from hub.commands.pki.region import Pair, Pki
from hub.settings import Settings
from tests.plugins.certificates import PATIENCE, certificates
from tests.plugins.hub import Clock
from tests.plugins.leaks import LEAKS
from tests.plugins.processes import free_port
from tests.stubs.log_ins import LogIns, SignInThere
from tests.stubs.stelselnode import PROVIDER, Lists, Stelselnode

NAME = PROVIDER.partition("@")[0]
_HOSTS = count(1)
_INPUT = re.compile(r'name="form" value="([^"]+)"')


class _Server(uvicorn.Server):
    """Says when it listens."""

    ready: threading.Event

    async def startup(self, sockets: Any = None) -> None:
        """Called by itself."""
        await super().startup(sockets)
        self.ready.set()


@dataclass
class National:
    """A hub that takes part, with TLS of its own, served by a thread of this process."""

    settings: Settings
    app: Application
    clock: Clock
    pki: Pki
    node: Stelselnode
    log_ins: LogIns
    folder: Path
    _server: "_Server" = field(init=False)
    _ready: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop | None = None

    @classmethod
    def made(cls, settings: Settings, node: Stelselnode, log_ins: LogIns, folder: Path) -> Self:
        """Not started yet."""
        port, pki = free_port(), Pki.made(datetime.now(UTC))
        files = certificates(folder, pki)
        (folder / "app-roots.pem").write_bytes(pki.app_roots())
        (folder / "app-crl.pem").write_bytes(_crl(pki))
        url = f"https://127.0.0.1:{port}"
        ours = {name.removeprefix("HUB_").lower(): text for name, text in files.items()}
        found = settings.model_copy(
            update={
                **ours,
                "tls_client": "optional",
                "public_url": url,
                "medmij_provider": PROVIDER,
                "medmij_provider_name": "Zorg in Almere",
                "medmij_lists": node.address,
                "medmij_list_authorities": node.authorities,
                "medmij_client_roots": str(folder / "app-roots.pem"),
                "medmij_crl": str(folder / "app-crl.pem"),
            }
        )
        node.lists = Lists(f"{url}/medmij/authorize")
        clock = Clock()
        app = create_app(found, clock)
        app.sign_in = SignInThere(log_ins, f"{url}/medmij/in")
        return cls(found, app, clock, pki, node, log_ins, folder)

    def __enter__(self) -> Self:
        port = urlsplit(self.url).port

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._server = _Server(
                uvicorn.Config(
                    self.app,
                    host="127.0.0.1",
                    port=port or 0,
                    http="hub.http.hallway:Hallway",
                    lifespan="on",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                )
            )
            self._server.ready = self._ready
            try:
                await self._server.serve()
            finally:
                ready.set()

        ready = self._ready
        self._thread = threading.Thread(target=lambda: asyncio.run(serve()))
        self._thread.start()
        ready.wait(60)
        assert self._server.started
        assert self.app.fhir is not None
        self.app.fhir.hub.seen.log.write = LEAKS.log.lines.add  # type: ignore[attr-defined] # the endpoint
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it is."""
        return self.settings.public_url

    def look(self) -> None:
        """It looks for the lists now."""
        assert self._loop is not None
        assert self.app.medmij is not None
        looking = self.app.medmij.layer.keeping.look()
        asyncio.run_coroutine_threadsafe(looking, self._loop).result(60)

    def relisted(self) -> None:
        """What stands on the lists was changed, and it looks for them."""
        self.node.lists.number += 1
        self.look()

    def later(self, time: timedelta) -> None:
        """The hub's clock is ahead, and the lists are of that day."""
        self.clock.ahead = time
        self.node.lists.issued = self.clock()
        self.relisted()

    def revoke(self, pair: Pair) -> None:
        """A certificate of an app is in the file of revocations from now on."""
        self.pki.services.revoke(x509.load_pem_x509_certificate(pair[0]))
        (self.folder / "new.pem").write_bytes(_crl(self.pki))
        (self.folder / "new.pem").replace(self.folder / "app-crl.pem")
        assert self.app.medmij is not None
        self.app.medmij.layer.trust.look()

    def context(self, pair: Pair | None = None) -> ssl.SSLContext:
        """What a client connects with."""
        made = ssl.create_default_context(cadata=self.pki.server_roots().decode())
        if pair is not None:
            name = self.folder / secrets.token_hex(8)
            files = name.with_suffix(".pem"), name.with_suffix(".key")
            for file, text in zip(files, pair, strict=True):
                file.write_bytes(text)
            made.load_cert_chain(*files)
        return made

    def pgo(self, **listed: Any) -> "Pgo":
        """A new one, on the lists that the hub has."""
        pgo = Pgo(self, f"pgo{next(_HOSTS)}.example.nl", **listed)
        self.listed(pgo)
        return pgo

    def listed(self, pgo: "Pgo") -> None:
        """On both lists from now on."""
        self.node.lists.clients[pgo.host] = (pgo.name, pgo.services)
        self.node.lists.hosts.append(pgo.host)
        self.relisted()


@dataclass
class Pgo:
    """One app; `pair` is its certificate, of its host where no other is given."""

    national: National
    host: str
    name: str = "Mijn Dossier & Co"
    services: list[str] | None = None
    pair: Pair | None = None
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def redirect_uri(self) -> str:
        return f"https://{self.host}/terug"

    def connected(self, pair: Pair | None = None, *, bare: bool = False) -> httpx.Client:
        """A connection that shows its certificate."""
        if pair is None and not bare:
            self.pair = self.pair or self.national.pki.app(self.host)
            pair = self.pair
        return httpx.Client(
            base_url=self.national.url,
            verify=self.national.context(pair),
            timeout=PATIENCE,
            trust_env=False,
        )

    def request(self, **changes: str | None) -> dict[str, str]:
        """The parameters of a right one; a change to None takes one away."""
        good = {
            "response_type": "code",
            "client_id": self.host,
            "redirect_uri": self.redirect_uri,
            "scope": NAME,
            "state": self.state,
            "MedMij-Request-ID": str(uuid4()),
            "X-Correlation-ID": str(uuid4()),
        }
        merged = good | {name.replace("__", "-"): text for name, text in changes.items()}
        return {name: text for name, text in merged.items() if text is not None}

    def browser(self) -> "Browser":
        """Of its user."""
        return Browser(self, self.national.context())

    def code(self, bsn: str, *, lasting: bool = False, **changes: str | None) -> str:
        """Whoever has this BSN logs in and says yes."""
        self.national.log_ins.bsn = bsn
        with self.browser() as browser:
            browser.authorize(**changes)
            said = browser.answer("yes", **({"lasting": "yes"} if lasting else {}))
        return said["code"]

    def exchange(self, code: str, **changes: str | None) -> httpx.Response:
        """POST /medmij/token with a code."""
        right = {"grant_type": "authorization_code", "redirect_uri": self.redirect_uri}
        return self.token(**({"code": code} | right | changes))

    def refresh(self, refresh_token: str, **changes: str | None) -> httpx.Response:
        """POST /medmij/token with a refresh token."""
        right = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.token(**(right | changes))

    def token(self, **form: str | None) -> httpx.Response:
        """POST /medmij/token."""
        return self.post("/medmij/token", **form)

    def revoke(self, token: str, **form: str | None) -> httpx.Response:
        """POST /medmij/revoke."""
        return self.post("/medmij/revoke", token=token, **form)

    def post(self, path: str, **form: str | None) -> httpx.Response:
        """A form of this client."""
        said = {"client_id": self.host} | form
        ids = {"MedMij-Request-ID": str(uuid4()), "X-Correlation-ID": str(uuid4())}
        with self.connected() as http:
            sent = {name: text for name, text in said.items() if text is not None}
            return http.post(path, data=sent, headers=ids)

    def read(self, path: str, token: str, method: str = "GET", **more: Any) -> httpx.Response:
        """A call of the FHIR door."""
        with self.connected() as http:
            headers = {"Authorization": f"Bearer {token}"} | more.pop("headers", {})
            return http.request(method, f"/medmij/fhir{path}", headers=headers, **more)


class Browser:
    """Goes where it is sent, as far as the app's own host; `seen` are all answers."""

    def __init__(self, pgo: Pgo, context: ssl.SSLContext) -> None:
        self.pgo, self.national = pgo, pgo.national
        self.http = httpx.Client(verify=context, timeout=PATIENCE, trust_env=False)
        self.seen: list[httpx.Response] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def page(self) -> httpx.Response:
        """The newest answer."""
        return self.seen[-1]

    def open(self, url: str, method: str = "GET", **more: Any) -> httpx.Response:
        """One request, followed nowhere."""
        self.seen.append(self.http.request(method, url, **more))
        return self.page

    def chase(self) -> str | None:
        """Follow it on; where it ends at the app, the address there."""
        while self.page.is_redirect:
            to = self.page.headers["Location"]
            to = to if "://" in to else f"{self.national.url}{to}"
            if urlsplit(to).hostname == self.pgo.host:
                return to
            self.open(to)
        return None

    def authorize(self, **changes: str | None) -> dict[str, str]:
        """From the app to the question; what the app is told, where it is told at once."""
        asked = urlencode(self.pgo.request(**changes))
        self.open(f"{self.national.url}/medmij/authorize?{asked}")
        return told(self.chase())

    def answer(self, choice: str, **more: str) -> dict[str, str]:
        """Press a button; what the app is told then."""
        assert self.page.status_code == 200, self.page.text
        form = {"form": self.form, "choice": choice} | more
        self.open(f"{self.national.url}/medmij/consent", "POST", data=form)
        return told(self.chase())

    @property
    def form(self) -> str:
        """What stands in the page that it was answered by."""
        match = _INPUT.search(self.page.text)
        assert match is not None, self.page.text
        return match[1]


def told(address: str | None) -> dict[str, str]:
    """The parameters at the app's address."""
    return dict(parse_qsl(urlsplit(address).query)) if address else {}


def _crl(pki: Pki) -> bytes:
    """Good for as long as tests move the clock."""
    both = (one.crl(lasts=timedelta(days=1_000)) for one in (pki.state, pki.services))
    return b"".join(one.public_bytes(Encoding.PEM) for one in both)
