"""/validate: an engineer pastes a resource and sees what is found beside its lines.

Nothing that is pasted is stored or logged. What the definitions say is shown as they say it: what
the hub stores all the same, with a warning, is its policy, and not asked here.
"""

import logging
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.errors import Unavailable, whereabouts
from hub.pages.assets import HEADERS, asset, options, served
from hub.pages.findings import found_in
from hub.validation.line import Line
from profiles.packages.definitions import Definitions
from profiles.r4.tables import resource_types
from profiles.validator import Validator

_LOG = logging.getLogger("hub.pages")

PATH = "/validate"
UNAVAILABLE = 503
ESCAPED = 2  # a quote or a line feed of the text takes two bytes in the request


class Pasted(msgspec.Struct):
    """What the page sends; without a profile the resource says itself what it is judged by."""

    text: str
    profile: str | None = None


class Refused(Exception):
    """The request can't be answered; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class ValidatePage:
    """The page and its answers; the texts wait in a line of their own to be judged."""

    definitions: Definitions
    line: Line
    largest: int

    def routes(self) -> list[Route]:
        """What the page is made of."""
        return [
            Route(PATH, self.get, methods=["GET"]),
            Route(PATH, self.post, methods=["POST"]),
            served("validate.css", f"{PATH}.css"),
            served("validate.js", f"{PATH}.js"),
        ]

    async def get(self, _request: Request) -> Response:
        """The page itself."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for profile in _profiles(self.definitions):
            named = profile.get("title") or profile.get("name") or profile["url"]
            # Two releases of one guide give a profile one name.
            words = " ".join(filter(None, (str(named), profile.get("version"))))
            groups.setdefault(profile["type"], []).append((profile["url"], words))
        ordered = {kind: sorted(groups[kind], key=lambda one: one[1]) for kind in sorted(groups)}
        return asset("validate.html", profiles=options(ordered))

    async def post(self, request: Request) -> Response:
        """The findings as JSON, or one sentence under `error`."""
        try:
            return JSONResponse(await self._answer(request), headers=HEADERS)
        except Refused as refused:
            status, sentence = refused.status, str(refused)
        except ClientDisconnect:
            status, sentence = 400, "The request was broken off."
        # The last resort: a traceback in the log could hold what was pasted.
        except Exception as fault:  # noqa: BLE001
            _LOG.error("fault: %s", whereabouts(fault))
            status, sentence = (
                500,
                "The hub failed on this text; tell its owner, with invented data.",
            )
        headers = {**HEADERS, "Retry-After": "1"} if status == UNAVAILABLE else HEADERS
        return JSONResponse({"error": sentence}, status, headers)

    async def _answer(self, request: Request) -> dict[str, Any]:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise Refused(415, "Send application/json: an object with text, and with profile.")
        body = await self._body(request)
        try:
            return await self.line.judge(lambda validator: self._judged(validator, body))
        except Unavailable:
            sentence = "Too many texts wait to be judged; try again in a moment."
            raise Refused(UNAVAILABLE, sentence) from None

    async def _body(self, request: Request) -> bytes:
        most = self.largest * ESCAPED + 1_000
        read = bytearray()
        async for chunk in request.stream():
            read += chunk
            if len(read) > most:
                raise self._too_large()
        return bytes(read)

    def _judged(self, validator: Validator, body: bytes) -> dict[str, Any]:
        try:
            pasted = msgspec.json.decode(body, type=Pasted)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Refused(400, "This is no JSON object with a text, in UTF-8.") from None
        if len(pasted.text.encode()) > self.largest:
            raise self._too_large()
        if not pasted.profile:
            return found_in(validator, pasted.text, None)
        if not any(
            profile["url"] == pasted.profile for profile in _profiles(validator.definitions)
        ):
            raise Refused(400, "The hub has no such profile; choose one from the list.")
        return found_in(validator, pasted.text, [pasted.profile])

    def _too_large(self) -> Refused:
        return Refused(413, f"The text has more than {self.largest} bytes; paste a part of it.")


def _profiles(definitions: Definitions) -> list[Any]:
    """The profiles of resources; a data type is judged where a profile uses it."""
    return [
        structure
        for structure in definitions.resources("StructureDefinition")
        if structure.get("type") in resource_types()
    ]
