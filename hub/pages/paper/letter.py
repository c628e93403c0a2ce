"""The letter for who is not online: what the choice is, with the form for the desk.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Literal, Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.http.kept_apart import PDF
from hub.pages.paper.press import NotPrinted, Press, Reason
from hub.pages.paper.sheet import sheet
from hub.pages.paper.sorry import sorry
from hub.pages.paper.words import Language
from hub.settings import Settings

SIZES = (10, 9.5, 9)  # points; DejaVu is as large at 10 as others at 11.5
AGAIN = 60  # seconds after a letter could not be drawn
_PDF = {
    **PDF,
    "Cache-Control": "public, max-age=3600",
}
PATHS: dict[Language, str] = {"nl": "/mijn/brief.pdf", "en": "/mijn/letter.pdf"}


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a region agreed on and the letter has to say; the default is what the law says."""

    objections: Literal["closed", "open"] = "closed"
    """What the inhabitant objected to, in an emergency."""
    minors: Literal["both", "self12"] = "both"
    second_person: bool = True
    """Whether a second person at the desk confirms."""
    mitz: bool = False
    """Whether Mitz is asked of whom nothing was recorded."""

    @classmethod
    def of_settings(cls, settings: Settings) -> Self:
        """As this hub decides."""
        return cls(
            objections=settings.emergency_objections,
            minors=settings.minors,
            second_person=settings.desk_second_person == "yes",
            mitz=bool(settings.mitz_url),
        )


def letter(language: Language, agreed: Agreed) -> str:
    """The letter as HTML."""
    return sheet("letter.html", language, agreed=agreed)


@dataclass(slots=True)
class LetterPage:
    """The letter for all who ask, drawn once in each language."""

    press: Press
    agreed: Agreed
    drawn: dict[Language, bytes] = field(default_factory=dict)
    failed: dict[Language, tuple[float, Reason]] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> list[Route]:
        """Open to all: nobody stands in it."""
        return [
            Route(PATHS["nl"], self.nl, methods=["GET"]),
            Route(PATHS["en"], self.en, methods=["GET"]),
        ]

    async def nl(self, _request: Request) -> Response:
        """In Dutch."""
        return await self._answer("nl")

    async def en(self, _request: Request) -> Response:
        """In English."""
        return await self._answer("en")

    async def _answer(self, language: Language) -> Response:
        try:
            pdf = self.drawn.get(language) or await self._first(language)
        except NotPrinted as refusal:
            return sorry(language, refusal.reason)
        name = PATHS[language].rpartition("/")[2]
        headers = {**_PDF, "Content-Disposition": f'inline; filename="{name}"'}
        return Response(pdf, headers=headers, media_type="application/pdf")

    async def _first(self, language: Language) -> bytes:
        async with self.turn:
            if language in self.drawn:
                return self.drawn[language]
            at, reason = self.failed.get(language, (0.0, None))
            # Anybody may ask: what fails is not tried again for each of them.
            if reason is not None and time.monotonic() < at + AGAIN:
                raise NotPrinted(reason)
            try:
                drawn = await self.press.draw(letter(language, self.agreed), SIZES, language)
            except NotPrinted as refusal:
                if refusal.reason != "busy":
                    self.failed[language] = time.monotonic(), refusal.reason
                raise
            self.drawn[language] = drawn.pdf
            return drawn.pdf
