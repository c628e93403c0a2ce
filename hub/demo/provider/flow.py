"""The exchange: who may ask, a code for a log-in, an ID token for a code. Authlib does it.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from authlib.oauth2 import OAuth2Error, rfc6749, rfc7523  # type: ignore[import-untyped] # no types
from authlib.oauth2.rfc6749.grants import (  # type: ignore[import-untyped] # likewise
    AuthorizationCodeGrant,
)
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped] # likewise
from authlib.oauth2.rfc9207 import IssuerParameter  # type: ignore[import-untyped] # likewise
from authlib.oidc.core import (  # type: ignore[import-untyped] # likewise
    AuthorizationCodeMixin,
    UserInfo,
)
from authlib.oidc.core.grants import OpenIDCode  # type: ignore[import-untyped] # likewise
from joserfc.jwk import ECKey, KeySet

from consent.asker import Assurance
from hub.demo.people import Person
from hub.demo.provider.configuration import Issuer, Relying
from hub.security.assurance import URL_OF

PRIVATE_KEY_JWT = "private_key_jwt"
ALGORITHM = "ES256"
CODE_SECONDS, TOKEN_SECONDS = 60, 60
SEE_OTHER = 303
REDIRECTS = (301, 302, 307)


@dataclass(slots=True)
class Answer:
    """What goes back: a body, or `location`, where the browser is sent."""

    status: int
    body: Any
    location: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Who he is and how surely, as he chose."""

    person: Person
    level: Assurance


