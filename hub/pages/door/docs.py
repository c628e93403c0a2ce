"""`/docs`: how a vendor wires a system in a day, with the calls as they are.

A demo on this machine runs each call for who asks, by a form; a hub in use has no such form.
docs/decisions/0054-the-door.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.pages.door import examples
from hub.pages.door.frame import page
from hub.pages.door.refusals import lines
from hub.pages.door.running import Demo, Exchange, NotRun
from hub.pages.forms import NotOurForm, fields_of, require_from_here
from hub.security.announced import Announced
from hub.settings import Settings

PATH, RUN = "/docs", "/docs/try"
NAMED = "example"
_FORBIDDEN, _NOT_FOUND, _LATER = 403, 404, 503


@dataclass(frozen=True, slots=True)
class Docs:
    """`demo` is None in a hub that is in use: then nothing is run here, whoever asks."""

    settings: Settings
    announced: Announced
    demo: Demo | None = None

    def routes(self) -> list[Route]:
        """The guide, and where its calls are run if this is a demo."""
        run = [Route(RUN, self.run, methods=["POST"])] if self.demo else []
        return [Route(PATH, self.get, methods=["GET"]), *run]

    async def get(self, _request: Request) -> Response:
        """The guide."""
        return page(
            "docs.html",
            "en",
            all=examples,
            said=self.announced,
            settings=self.settings,
            refusals=lines(),
            runs=self.demo is not None,
        )

    async def run(self, request: Request) -> Response:
        """One of the examples, as it went."""
        try:
            require_from_here(request.headers, self.settings.public_url)
            name = (await fields_of(request)).get(NAMED, "")
        except NotOurForm:
            return self._run(None, _FORBIDDEN, fault="The form came from elsewhere.")
        example = examples.EXAMPLES.get(name)
        if example is None or self.demo is None:
            return self._run(None, _NOT_FOUND, fault="There is no such example.")
        try:
            return self._run(example, 200, await self.demo.run(example))
        except NotRun as refused:
            return self._run(example, _LATER, fault=str(refused))

    def _run(
        self,
        example: examples.Example | None,
        status: int,
        exchanges: Sequence[Exchange] = (),
        fault: str = "",
    ) -> Response:
        return page("run.html", "en", status, example=example, exchanges=exchanges, fault=fault)
