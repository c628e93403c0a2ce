"""All doors for people, put together: what apps ask, and where browsers come.

docs/decisions/0037-doors-for-people.md
"""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.client_endpoint import ClientEndpoint
from hub.oauth.people import mijn, pages, viewer
from hub.oauth.people.apps import Apps
from hub.oauth.people.asking import Asks
from hub.oauth.people.at_work import AtWork
from hub.oauth.people.doorway import Doorway
from hub.oauth.people.entitlement import Entitlement
from hub.oauth.people.launch_door import LAUNCH_PATH, LaunchDoor
from hub.oauth.people.launching import Launches, Launching
from hub.oauth.people.mijn import MIJN, MijnLogIn
from hub.oauth.people.own_app import OwnLogIn
from hub.oauth.people.signing_in import ASK, Parts, SigningIn
from hub.oauth.people.tokens import PersonTokens
from hub.oauth.people.viewer import VIEWER, ViewerLogIn
from hub.oauth.sign_in import SignIn
from hub.oauth.token import TokenEndpoint
from hub.security.buckets import Buckets
from hub.security.tokens import TokenVerifier
from hub.storage.clients import find
from hub.storage.database import Connection
from hub.storage.sealing import Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """`token` is the endpoint that systems have too; `permitted` how long an app may go on.

    Where professionals log in nowhere, `launch` is None, and no EHR opens an app.
    """

    token: TokenEndpoint
    verifier: TokenVerifier
    keyring: Keyring
    sign_in: SignIn
    entitlement: Entitlement
    permitted: timedelta
    refusals: Buckets
    launches: Launches
    launch: LaunchDoor | None = None

    @property
    def public_url(self) -> str:
        """The issuer."""
        return self.token.server.issuer.public_url

    @property
    def tokens(self) -> PersonTokens:
        """The grants of people, for the token endpoint."""
        token = self.token
        return PersonTokens(
            token.server, token.recording, self.keyring, self.entitlement, self.launches
        )

    def routes(self) -> list[Route]:
        """What is reached under /auth, but for the token endpoint itself."""
        return [*self._of_apps(), *self._of_browsers()]

    def log_in(self, refusal: type[Exception]) -> MijnLogIn:
        """The port of /mijn, which raises this where nobody comes in."""
        return MijnLogIn(self._own(refusal))

    def professionals_log_in(self, refusal: type[Exception]) -> ViewerLogIn | None:
        """The port of /viewer, likewise; None where no professional logs in."""
        return ViewerLogIn(self._own(refusal)) if self.launch else None

    def _own(self, refusal: type[Exception]) -> OwnLogIn:
        token = self.token
        return OwnLogIn(token.database, token.ledger, self.keyring, self.public_url, refusal)

    def _of_apps(self) -> list[Route]:
        token = self.token
        apps = Apps(token.server, self.verifier, token.recording, self.keyring)
        asked = {"par": apps.push, "revoke": apps.revoke, "introspect": apps.introspect}
        routes = []
        for name, decide in asked.items():
            at = token.recording, token.clock, token.refusals, token.places
            door = ClientEndpoint(name, decide, *at)
            routes.append(Route(f"/auth/{name}", door.post, methods=["POST"]))
        if self.launch is not None:
            routes.append(Route(LAUNCH_PATH, self.launch.post, methods=["POST"]))
        return routes

    def _of_browsers(self) -> list[Route]:
        through = Doorway(self.token.ledger, self.token.clock, self.refusals)
        parts = Parts(
            database=self.token.database,
            keyring=self.keyring,
            doorway=through,
            clients=self._client,
            sign_in=self.sign_in,
            entitlement=self.entitlement,
            public_url=self.public_url,
        )
        asks = Asks(parts, self.permitted, frozenset({MIJN}))
        kept = self.token.database, self.keyring, through
        launching = Launching(*kept, self.launches, self.public_url)
        at_work = AtWork(*kept, self.public_url)
        signing_in = SigningIn(parts, asks.begin, launching, at_work)
        return [
            Route("/auth/authorize", through.through(signing_in.authorize), methods=["GET"]),
            Route("/auth/back", through.through(signing_in.back), methods=["GET"]),
            Route(ASK, through.through(asks.show), methods=["GET"]),
            Route(ASK, through.through(asks.decide), methods=["POST"]),
            Route("/auth/people.css", _style, methods=["GET"]),
        ]

    async def _client(self, connection: Connection, client_id: str) -> RegisteredClient | None:
        if client_id == MIJN:
            return mijn.app_of(self.public_url)
        if client_id == VIEWER and self.launch is not None:
            return viewer.app_of(self.public_url)
        return await find(connection, client_id)


async def _style(_request: Request) -> Response:
    return pages.style()
