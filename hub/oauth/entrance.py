"""Where tokens are given: to systems, and to people where somebody logs them in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.ledger.append import Ledger
from hub.oauth.authorization_server import HubAuthorizationServer
from hub.oauth.binding import Binding
from hub.oauth.dezi import dezi
from hub.oauth.jwks import jwks
from hub.oauth.people.doors import Doors
from hub.oauth.people.entitlement import Entitlement, Over, OwnPatient
from hub.oauth.people.grants import GRANTS
from hub.oauth.people.launch_door import LaunchDoor
from hub.oauth.people.launching import Launches
from hub.oauth.person_statement import PersonIssuer, issuer_keys
from hub.oauth.sign_in import RepresentationRegistry, SignIn
from hub.oauth.token import TokenEndpoint
from hub.outbound.fetch import Fetch
from hub.security.announced import Announced
from hub.security.buckets import Buckets
from hub.security.holders import Holders
from hub.security.keys import signing_key
from hub.security.places import Places
from hub.security.tokens import TokenIssuer, TokenVerifier
from hub.security.trust import Trust
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Providers:
    """Who logs people in, and whose word it is for whom they may act; None where nobody.

    `professionals` is whether those log in there too.
    """

    sign_in: SignIn | None = None
    register: RepresentationRegistry | None = None
    professionals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """What of the hub they work with."""

    database: Database
    keyring: Keyring
    ledger: Ledger
    clock: Callable[[], datetime]
    places: Places
    trust: Trust | None
    verifier: TokenVerifier
    holders: Holders
    own_patient: OwnPatient
    mandate_over: Over
    launches: Launches
    announced: Announced


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is reached under /auth and /.well-known; `people` is None where nobody logs them in."""

    routes: Sequence[Route]
    people: Doors | None


def entrance(settings: Settings, within: Within, providers: Providers) -> Entrance:
    """All doors at which tokens are given."""
    key = signing_key(settings.signing_key.get_secret_value())
    issuer = TokenIssuer(key, settings.public_url)
    binding = Binding(within.trust, must=settings.tokens_bound == "yes")
    grants = GRANTS if providers.sign_in else ()
    token = TokenEndpoint(
        within.database,
        HubAuthorizationServer(issuer, binding, _persons(settings, within.keyring), grants),
        within.ledger,
        within.clock,
        _refusals(settings.token_refusals),
        within.places,
        dezi(
            settings.dezi_keys,
            settings.dezi_status_hosts,
            Fetch(settings.dezi_authorities),
            settings.public_url,
        ),
    )
    people = _people(settings, within, providers, token)
    if people is not None:
        token = replace(token, people=people.tokens.decided)

    async def keys(_request: Request) -> Response:
        return JSONResponse(jwks(key))

    routes = [
        Route("/auth/token", token.post, methods=["POST"]),
        Route("/auth/jwks", keys, methods=["GET"]),
        *_announcing(within.announced),
        *(people.routes() if people else ()),
    ]
    return Entrance(routes, people)


def _people(
    settings: Settings, within: Within, providers: Providers, token: TokenEndpoint
) -> Doors | None:
    if providers.sign_in is None:
        return None
    keyring, named = within.keyring, partial(_named, within.keyring)
    launch = LaunchDoor(
        database=within.database,
        keyring=keyring,
        ledger=within.ledger,
        clock=within.clock,
        verifier=within.verifier,
        holders=within.holders,
        named=named,
        refusals=_refusals(settings.token_refusals),
        public_url=settings.public_url,
    )
    return Doors(
        token=token,
        verifier=within.verifier,
        keyring=keyring,
        sign_in=providers.sign_in,
        entitlement=Entitlement(within.own_patient, named, providers.register, within.mandate_over),
        permitted=timedelta(days=settings.permission_days),
        refusals=_refusals(settings.page_refusals),
        launches=within.launches,
        launch=launch if providers.professionals else None,
    )


def _named(keyring: Keyring, bsn: BSN) -> UUID:
    return inhabitant(keyring, bsn).pat


def announced(settings: Settings, providers: Providers, *, certificates: bool) -> Announced:
    """What the hub says of itself, at each of the addresses where it does."""
    has_people = providers.sign_in is not None
    return Announced(
        settings.public_url,
        certificates=certificates,
        people=has_people,
        stated=bool(settings.person_issuer),
        launches=has_people and providers.professionals,
        browsers=has_people and settings.tokens_bound != "yes",
    )


def _persons(settings: Settings, keyring: Keyring) -> PersonIssuer | None:
    keys = issuer_keys(settings.person_issuer, settings.public_url)
    return PersonIssuer(keys, partial(_named, keyring)) if keys else None


def _refusals(a_minute: int) -> Buckets:
    return Buckets(a_minute / _MINUTE, a_minute)


def _announcing(said: Announced) -> list[Route]:
    async def server(_request: Request) -> Response:
        return JSONResponse(said.server())

    async def openid(_request: Request) -> Response:
        return JSONResponse(said.openid())

    found = [Route("/.well-known/oauth-authorization-server", server, methods=["GET"])]
    if said.people:
        found.append(Route("/.well-known/openid-configuration", openid, methods=["GET"]))
    return found
