"""The pages of the door as a browser without a screen reads them."""

import re
from dataclasses import dataclass, field
from html import unescape

import httpx
from starlette.applications import Starlette

from hub.pages.door.door import Offers, TheDoor
from hub.pages.door.lost import tell_people

BROWSER = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    "accept-language": "nl-NL,nl;q=0.9,en;q=0.5",
}
ANCHOR = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def asking(app: object, **headers: str) -> httpx.AsyncClient:
    """Of this application, as a browser asks."""
    transport = httpx.ASGITransport(app=app)
    said = BROWSER | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=said)


def links(text: str) -> list[tuple[str, str]]:
    """Where each link leads, and its words."""
    return [(unescape(href), " ".join(said.split())) for href, said in ANCHOR.findall(text)]


@dataclass
class Front:
    """A first page alone, of a hub that offers this."""

    offers: Offers
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        app = Starlette(routes=TheDoor(self.offers).routes())
        tell_people(app)
        self.client = asking(app)
