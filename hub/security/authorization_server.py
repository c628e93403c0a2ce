"""The authorization server: which grant, which client, which scopes, which token.

Authlib runs the exchange (RFC 6749); what it is too lenient in stands in the files beside this
one. Pure: whether the assertion is new, and the audit, are for the caller's transaction.
docs/decisions/0006-tokens-private-key-jwt-five-minutes.md
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oauth2 import rfc6749  # type: ignore[import-untyped] # Authlib has no types

from hub.security.assertion import ASSERTION_TYPE
from hub.security.client_authentication import (
    RegisteredClient,
    VerifiedAssertion,
    verify_assertion,
)
from hub.security.professional import InvalidProfessional, professional
from hub.security.refusals import (
    InvalidClient,
    InvalidRequest,
    Refusal,
    ScopeRefused,
    UnsupportedGrantType,
)
from hub.security.requester import Requester
from hub.security.scopes import InvalidScope, Scope, grant
from hub.security.tokens import LIFETIME, TokenIssuer
from profiles.identifiers import URA

PRIVATE_KEY_JWT = "private_key_jwt"
OTHER_CREDENTIALS = frozenset({"client_secret", "username", "password", "code"})


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """An OAuth answer, with what the audit row needs beside it."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    rule: str
    assertion: VerifiedAssertion | None = None
    requester: Requester | None = field(default=None)


class TokenRequest(rfc6749.OAuth2Request):  # type: ignore[misc] # Authlib has no types
    """One token request: its form, the client its assertion claims to be, and the clock."""

    def __init__(
        self,
        token_url: str,
        form: Mapping[str, str],
        registered: RegisteredClient | None,
        now: datetime,
    ) -> None:
        super().__init__("POST", token_url)
        self.payload = rfc6749.requests.BasicOAuth2Payload(dict(form))
        self.registered = registered
        self.now = now.replace(microsecond=0)
        self.assertion: VerifiedAssertion | None = None
        self.granted: tuple[Scope, ...] = ()
        self.requester: Requester | None = None
