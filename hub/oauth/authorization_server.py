"""The authorization server: which grant, which client, which scopes, which token.

Authlib runs the exchange (RFC 6749); what it is too lenient in stands in the files beside this
one. Pure: whether the assertion is new, and the ledger, are for the caller's transaction.
docs/decisions/0006-tokens-private-key-jwt-five-minutes.md
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from authlib.oauth2 import OAuth2Error, rfc6749  # type: ignore[import-untyped] # no types

from hub.oauth.authorization_details import granted
from hub.oauth.binding import Binding, Shown
from hub.oauth.client_authentication import (
    RegisteredClient,
    VerifiedAssertion,
    verify_assertion,
)
from hub.oauth.dezi_statement import Statement
from hub.oauth.patient_token import patient_requester
from hub.oauth.person_statement import PersonIssuer, Stated
from hub.oauth.proving import Proving
from hub.oauth.refusals import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    Refusal,
    ScopeRefused,
    UnsupportedGrantType,
)
from hub.oauth.vouching import Organization, behind
from hub.security.assertion import JWT_BEARER
from hub.security.bound import Bound
from hub.security.dpop import Proof
from hub.security.patient_request import LEVEL, PatientRequest
from hub.security.requester import Requester
from hub.security.scopes import GrantedScope, InvalidScope, Level, grant
from hub.security.segment import json_object
from hub.security.tokens import LIFETIME, TokenIssuer
from profiles.identifiers import URA

PRIVATE_KEY_JWT = "private_key_jwt"
ASSERTION_OF = frozenset({"client_assertion", "client_assertion_type"})
"""The parameters of who proves itself; an app in a browser has neither."""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """An OAuth answer, with what the ledger row needs beside it."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    rule: str
    assertion: VerifiedAssertion | None = None
    requester: Requester | None = None
    proof: Proof | None = None
    person: Stated | None = None
    about: PatientRequest | None = None
    """Whose permission it was, where no token came of it."""
    whose: UUID | None = None
    """Whose record it was about, where a professional had it."""
    is_alarm: bool = False
    """A secret that was used before came again."""
    stands: bool = False
    """What was done for it holds, though it is a refusal."""


