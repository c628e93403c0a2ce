"""Where tokens are given: to systems, and to people where somebody logs them in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.ledger.append import Ledger
from hub.oauth.authorization_server import HubAuthorizationServer
from hub.oauth.binding import Binding
from hub.oauth.dezi import dezi
from hub.oauth.jwks import jwks
from hub.oauth.people.doors import Doors
from hub.oauth.people.entitlement import Entitlement, OwnPatient
from hub.oauth.people.grants import GRANTS
from hub.oauth.person_statement import PersonIssuer, issuer_keys
from hub.oauth.sign_in import RepresentationRegistry, SignIn
from hub.oauth.token import TokenEndpoint
from hub.outbound.fetch import Fetch
from hub.security.announced import Announced
from hub.security.buckets import Buckets
from hub.security.keys import signing_key
from hub.security.places import Places
from hub.security.tokens import TokenIssuer, TokenVerifier
from hub.security.trust import Trust
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Providers:
    """Who logs people in, and whose word it is for whom they may act; None where nobody."""

    sign_in: SignIn | None = None
    register: RepresentationRegistry | None = None


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
    own_patient: OwnPatient


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
        *_announcing(settings, within, has_people=people is not None),
        *(people.routes() if people else ()),
    ]
    return Entrance(routes, people)


def _people(
    settings: Settings, within: Within, providers: Providers, token: TokenEndpoint
) -> Doors | None:
    if providers.sign_in is None:
        return None
    keyring = within.keyring
    return Doors(
        token=token,
        verifier=within.verifier,
        keyring=keyring,
        sign_in=providers.sign_in,
        entitlement=Entitlement(
            within.own_patient, lambda bsn: inhabitant(keyring, bsn).pat, providers.register
        ),
        permitted=timedelta(days=settings.permission_days),
        refusals=_refusals(settings.page_refusals),
    )


def _persons(settings: Settings, keyring: Keyring) -> PersonIssuer | None:
    keys = issuer_keys(settings.person_issuer, settings.public_url)
    return PersonIssuer(keys, lambda bsn: inhabitant(keyring, bsn).pat) if keys else None


def _refusals(a_minute: int) -> Buckets:
    return Buckets(a_minute / _MINUTE, a_minute)


def _announcing(settings: Settings, within: Within, *, has_people: bool) -> list[Route]:
    said = Announced(
        settings.public_url,
        certificates=within.trust is not None,
        people=has_people,
        stated=bool(settings.person_issuer),
    )

    async def server(_request: Request) -> Response:
        return JSONResponse(said.server())

    async def openid(_request: Request) -> Response:
        return JSONResponse(said.openid())

    found = [Route("/.well-known/oauth-authorization-server", server, methods=["GET"])]
    if has_people:
        found.append(Route("/.well-known/openid-configuration", openid, methods=["GET"]))
    return found
