"""Refusals of the endpoints for clients: OAuth errors with a reason of their own for the ledger.

https://www.rfc-editor.org/rfc/rfc6749#section-5.2
"""

from collections.abc import Mapping

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped] # Authlib has no types


class Refusal(OAuth2Error):  # type: ignore[misc] # Authlib has no types
    """One refusal: `description` is for the caller, `reason` for the ledger row."""

    def __init__(self, reason: str, description: str) -> None:
        super().__init__(description)
        self.reason = reason


class InvalidClient(Refusal):
    """401: the client did not prove who it is. No Basic challenge: no password helps here."""

    error = "invalid_client"
    status_code = 401


class InvalidToken(Refusal):
    """401: no access token, or none that is good and sent by who holds it.

    https://www.rfc-editor.org/rfc/rfc6750#section-3.1
    """

    error = "invalid_token"
    status_code = 401

    def __init__(
        self, reason: str, description: str, challenge: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(reason, description)
        self.challenge = challenge or {"WWW-Authenticate": 'Bearer error="invalid_token"'}

    def get_headers(self) -> list[tuple[str, str]]:
        """With the challenge that the token was refused by."""
        return [*super().get_headers(), *self.challenge.items()]


class InsufficientScope(Refusal):
    """403: the token may not do this."""

    error = "insufficient_scope"
    status_code = 403


class InvalidRequest(Refusal):
    """400: a parameter or claim is missing, repeated or not usable."""

    error = "invalid_request"


class InvalidGrant(Refusal):
    """400: what a third party states of the person is not right, or not of this organisation."""

    error = "invalid_grant"


class InvalidProof(Refusal):
    """400: the DPoP proof is not right, new and for this request.

    https://www.rfc-editor.org/rfc/rfc9449#section-5
    """

    error = "invalid_dpop_proof"


class TooSlow(Refusal):
    """408: the form did not come in time."""

    error = "invalid_request"
    status_code = 408

    def get_headers(self) -> list[tuple[str, str]]:
        """The rest of it is not waited for."""
        return [*super().get_headers(), ("Connection", "close")]


class UnsupportedGrantType(Refusal):
    """400: another grant than client_credentials."""

    error = "unsupported_grant_type"


class ScopeRefused(Refusal):
    """400: malformed, or more than this client is registered for."""

    error = "invalid_scope"


class UnsupportedResponseType(Refusal):
    """400: another way to get a token than by a code."""

    error = "unsupported_response_type"


class RequestNotSupported(Refusal):
    """400: a request in a signed object. https://openid.net/specs/openid-connect-core-1_0.html#AuthError."""

    error = "request_not_supported"


class LoginRequired(Refusal):
    """400: it is asked that nobody logs in."""

    error = "login_required"


class UnsupportedTokenType(Refusal):
    """400: an access token ends by itself. https://www.rfc-editor.org/rfc/rfc7009#section-2.2.1."""

    error = "unsupported_token_type"


class TooManyRefusals(Refusal):
    """429: this client at this address was refused too often; it waits."""

    error = "temporarily_unavailable"
    status_code = 429


class TemporarilyUnavailable(Refusal):
    """503: the database does not answer; no token was given."""

    error = "temporarily_unavailable"
    status_code = 503
