"""The provider's addresses: discovery, keys, the page to log in at, tokens and mandates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped] # Authlib has no types
from jinja2 import Environment, PackageLoader, StrictUndefined
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from consent.asker import Assurance
from hub.demo.people import NOBODY, PEOPLE, Person
from hub.demo.provider.configuration import Configuration, Issuer, Relying
from hub.demo.provider.flow import (
    ALGORITHM,
    PRIVATE_KEY_JWT,
    Answer,
    Assertion,
    AuthorizationServer,
    LoggedIn,
    ProviderRequest,
)
from hub.security.assurance import LEVEL_OF, LEVELS, URL_OF

HOSTS = ["127.0.0.1", "localhost"]
HEADERS = {
    "Cache-Control": "no-store",
    # No form-action: Chromium holds it against every further redirect, and where those lead is
    # known to the client alone. https://github.com/w3c/webappsec/issues/482
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
USUAL: Assurance = "substantial"
WORDS: dict[Assurance, str] = {
    "low": "Gewoon",
    "substantial": "Extra veilig",
    "high": "Het veiligst",
}
LARGEST = 32_768
_BAD = 400


@dataclass(slots=True)
class Pages:
    """One issuer's."""

    issuer: Issuer
    clients: dict[str, Relying]
    server: AuthorizationServer = field(init=False)
    register: Assertion = field(init=False)
    _templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.server = AuthorizationServer(self.issuer, self.clients)
        self.register = Assertion([f"{self.issuer.url}/mandates"])
        self._templates = Environment(
            loader=PackageLoader("hub.demo.provider", "."),
            autoescape=True,
            undefined=StrictUndefined,
        )

    def routes(self) -> list[Route]:
        """All of them, under its own path."""
        path = urlsplit(self.issuer.url).path
        return [
            Route(f"{path}/.well-known/openid-configuration", self.discovery),
            Route(f"{path}/jwks", self.keys),
            Route(f"{path}/authorize", self.ask, methods=["GET"]),
            Route(f"{path}/authorize", self.choose, methods=["POST"]),
            Route(f"{path}/token", self.token, methods=["POST"]),
            Route(f"{path}/mandates", self.mandates, methods=["POST"]),
        ]

    async def discovery(self, _request: Request) -> Response:
        """What it is, and what it can."""
        url = self.issuer.url
        return JSONResponse(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "jwks_uri": f"{url}/jwks",
                "scopes_supported": ["openid"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "acr_values_supported": list(URL_OF.values()),
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [PRIVATE_KEY_JWT],
                "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
                "authorization_response_iss_parameter_supported": True,
                "ui_locales_supported": ["nl"],
                "claims_supported": ["sub", "acr", "auth_time", *_claims(self.issuer)],
            }
        )

    async def keys(self, _request: Request) -> Response:
        """The public half of the key that signs."""
        public = self.issuer.key.as_dict(private=False)
        return JSONResponse({"keys": [{**public, "use": "sig", "alg": ALGORITHM}]})

    async def ask(self, request: Request) -> Response:
        """The page: who are you?"""
        asked = _authorization(request)
        try:
            self._granting(asked)
        except OAuth2Error as error:
            return _sent(self.server.refused(asked, error))
        return self._page(asked)

    async def choose(self, request: Request) -> Response:
        """He chose: back to where he came from, with a code or without."""
        asked = _authorization(request)
        try:
            grant = self._granting(asked)
            chosen = dict(await _form(request))
        except OAuth2Error as error:
            return _sent(self.server.refused(asked, error))
        who = self._chosen(chosen)
        if who is None and chosen.get("person") != "cancel":
            return self._page(asked, status=_BAD)
        return _sent(self.server.create_authorization_response(asked, who, grant))

    def _granting(self, asked: ProviderRequest) -> Any:
        """Raise OAuth2Error where nobody may be sent here like this."""
        try:
            return self.server.get_consent_grant(asked)
        except ValueError:
            # Authlib repeats what was sent, which then is no text of an error.
            raise OAuth2Error(error="invalid_request") from None

    async def token(self, request: Request) -> Response:
        """An ID token for a code."""
        asked = await self._back_channel(request)
        if isinstance(asked, Response):
            return asked
        return _sent(self.server.create_token_response(asked))

    async def mandates(self, request: Request) -> Response:
        """On whose behalf he of this BSN may act; for a client that proves itself."""
        asked = await self._back_channel(request)
        if isinstance(asked, Response):
            return asked
        try:
            known = self.register(self.server.query_client, asked)
        except OAuth2Error as error:
            return _sent(self.server.handle_error_response(asked, error))
        if known is None or self.issuer.who != "inhabitant":
            return JSONResponse({"error": "invalid_client"}, 401)
        bsn = asked.form.get("bsn")
        found = [other for one in PEOPLE if one.bsn == bsn for other in one.acts_for]
        listed = [{"bsn": one.bsn, "ground": one.ground} for one in found]
        return JSONResponse({"mandates": listed}, headers={"Cache-Control": "no-store"})

    async def _back_channel(self, request: Request) -> ProviderRequest | Response:
        try:
            pairs = await _form(request)
        except OAuth2Error as error:
            status, body, _ = error()
            return JSONResponse(body, status)
        client = self.clients.get(dict(pairs).get("client_id", ""))
        keys = await _keys(client) if client else None
        return ProviderRequest("POST", self.issuer.url, pairs, keys)

    def _chosen(self, said: dict[str, str]) -> LoggedIn | None:
        key, level = said.get("person"), said.get("level")
        if key == "below":
            return LoggedIn(self._people()[0], "low")
        everybody = (*self._people(), *_of(self.issuer, NOBODY))
        found = next((one for one in everybody if one.key == key), None)
        known = next((one for one in LEVELS if one == level), None)
        return LoggedIn(found, known) if found and known else None

    def _people(self) -> Sequence[Person]:
        return _of(self.issuer, PEOPLE)

    def _page(self, asked: ProviderRequest, status: int = 200) -> Response:
        said = asked.payload.data
        wanted = [LEVEL_OF[one] for one in said.get("acr_values", "").split() if one in LEVEL_OF]
        page = self._templates.get_template("page.html").render(
            client=self.clients[said["client_id"]].name,
            people=self._people(),
            who=self.issuer.who,
            levels=WORDS,
            level=wanted[0] if wanted else USUAL,
            missed=status == _BAD,
        )
        return HTMLResponse(page, status, HEADERS)


