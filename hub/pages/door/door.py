"""`/`: who this hub is, and where each kind of people goes. docs/decisions/0054-the-door.md."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.pages.assets import served
from hub.pages.door.frame import HEADERS, NAME, ROOTS, page
from hub.pages.words import Language

STYLE = f"{NAME}/door.css"
VIEWER = "/viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What this hub has to offer: `paths` are those that it answers.

    `inhabitants` and `professionals` is whether somebody logs them in, `demo` whether all people
    are invented.
    """

    paths: Collection[str]
    inhabitants: bool
    professionals: bool
    demo: bool = False
    help_line: str = ""

    @property
    def has_viewer(self) -> bool:
        """Whether the page is there where professionals read wishes."""
        return VIEWER in self.paths


@dataclass(frozen=True, slots=True)
class TheDoor:
    """The first page, in each language; `openapi` is what the hub says of itself to machines."""

    offers: Offers
    openapi: Callable[[], bytes] = lambda: b"{}"

    def routes(self) -> list[Route]:
        """What it is made of."""
        return [
            Route(ROOTS["nl"], self.dutch, methods=["GET"]),
            Route(ROOTS["en"], self.english, methods=["GET"]),
            Route("/openapi.json", self.machines, methods=["GET"]),
            served(STYLE, "/door.css"),
        ]

    async def dutch(self, _request: Request) -> Response:
        """In Dutch."""
        return self._shown("nl")

    async def english(self, _request: Request) -> Response:
        """In English."""
        return self._shown("en")

    async def machines(self, _request: Request) -> Response:
        """What works, by OpenAPI."""
        return Response(self.openapi(), headers=HEADERS, media_type="application/json")

    def _shown(self, language: Language) -> Response:
        return page("door.html", language, offers=self.offers)