class TokenRequest(rfc6749.OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """One token request: its form, the client its assertion claims to be, and the clock."""

    def __init__(
        self,
        token_url: str,
        form: Mapping[str, str],
        registered: RegisteredClient | None,
        now: datetime,
        shown: Shown,
    ) -> None:
        super().__init__("POST", token_url)
        self.payload = rfc6749.requests.BasicOAuth2Payload(dict(form))
        self.registered = registered
        self.now = now.replace(microsecond=0)
        self.proving = Proving(form, registered, shown, self.now)
        self.granted: tuple[GrantedScope, ...] = ()
        self.requester: Requester | None = None
        self.person: Stated | None = None
        self.brought: object = None
        """What came of the statement that it has, or what the secret stands for, if it has one."""

    @property
    def form(self) -> Mapping[str, str]:
        """Its parameters."""
        return self.proving.form

    @property
    def assertion(self) -> VerifiedAssertion | None:
        """By which the client proved itself."""
        return self.proving.assertion

    @property
    def bound(self) -> Bound | None:
        """What its token will be bound to."""
        return self.proving.bound

    @property
    def proof(self) -> Proof | None:
        """That it has a key, to be used up."""
        return self.proving.proof


class SystemGrant(rfc6749.ClientCredentialsGrant):  # type: ignore[misc] # Authlib has no types
    """client_credentials with the hub's scopes and the professional behind the call."""

    TOKEN_ENDPOINT_AUTH_METHODS = (PRIVATE_KEY_JWT,)
    LEVEL: Level = "system"

    def validate_requested_scope(self) -> None:
        """Set what is granted; without `scope` all that the client is registered for.

        https://www.rfc-editor.org/rfc/rfc6749#section-3.3
        """
        registered = self.request.registered.scopes
        try:
            self.request.granted = grant(self.request.payload.scope, registered, self.LEVEL)
        except InvalidScope as refusal:
            raise ScopeRefused("scope-refused", str(refusal)) from None

    def generate_token(self, **_unused: object) -> dict[str, Any]:
        """The token response; the token names the professional that the assertion named."""
        request: TokenRequest = self.request
        requester = self.requester(request)
        details = _details(request, requester, self.server.issuer.public_url)
        request.requester = requester
        return {
            "access_token": self.server.issuer.issue(request.requester),
            "token_type": "DPoP" if request.proof else "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "scope": " ".join(request.requester.scopes),
            **details,
        }

    def requester(self, request: TokenRequest) -> Requester:
        """The system, or the professional behind it."""
        return _requester(request)


class PersonGrant(SystemGrant):
    """A statement of the demo's issuer in place of a log-in, brought by an app's own client.

    https://www.rfc-editor.org/rfc/rfc7523#section-2.1
    """

    GRANT_TYPE = JWT_BEARER
    LEVEL: Level = LEVEL

    def requester(self, request: TokenRequest) -> Requester:
        """The person that was stated."""
        issuer: PersonIssuer = self.server.persons
        text = request.payload.data.get("assertion", "")
        request.person = issuer.stated(text, self.server.token_url, request.now)
        client, granted, assertion = request.registered, request.granted, request.assertion
        assert client is not None  # noqa: S101 - narrowing: an authenticated client was found
        assert assertion is not None  # noqa: S101 - likewise
        if "extensions" in assertion.claims:
            raise InvalidRequest("person-twice", "with a statement the assertion names nobody")
        asked = request.person.request
        return patient_requester(client, granted, asked, request.now, request.bound)


class HubAuthorizationServer(rfc6749.AuthorizationServer):  # type: ignore[misc] # no types
    """Answers token requests; one for the life of the process. `grants` are those of people.

    Raises:
        authlib.oauth2.OAuth2Error: `token_url` is neither https nor loopback.
    """

    def __init__(
        self,
        issuer: TokenIssuer,
        binding: Binding,
        persons: PersonIssuer | None = None,
        grants: Sequence[type[rfc6749.BaseGrant]] = (),
    ) -> None:
        super().__init__()
        self.persons = persons
        self.of_people = frozenset(one.GRANT_TYPE for one in grants)
        self.issuer, self.binding = issuer, binding
        self.token_url = f"{issuer.public_url}/auth/token"
        rfc6749.errors.InsecureTransportError.check(self.token_url)
        self.register_client_auth_method(PRIVATE_KEY_JWT, self._authenticate)
        self.register_grant(SystemGrant)
        if persons is not None:
            self.register_grant(PersonGrant)
        for one in grants:
            self.register_grant(one)

    def statement(
        self, form: Mapping[str, str], registered: RegisteredClient | None, now: datetime
    ) -> object:
        """`extensions.dezi` of an assertion that is `registered`'s own; None where none is there.

        For a stranger nobody else is asked anything.
        """
        assertion = form.get("client_assertion", "")
        if _dezi(json_object(f"{assertion}..".split(".")[1]) or {}) is None:
            return None
        try:
            return _dezi(verify_assertion(assertion, registered, self.token_url, now).claims)
        except InvalidClient:
            return None

    def answer(
        self,
        form: Mapping[str, str],
        registered: RegisteredClient | None,
        now: datetime,
        shown: Shown,
        brought: object = None,
    ) -> TokenAnswer:
        """The answer to a form whose assertion claims to be of `registered`.

        `shown` is what its connection proved, `brought` what came of the statement that it has,
        or what the secret stands for.
        """
        request = TokenRequest(self.token_url, form, registered, now, shown)
        request.brought = brought
        answer: TokenAnswer = self.create_token_response(request)
        return replace(
            answer,
            assertion=request.assertion,
            requester=request.requester,
            proof=request.proof,
            person=request.person,
        )

    def proven(
        self,
        form: Mapping[str, str],
        registered: RegisteredClient | None,
        now: datetime,
        shown: Shown,
    ) -> RegisteredClient:
        """The client, as `answer` would know it; raises Refusal where it would not."""
        return self._prove(Proving(form, registered, shown, now.replace(microsecond=0)))

    def _prove(self, proving: Proving) -> RegisteredClient:
        # What is for people may be said to be for the issuer, as FAPI 2.0 has it.
        is_peoples = proving.form.get("grant_type") in self.of_people
        if is_peoples and not ASSERTION_OF.intersection(proving.form):
            return proving.name(self.binding, self.token_url)
        others = (self.issuer.public_url,) if is_peoples else ()
        return proving.prove(self.binding, self.token_url, others)

    def _authenticate(self, _query_client: object, request: TokenRequest) -> "Authenticated":
        self._prove(request.proving)
        return Authenticated()

    def create_oauth2_request(self, request: TokenRequest) -> TokenRequest:
        """Already one: the endpoint reads the HTTP request."""
        return request

    def save_token(self, token: object, request: object) -> None:
        """Nothing is kept: a token is verified by its signature."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def handle_response(
        self, status: int, body: Mapping[str, Any], headers: Sequence[tuple[str, str]]
    ) -> TokenAnswer:
        """A token."""
        return TokenAnswer(status, body, dict(headers), "token-issued")

    def handle_error_response(self, request: TokenRequest, error: OAuth2Error) -> TokenAnswer:
        """A refusal, with its reason."""
        if isinstance(error, rfc6749.UnsupportedGrantTypeError):
            error = _no_grant(request.payload.grant_type)
        return refused(error)


class Authenticated(rfc6749.ClientMixin):  # type: ignore[misc] # Authlib has no types
    """What Authlib asks of a client that proved who it is."""

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Every client has this one method."""
        return (method, endpoint) == (PRIVATE_KEY_JWT, "token")

    def check_grant_type(self, _grant_type: str) -> bool:
        """Every client has those that the server has: its scopes say what comes of it."""
        return True


def refused(refusal: OAuth2Error) -> TokenAnswer:
    """The answer that a refusal makes."""
    status, body, headers = refusal()
    reason = getattr(refusal, "reason", str(refusal.error).replace("_", "-"))
    return TokenAnswer(status, body, dict(headers), reason)


def _no_grant(grant_type: str | None) -> Refusal:
    if not grant_type:
        return InvalidRequest("grant-absent", "grant_type is missing")
    return UnsupportedGrantType("grant-unsupported", "this server does not have this grant")


def _requester(request: TokenRequest) -> Requester:
    client, assertion = request.registered, request.assertion
    assert client is not None  # noqa: S101 - narrowing: an authenticated client was found
    assert assertion is not None  # noqa: S101 - likewise
    stated = request.brought
    if isinstance(stated, Refusal):
        raise stated
    if not isinstance(stated, Statement):
        stated = None
    if stated is None and _dezi(assertion.claims) is not None:
        raise InvalidGrant("statement-unread", "the statement was not looked at")
    whose = Organization(client.ura, client.organization_type, client.vouches)
    found = behind(assertion.claims, whose, stated, request.now)
    return Requester(
        client_id=client.client_id,
        name=client.name,
        ura=URA(client.ura),
        organization_type=client.organization_type,
        scopes=tuple(str(scope) for scope in request.granted),
        token_id=secrets.token_hex(8),
        expires=request.now + LIFETIME,
        desk=client.desk,
        bound=request.bound,
        practitioner=found.practitioner,
        purpose=found.purpose,
        emergency=found.emergency,
        relation=found.relation,
    )


def _details(request: TokenRequest, requester: Requester, base: str) -> dict[str, Any]:
    """What was granted of `authorization_details`, where it was asked.

    https://www.rfc-editor.org/rfc/rfc9396#section-7
    """
    asked = request.payload.data.get("authorization_details")
    if asked is None:
        return {}
    return {"authorization_details": granted(asked, requester.purpose, base)}


def _dezi(claims: Mapping[str, Any]) -> object:
    extensions = claims.get("extensions")
    return extensions.get("dezi") if isinstance(extensions, Mapping) else None
