"""The doors of the national layer, and whether a token of it still stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.errors import Unauthenticated, Unavailable
from hub.oauth.medmij.authorize import CONSENT, Authorize
from hub.oauth.medmij.client import authenticated
from hub.oauth.medmij.consent import Consent
from hub.oauth.medmij.layer import Layer
from hub.oauth.medmij.page import style
from hub.oauth.medmij.revoke import Revoke
from hub.oauth.medmij.token import Token
from hub.oauth.medmij.under_way import Access
from hub.oauth.refusals import Refusal
from hub.security.requester import Requester
from hub.security.tokens import BAD_TOKEN, TokenVerifier


def routes(layer: Layer, verifier: TokenVerifier) -> list[Route]:
    """All but the FHIR door."""
    authorize, consent = Authorize(layer), Consent(layer)
    return [
        Route("/medmij/authorize", authorize.begin, methods=["GET"]),
        Route("/medmij/in", authorize.came_back, methods=["GET"]),
        Route(CONSENT, consent.get, methods=["GET"]),
        Route(CONSENT, consent.post, methods=["POST"]),
        Route("/medmij/page.css", _style, methods=["GET"]),
        Route("/medmij/token", Token(layer).post, methods=["POST"]),
        Route("/medmij/revoke", Revoke(layer, verifier).post, methods=["POST"]),
    ]


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