class ProviderRequest(rfc6749.OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """One request, by its parameters; `keys` are the client's, where it has to prove itself."""

    def __init__(
        self, method: str, url: str, pairs: Iterable[tuple[str, str]], keys: KeySet | None = None
    ) -> None:
        super().__init__(method, url)
        self.payload = Parameters(pairs)
        self.keys = keys

    @property
    def form(self) -> Mapping[str, str]:
        """The parameters, as Authlib asks for them at a token endpoint."""
        data: Mapping[str, str] = self.payload.data
        return data


class Parameters(rfc6749.requests.BasicOAuth2Payload):  # type: ignore[misc] # no types
    """Each with all its values, so that one that comes twice is seen."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        listed: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            listed[name].append(value)
        super().__init__({name: values[-1] for name, values in listed.items()})
        self._datalist = listed


@dataclass(frozen=True, slots=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc] # Authlib has no types
    """What a code stands for."""

    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    user: LoggedIn
    at: int
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked."""
        return self.scope

    def get_nonce(self) -> str:
        """Of the log-in that it is for."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When he chose who he is."""
        return self.at

    def get_acr(self) -> str:
        """How surely."""
        return URL_OF[self.user.level]


class Client(rfc6749.ClientMixin):  # type: ignore[misc] # Authlib has no types
    """Who sends people here, as Authlib asks about it."""

    def __init__(self, relying: Relying) -> None:
        self.relying = relying

    def get_client_id(self) -> str:
        """By which it is known."""
        return self.relying.client_id

    def get_default_redirect_uri(self) -> None:
        """None: it says where to."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """OpenID's own, and no other."""
        return "openid" if scope and "openid" in scope.split() else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it is one of those registered, letter by letter."""
        return redirect_uri in self.relying.redirect_uris

    def check_response_type(self, response_type: str) -> bool:
        """Codes alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Likewise: nobody stays logged in here."""
        return grant_type == "authorization_code"

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """By a key alone."""
        return (method, endpoint) == (PRIVATE_KEY_JWT, "token")


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types
    """Codes that are kept in memory, for a minute and once."""

    TOKEN_ENDPOINT_AUTH_METHODS = (PRIVATE_KEY_JWT,)

    def save_authorization_code(self, code: str, request: ProviderRequest) -> None:
        """Keep what it stands for."""
        said = request.payload.data
        self.server.codes[code] = Code(
            client_id=request.client.get_client_id(),
            redirect_uri=said["redirect_uri"],
            scope=request.scope,
            nonce=said["nonce"],
            code_challenge=said["code_challenge"],
            user=request.user,
            at=int(time.time()),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """What it stands for; from now on it is used, whoever showed it."""
        found: Code | None = self.server.codes.pop(code, None)
        if found is None or found.client_id != client.get_client_id():
            return None
        return found if time.time() - found.at <= CODE_SECONDS else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It was taken when it was looked for."""

    def authenticate_user(self, authorization_code: Code) -> LoggedIn:
        """Who logged in."""
        return authorization_code.user


class Proven(CodeChallenge):  # type: ignore[misc] # Authlib has no types
    """PKCE with S256, `nonce` and `state`, by everybody: Authlib leaves each of them free."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Raise OAuth2Error where one of them is missing."""
        said = grant.request.payload.data
        for name in ("code_challenge", "code_challenge_method", "nonce", "state"):
            if not said.get(name):
                raise rfc6749.InvalidRequestError(f"Missing '{name}' in request.")
        super().validate_code_challenge(grant, redirect_uri)


class IdTokens(OpenIDCode):  # type: ignore[misc] # Authlib has no types
    """The ID tokens of an issuer."""

    def __init__(self, issuer: Issuer) -> None:
        super().__init__(require_nonce=True)
        self.issuer = issuer

    def exists_nonce(self, _nonce: str, _request: ProviderRequest) -> bool:
        """Never: who goes back on the page chooses once more, and the client looks at it."""
        return False

    def resolve_client_private_key(self, _client: Client) -> ECKey:
        """The issuer's."""
        return self.issuer.key

    def get_client_algorithm(self, _client: Client) -> str:
        """By which it signs."""
        return ALGORITHM

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        """With the name of the key."""
        return {"alg": ALGORITHM, "typ": "JWT", "kid": str(self.issuer.key.kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """Of whom, for whom, until when."""
        return {
            "iss": self.issuer.url,
            "aud": client.get_client_id(),
            "exp": int(time.time()) + TOKEN_SECONDS,
        }

    def generate_user_info(self, user: LoggedIn, _scope: str) -> UserInfo:
        """What it says of him."""
        return UserInfo(user.person.claims())


class Assertion(rfc7523.JWTBearerClientAssertion):  # type: ignore[misc] # no types
    """A client's proof that it is who it says: made for one of these addresses, and once."""

    CLIENT_AUTH_METHOD = PRIVATE_KEY_JWT

    def __init__(self, audiences: Sequence[str]) -> None:
        super().__init__()
        self.audiences = audiences
        self.used: set[str] = set()

    def __call__(self, query_client: Any, request: ProviderRequest) -> Client | None:
        """The client; None where it proves nothing."""
        self.keys = request.keys
        found: Client | None = super().__call__(query_client, request)
        return found

    def get_audiences(self) -> Sequence[str]:
        """For whom it must be made."""
        return self.audiences

    def validate_jti(self, _claims: Mapping[str, Any], jti: str) -> bool:
        """Whether it is the first time."""
        is_new = jti not in self.used
        self.used.add(jti)
        return is_new

    def resolve_client_public_key(self, _client: Client) -> KeySet:
        """As they were found when the request came in."""
        if self.keys is None:
            raise rfc6749.InvalidClientError(description="The client's keys can't be had.")
        return self.keys


class Named(IssuerParameter):  # type: ignore[misc] # Authlib has no types
    """Says in each answer whose it is."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer

    def get_issuer(self) -> str:
        """The issuer's URL."""
        return self.issuer.url


class AuthorizationServer(rfc6749.AuthorizationServer):  # type: ignore[misc] # no types
    """One issuer's."""

    def __init__(self, issuer: Issuer, clients: Mapping[str, Relying]) -> None:
        super().__init__(scopes_supported=["openid"])
        self.issuer, self.clients = issuer, clients
        self.codes: dict[str, Code] = {}
        self.named = Named(issuer)
        proof = Assertion([issuer.url, f"{issuer.url}/token"])
        self.register_client_auth_method(PRIVATE_KEY_JWT, proof)
        self.register_token_generator("default", _bearer)
        self.register_extension(self.named)
        self.register_grant(CodeGrant, [Proven(required=True), IdTokens(issuer)])

    def query_client(self, client_id: str) -> Client | None:
        """Who is registered so."""
        found = self.clients.get(client_id)
        return Client(found) if found else None

    def create_oauth2_request(self, request: ProviderRequest) -> ProviderRequest:
        """Already one."""
        return request

    def save_token(self, token: object, request: object) -> None:
        """Nothing is kept: it opens nothing."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: Sequence[tuple[str, str]]) -> Answer:
        """For the pages to send; no browser sends a form on to where it goes.

        https://www.rfc-editor.org/rfc/rfc9700#section-4.12
        """
        location = dict(headers).get("Location")
        return Answer(SEE_OTHER if status in REDIRECTS else status, body, location)

    def refused(self, request: ProviderRequest, error: OAuth2Error) -> Answer:
        """Before anybody chose: to the client where it is known, else to the browser."""
        answer: Answer = self.handle_error_response(request, error)
        self.named.add_issuer_parameter(self, answer)
        return answer


def _bearer(scope: str | None = None, **_unused: object) -> dict[str, Any]:
    return {
        "access_token": secrets.token_urlsafe(32),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": scope,
    }
