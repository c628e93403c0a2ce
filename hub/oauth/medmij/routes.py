"""The doors of the national layer, and whether a token of it still stands."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import Unauthenticated, Unavailable, whereabouts
from hub.oauth.medmij.authorize import CONSENT, Authorize
from hub.oauth.medmij.client import authenticated
from hub.oauth.medmij.consent import Consent
from hub.oauth.medmij.layer import Layer
from hub.oauth.medmij.page import language_of, style, told
from hub.oauth.medmij.revoke import Revoke
from hub.oauth.medmij.token import Token
from hub.oauth.medmij.under_way import Access
from hub.oauth.refusals import Refusal
from hub.security.requester import Requester
from hub.security.tokens import BAD_TOKEN, TokenVerifier

_LOG = logging.getLogger("hub.medmij")
_BROKEN = 500
Page = Callable[[Request], Awaitable[Response]]


def routes(layer: Layer, verifier: TokenVerifier) -> list[Route]:
    """All but the FHIR door."""
    authorize, consent = Authorize(layer), Consent(layer)
    return [
        Route("/medmij/authorize", _safe(authorize.begin), methods=["GET"]),
        Route("/medmij/in", _safe(authorize.came_back), methods=["GET"]),
        Route(CONSENT, _safe(consent.get), methods=["GET"]),
        Route(CONSENT, _safe(consent.post), methods=["POST"]),
        Route("/medmij/page.css", _style, methods=["GET"]),
        Route("/medmij/token", Token(layer).post, methods=["POST"]),
        Route("/medmij/revoke", Revoke(layer, verifier).post, methods=["POST"]),
    ]


def _safe(page: Page) -> Page:
    """The last resort: whatever it is, somebody reads that it does not work now, and no more."""

    async def answer(http: Request) -> Response:
        try:
            return await page(http)
        except Exception as fault:  # noqa: BLE001 - see above
            _LOG.error("%s fault: %s", http.headers["x-request-id"], whereabouts(fault))
            language = language_of(None, http.headers.get("accept-language"))
            return told("closed", language, _BROKEN)

    return answer


async def _style(_request: Request) -> Response:
    return style()


@dataclass(frozen=True, slots=True)
class Standing:
    """Asked of each call by a bearer token: who found it has no certificate of its app."""

    layer: Layer

    async def require(self, requester: Requester, scope: Mapping[str, Any]) -> None:
        """Return where its own app brings it, and what it stands for was not ended.

        Raises:
            Unauthenticated: another brings it, or it was ended. Unavailable: nobody knows.
        """
        lists, now = self.layer.lists, self.layer.clock()
        if lists is None:
            raise Unavailable("nobody can be let in now; try again later", rule="lists-absent")
        try:
            authenticated(scope, requester.client_id, lists, self.layer.trust, now)
        except Refusal as refusal:
            raise _refused(refusal.reason, f"this connection is not its app's: {refusal}") from None
        async with self.layer.database.connection() as connection:
            found = await self.layer.under_way.seen(
                connection, "medmij-access", requester.token_id, Access
            )
        if found is None or not found.handle.holds(now):
            raise _refused("token-ended", "what the token was given for was ended")


def _refused(rule: str, text: str) -> Unauthenticated:
    return Unauthenticated(text, headers=BAD_TOKEN, rule=rule)
