"""POST /auth/token: a signed assertion in, an access token out.

https://www.rfc-editor.org/rfc/rfc6749#section-4.4
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from hub.ledger.append import Ledger
from hub.oauth.authorization_server import HubAuthorizationServer, TokenAnswer, refused
from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.client_endpoint import ClientEndpoint, Decide
from hub.oauth.dezi import Dezi
from hub.oauth.dezi_statement import Statement
from hub.oauth.recording import Asked, Recording
from hub.oauth.refusals import Refusal
from hub.security.buckets import Buckets
from hub.security.places import Place, Places
from hub.storage.clients import find
from hub.storage.database import Database

INTERACTION = "token"


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The endpoint; `people` answers the grants of people, where there are doors for them."""

    database: Database
    server: HubAuthorizationServer
    ledger: Ledger
    clock: Callable[[], datetime]
    refusals: Buckets
    places: Places
    dezi: Dezi = field(default_factory=Dezi)
    people: Decide | None = None
    recording: Recording = field(init=False)
    door: ClientEndpoint = field(init=False)

    def __post_init__(self) -> None:
        recording = Recording(self.database, self.ledger)
        door = ClientEndpoint(
            INTERACTION, self._decided, recording, self.clock, self.refusals, self.places
        )
        object.__setattr__(self, "recording", recording)
        object.__setattr__(self, "door", door)

    async def post(self, request: Request) -> Response:
        """An OAuth answer: a token, or an error that is never cached."""
        return await self.door.post(request)

    async def _decided(self, asked: Asked, place: Place) -> TokenAnswer:
        if self.people and asked.form.get("grant_type") in self.server.of_people:
            return await self.people(asked, place)
        _, claimed = asked.sender
        async with self.database.connection() as connection:
            registered = await find(connection, claimed) if claimed else None
            carried = None
            if not asked.refusal:
                carried = self.server.statement(asked.form, registered, asked.now)
            if carried is None:
                answer = self._answered(asked, registered)
                return await self.recording.write(connection, answer, registered, asked)
        # Nobody waits for a connection, or for a turn, while others are asked.
        place.pause()
        stated = await self.dezi.outcome(carried, asked.now)
        await place.turn()
        answer = self._answered(asked, registered, stated)
        async with self.database.connection() as connection:
            return await self.recording.write(connection, answer, registered, asked)

    def _answered(
        self,
        asked: Asked,
        registered: RegisteredClient | None,
        stated: Statement | Refusal | None = None,
    ) -> TokenAnswer:
        if asked.refusal:
            return refused(asked.refusal)
        return self.server.answer(asked.form, registered, asked.now, asked.shown, stated)
