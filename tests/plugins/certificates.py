"""A hub that ends TLS itself, its PKI made at test time, and care systems with certificates."""

import secrets
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from hub.commands.clients import add_client
from hub.commands.pki.region import Pair, Pki
from hub.oauth.registration import register_client
from hub.security.assertion import ASSERTION_TYPE, client_assertion
from hub.security.keys import new_client_key
from tests.plugins.processes import HubProcess, free_port, hub_process, settings_of
from tests.plugins.warm import Warm

_NUMBERS = count(900_002_000)
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Vendor:
    """A registered care system: its key, and its certificate where it has one."""

    client_id: str
    ura: str
    private: dict[str, Any] = field(repr=False)
    context: ssl.SSLContext | None = None

    def form(self, url: str) -> dict[str, str]:
        """A token request, of which the assertion is new."""
        token_url = f"{url}/auth/token"
        now = datetime.now(UTC)
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(self.private, self.client_id, token_url, now),
        }

    def ask(self, url: str, **headers: str) -> httpx.Response:
        """POST /auth/token, on a connection of its own."""
        with self.connected(url) as http:
            return http.post("/auth/token", data=self.form(url), headers=headers)

    def token(self, url: str, **headers: str) -> str:
        """The access token."""
        answer = self.ask(url, **headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def connected(self, url: str) -> httpx.Client:
        """A client that shows its certificate, where it has one."""
        verify = self.context or False
        return httpx.Client(base_url=url, verify=verify, timeout=PATIENCE, trust_env=False)

    def get(self, url: str, path: str, token: str, **headers: str) -> httpx.Response:
        """GET with this token, on a connection of its own."""
        sent = {"Authorization": f"Bearer {token}"} | headers
        with self.connected(url) as http:
            return http.get(path, headers=sent)


@dataclass(frozen=True)
class Secured:
    """A hub with TLS, whose database's owner registers systems."""

    hub: HubProcess
    pki: Pki
    folder: Path
    owner_url: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.hub.url

    def context(self, pair: Pair | None = None) -> ssl.SSLContext:
        """What a client connects with; it believes the hub by its own roots alone."""
        made = ssl.create_default_context(cadata=self.pki.server_roots().decode())
        if pair is not None:
            name = self.folder / secrets.token_hex(8)
            files = name.with_suffix(".pem"), name.with_suffix(".key")
            for file, text in zip(files, pair, strict=True):
                file.write_bytes(text)
            made.load_cert_chain(*files)
        return made

    def pair(self, ura: str, text: str = "") -> Pair:
        """A new certificate of a system of this organisation, or with this UZI name."""
        number = text.split("-")[2] if text else str(next(_NUMBERS))
        return self.pki.system("system", ura, number, text)

    async def vendor(self, ura: str, pair: Pair | None = None, **registered: Any) -> Vendor:
        """A system that is registered; its certificate is new, or this one."""
        private, public = new_client_key()
        scopes = "system/*.cruds system/Consent.cu system/AuditEvent.rs"
        usual = {"organization_type": "V4", "scopes": scopes}
        name = f"system {secrets.token_hex(8)}"
        one = register_client(name=name, ura=ura, jwks=public, **(usual | registered))
        await add_client(self.owner_url, one)
        context = self.context(pair or self.pair(ura))
        return Vendor(one.client_id, ura, private, context)

    def revoke(self, pair: Pair) -> None:
        """Its certificate is in the file of revocations, which is another from now on."""
        from cryptography import x509  # noqa: PLC0415 -- only where something is revoked

        self.pki.servers.revoke(x509.load_pem_x509_certificate(pair[0]))
        (self.folder / "new.pem").write_bytes(self.pki.crl())
        (self.folder / "new.pem").replace(self.folder / "crl.pem")


def certificates(folder: Path, pki: Pki) -> dict[str, str]:
    """The files of a hub, and the settings that name them."""
    certificate, key = pki.hub()
    content = {
        "TLS_CERTIFICATE": ("hub.pem", certificate),
        "TLS_KEY": ("hub.key", key),
        "TLS_CLIENT_ROOTS": ("roots.pem", pki.client_roots()),
        "TLS_CRL": ("crl.pem", pki.crl()),
    }
    for name, text in content.values():
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o600)
    return {f"HUB_{name}": str(folder / file) for name, (file, _) in content.items()}


def secured_hub(
    warm: Warm, database_url: str, owner_url: str, folder: Path, **settings: str
) -> Secured:
    """Not started yet; `settings` without their HUB_."""
    port, pki = free_port(), Pki.made(datetime.now(UTC))
    environment = settings_of(database_url, port) | certificates(folder, pki)
    environment["HUB_PUBLIC_URL"] = f"https://127.0.0.1:{port}"
    environment |= {f"HUB_{name.upper()}": text for name, text in settings.items()}
    hub = hub_process(warm, environment, port, folder / "hub.log")
    made = Secured(hub, pki, folder, owner_url)
    if environment["HUB_TLS_CERTIFICATE"]:
        hub.context = made.context(made.pair("90009999"))
    else:
        environment["HUB_PUBLIC_URL"] = made.url
    return made


HEADER = "X-Forwarded-Tls-Client-Cert"
