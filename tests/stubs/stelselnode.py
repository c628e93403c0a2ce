"""The server of the four national lists on a real local port over TLS, with its bad days."""

import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from tests.stubs.listening import Listening, Serving
from tests.stubs.mitz.authority import Authority

SPACE = "xmlns://afsprakenstelsel.medmij.nl/{}/release{}/"
RELEASES = {
    "Zorgaanbiederslijst": 7,
    "OAuthclientlist": 3,
    "Gegevensdienstnamenlijst": 2,
    "Whitelist": 2,
}
PROVIDER = "almere@medmij"
SERVICES = {"48": "Basisgegevens zorg", "51": "Documenten", "61": "Basisgegevens langdurige zorg"}


class Lists:
    """What stands on them; `services` of a client is None where the list does not say."""

    def __init__(self, authorize: str) -> None:
        self.issued = datetime.now(UTC)
        self.number = 1
        self.providers: dict[str, dict[str, str]] = {
            PROVIDER: dict.fromkeys(SERVICES, authorize),
            "elders@medmij": {"48": "https://elders.example/authorize"},
        }
        self.clients: dict[str, tuple[str, list[str] | None]] = {}
        self.services = dict(SERVICES)
        self.hosts: list[str] = []

    def text(self, name: str, extra: str = "") -> str:
        """As XML."""
        space = SPACE.format(name.lower(), RELEASES[name])
        held = {
            "Zorgaanbiederslijst": self._providers,
            "OAuthclientlist": self._clients,
            "Gegevensdienstnamenlijst": self._services,
            "Whitelist": self._hosts,
        }[name]()
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{extra}<{name} xmlns="{space}">'
            f"<Tijdstempel>{self.issued.isoformat()}</Tijdstempel>"
            f"<Volgnummer>{self.number}</Volgnummer>{held}</{name}>"
        )

    def _providers(self) -> str:
        def service(name: str, address: str) -> str:
            return (
                f"<Gegevensdienst><GegevensdienstId>{name}</GegevensdienstId>"
                "<AuthorizationEndpoint><AuthorizationEndpointuri>"
                f"{escape(address)}</AuthorizationEndpointuri></AuthorizationEndpoint>"
                "<TokenEndpoint><TokenEndpointuri>https://a.example/token</TokenEndpointuri>"
                "</TokenEndpoint></Gegevensdienst>"
            )

        def provider(name: str, services: dict[str, str]) -> str:
            held = "".join(service(*one) for one in services.items())
            return (
                f"<Zorgaanbieder><Zorgaanbiedernaam>{name}</Zorgaanbiedernaam>"
                f"<Gegevensdiensten>{held}</Gegevensdiensten></Zorgaanbieder>"
            )

        held = "".join(provider(*one) for one in self.providers.items())
        return f"<Zorgaanbieders>{held}</Zorgaanbieders>"

    def _clients(self) -> str:
        def client(host: str, name: str, services: list[str] | None) -> str:
            listed = ""
            if services is not None:
                ids = "".join(
                    f"<Gegevensdienst><GegevensdienstId>{one}</GegevensdienstId></Gegevensdienst>"
                    for one in services
                )
                listed = f"<Gegevensdiensten>{ids}</Gegevensdiensten>"
            return (
                f"<OAuthclient><Hostname>{host}</Hostname><OAuthclientOrganisatienaam>"
                f"{escape(name)}</OAuthclientOrganisatienaam>{listed}</OAuthclient>"
            )

        held = "".join(client(host, *said) for host, said in self.clients.items())
        return f"<OAuthclients>{held}</OAuthclients>"

    def _services(self) -> str:
        held = "".join(
            f"<Gegevensdienst><GegevensdienstId>{name}</GegevensdienstId>"
            f"<Weergavenaam>{escape(words)}</Weergavenaam></Gegevensdienst>"
            for name, words in self.services.items()
        )
        return f"<Gegevensdiensten>{held}</Gegevensdiensten>"

    def _hosts(self) -> str:
        held = "".join(f"<MedMijNode><Hostname>{one}</Hostname></MedMijNode>" for one in self.hosts)
        return f"<MedMijNodes>{held}</MedMijNodes>"


class Stelselnode(Listening):
    """`mode` is `valid`, `expired`, `early`, `tampered`, `document type`, `swapped`, `truncated`,
    `unreachable` (it hangs up), `broken` (500), `huge` or `redirecting`; `asked` are the paths.
    """

    def __init__(self, folder: Path) -> None:
        self.mode = "valid"
        self.lists = Lists("")
        self.asked: list[str] = []
        self.huge = 0
        self.lock = threading.Lock()
        super().__init__(_Handler)
        authority = Authority(folder, "stelselnode")
        self.authorities = authority.roots
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.issue("stelselnode-server"))
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # it hangs up
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def address(self) -> str:
        return super().address.replace("http:", "https:")

    def answer(self, name: str) -> tuple[int, bytes]:
        """Status and body."""
        lists = self.lists
        if self.mode == "expired":
            lists = _issued(lists, -timedelta(days=400))
        if self.mode == "early":
            lists = _issued(lists, timedelta(days=1))
        text = lists.text(name)
        if self.mode == "tampered":
            text = text.replace("</Volgnummer>", "</Volgnummer><Volgnummer>9</Volgnummer>")
        if self.mode == "document type":
            text = lists.text(name, f'<!DOCTYPE {name} [<!ENTITY a "ha">]>')
        if self.mode == "swapped":
            text = lists.text("Whitelist" if name != "Whitelist" else "OAuthclientlist")
        if self.mode == "truncated":
            text = text[:-12]
        if self.mode == "huge":
            text += " " * self.huge
        return (500 if self.mode == "broken" else 200), text.encode()


def _issued(lists: Lists, later: timedelta) -> Lists:
    other = Lists("")
    other.__dict__.update(lists.__dict__)
    other.issued = lists.issued + later
    return other


class _Handler(Serving):
    def serve(self) -> None:
        node: Stelselnode = self.server.stub
        node.asked.append(self.path)
        if node.mode == "unreachable":
            self.close_connection = True
            return
        name = self.path.partition("?")[0].removeprefix("/MedMij_").removesuffix(".xml")
        if node.mode == "redirecting" and "elsewhere" not in self.path:
            self.send_response(302)
            self.send_header("Location", f"{node.address}{self.path}&elsewhere=1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status, body = node.answer(name)
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
