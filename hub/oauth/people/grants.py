"""The grants of people: a code that somebody's permission became, and the token to go on by.

Authlib runs the exchange; the secrets themselves are looked at in `tokens.py`, and what they stand
for comes with the request. https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2 import rfc6749  # type: ignore[import-untyped] # Authlib has no types
from authlib.oauth2.rfc7636.challenge import (  # type: ignore[import-untyped] # likewise
    CODE_VERIFIER_PATTERN,
    compare_s256_code_challenge,
)

from hub.oauth.authorization_server import PRIVATE_KEY_JWT, TokenRequest
from hub.oauth.client_authentication import SMART, RegisteredClient
from hub.oauth.patient_token import patient_requester
from hub.oauth.people.id_token import id_token
from hub.oauth.people.permission import FHIR_USER, OF_NO_RECORD, OPENID, Code, Permission
from hub.oauth.refusals import InvalidGrant, InvalidProof, ScopeRefused
from hub.security.bound import Bound
from hub.security.patient_request import LEVEL
from hub.security.requester import Requester
from hub.security.scopes import InvalidScope, grant, grant_launched
from hub.security.tokens import LIFETIME


@dataclass(frozen=True, slots=True)
class Brought:
    """What a secret of this client stands for; `patient` is None where it is not his to see now.

    `user` is who logged in, as `Type/id`, where there is a resource that is he.
    """

    permission: Permission
    until: datetime
    used_before: bool
    patient: str | None
    code: Code | None = None
    user: str | None = None


class PersonsGrant(rfc6749.BaseGrant, rfc6749.TokenEndpointMixin):  # type: ignore[misc] # no types
    """What both have in common: who it is, for which app, bound to which key."""

    TOKEN_ENDPOINT_AUTH_METHODS = (PRIVATE_KEY_JWT,)
    request: TokenRequest

    def brought(self) -> Brought:
        """What the secret stands for, if it still does.

        Raises:
            InvalidGrant: for nothing, or no longer. InvalidProof: another holds the key, or nobody.
        """
        found = self.request.brought
        if not isinstance(found, Brought):
            raise _ended("secret-unknown")
        if found.used_before:
            raise _ended("secret-reused")
        if self.request.now >= found.until:
            raise _ended("secret-expired")
        self._require_key(found.permission.key)
        if found.patient is None:
            raise _ended("not-entitled")
        return found

    def _require_key(self, key: str | None) -> None:
        """Return where a proof of this key came; an app in a browser may go without at first."""
        client, proof = self.request.registered, self.request.proof
        if proof is None:
            if client is not None and client.kind == SMART and key is None:
                return
            raise InvalidProof("proof-absent", "a person's token is bound: send a DPoP proof")
        if key not in (None, proof.key):
            raise InvalidProof("proof-other-key", "the proof is of another key than before")

    def generate_token(self, **_unused: object) -> dict[str, Any]:
        """The token response, without the refresh token.

        https://hl7.org/fhir/smart-app-launch/app-launch.html#response-5
        """
        request, found = self.request, self.brought()
        client, permission = request.registered, found.permission
        assert client is not None  # noqa: S101 - narrowing: an authenticated client was found
        asked = _asked(request, permission)
        try:
            request.requester = _requester(request, client, permission, asked)
        except InvalidScope as refusal:
            raise ScopeRefused("scope-refused", str(refusal)) from None
        others = [one for one in permission.scopes if one in OF_NO_RECORD]
        if found.user is None and permission.launched is not None:
            others = [one for one in others if one != FHIR_USER]
        return {
            "access_token": self.server.issuer.issue(request.requester),
            "token_type": "DPoP" if request.proof else "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "scope": " ".join([*request.requester.scopes, *others]),
            "patient": found.patient,
            **self._id_token(client, found),
        }

    def _id_token(self, client: RegisteredClient, found: Brought) -> dict[str, str]:
        code, permission = found.code, found.permission
        if code is None or not permission.has(OPENID):
            return {}
        user = found.user if permission.has(FHIR_USER) else None
        issuer, now = self.server.issuer, self.request.now
        return {"id_token": id_token(issuer, client.client_id, code, user, now)}


class CodeGrant(PersonsGrant, rfc6749.AuthorizationCodeGrant):  # type: ignore[misc] # no types
    """authorization_code, with PKCE by S256 alone."""

    TOKEN_ENDPOINT_AUTH_METHODS = (PRIVATE_KEY_JWT,)

    def query_authorization_code(self, _code: str, _client: object) -> "CodeGrant":
        """Itself, where the code is of this client and its verifier fits.

        https://www.rfc-editor.org/rfc/rfc7636#section-4.6
        """
        code = self.brought().code
        if code is None:
            raise _ended("secret-unknown")
        if self.request.form.get("redirect_uri") != code.redirect_uri:
            raise InvalidGrant("redirect-uri", "redirect_uri is not that of the request")
        verifier = self.request.form.get("code_verifier", "")
        if not CODE_VERIFIER_PATTERN.fullmatch(verifier):
            raise InvalidGrant("verifier", "code_verifier is missing, or none")
        if not compare_s256_code_challenge(verifier, code.challenge):
            raise InvalidGrant("verifier", "code_verifier is not that of the request")
        return self

    def get_redirect_uri(self) -> str:
        """For Authlib, which compares it once more."""
        return str(self.request.form["redirect_uri"])

    def get_scope(self) -> str:
        """For Authlib, which hands it back."""
        return ""

    def authenticate_user(self, _code: object) -> Permission:
        """Who permitted it."""
        return self.brought().permission

    def delete_authorization_code(self, _code: object) -> None:
        """It was taken before anything of it was looked at."""


class RefreshGrant(PersonsGrant, rfc6749.RefreshTokenGrant):  # type: ignore[misc] # no types
    """refresh_token: each gives another."""

    TOKEN_ENDPOINT_AUTH_METHODS = (PRIVATE_KEY_JWT,)

    def authenticate_refresh_token(self, _secret: str) -> "RefreshGrant":
        """Itself, where the token is of this client, and still stands for something."""
        self.brought()
        return self

    def check_client(self, _client: object) -> bool:
        """It was compared where the token was looked at."""
        return True

    def get_scope(self) -> str:
        """All that was permitted: less may be asked, more may not."""
        return " ".join(self.brought().permission.scopes)

    def authenticate_user(self, _token: object) -> Permission:
        """Who permitted it."""
        return self.brought().permission

    def revoke_old_credential(self, _token: object) -> None:
        """It was taken."""


GRANTS = (CodeGrant, RefreshGrant)


def _requester(
    request: TokenRequest, client: RegisteredClient, permission: Permission, asked: str
) -> Requester:
    """Whose token it will be. Raises InvalidScope."""
    launched = permission.launched
    if launched is not None:
        scopes = grant_launched(asked, client.scopes, launched.scopes)
        return launched.requester(client.client_id, scopes, request.now, request.bound)
    scopes = grant(asked, client.scopes, LEVEL)
    return patient_requester(client, scopes, permission.himself, request.now, request.bound)


def _asked(request: TokenRequest, permission: Permission) -> str:
    """The scopes of FHIR that are asked anew, or all that were permitted."""
    said = str(request.form.get("scope", ""))
    if not said or request.form.get("grant_type") != RefreshGrant.GRANT_TYPE:
        return permission.of_record
    asked = [one for one in said.split(" ") if one in permission.of_record.split(" ")]
    if not asked:
        raise ScopeRefused("scope-refused", "scope must name what of the record is asked for")
    return " ".join(asked)


def _ended(rule: str) -> InvalidGrant:
    """One text: who tries secrets learns nothing of them."""
    return InvalidGrant(rule, "the code or token is unknown, used, ended or another client's")


def bound_to(permission: Permission, bound: Bound | None) -> str | None:
    """The key that what follows will be bound to."""
    return permission.key or (bound.key if bound else None)