def application(known: Configuration) -> Starlette:
    """Both issuers on one port; asked by another name than this machine's it is not there."""
    routes = [route for one in known.issuers for route in Pages(one, dict(known.clients)).routes()]
    routes += [Route("/page.css", _style), Route("/health/ready", _ready)]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    return Starlette(routes=routes, middleware=[hosts])


async def _ready(_request: Request) -> Response:
    return Response(status_code=204)


async def _style(_request: Request) -> Response:
    text = files("hub.demo.provider").joinpath("page.css").read_text("utf-8")
    return Response(text, headers=HEADERS, media_type="text/css")


def _of(issuer: Issuer, people: Sequence[Person]) -> list[Person]:
    return [one for one in people if one.who == issuer.who]


def _claims(issuer: Issuer) -> list[str]:
    return [name for name in _of(issuer, PEOPLE)[0].claims() if name != "sub"]


def _authorization(request: Request) -> ProviderRequest:
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    return ProviderRequest("GET", str(request.url), pairs)


async def _form(request: Request) -> list[tuple[str, str]]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise OAuth2Error(error="invalid_request", description="The form is too large.")
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True)
    except ValueError:
        raise OAuth2Error(error="invalid_request", description="This is no form.") from None


async def _keys(client: Relying) -> KeySet | None:
    """None where they can't be had."""
    said: Any = client.jwks
    try:
        if client.jwks_uri:
            async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
                said = (await http.get(client.jwks_uri)).raise_for_status().json()
        return KeySet.import_key_set(said)
    except (httpx.HTTPError, JoseError, ValueError, TypeError, LookupError):
        return None


def _sent(answer: Answer) -> Response:
    if answer.location is not None:
        return RedirectResponse(answer.location, answer.status, HEADERS)
    return JSONResponse(answer.body, answer.status, {"Cache-Control": "no-store"})
