"""The hub as a client of others: who it is, proved by the key that it publishes.

https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication
"""

from dataclasses import dataclass
from datetime import datetime

from authlib.oauth2.rfc7523.assertion import (  # type: ignore[import-untyped] # no types
    sign_jwt_bearer_assertion,
)
from joserfc.jwk import ECKey

from hub.security.assertion import ASSERTION_TYPE

ALGORITHM = "ES256"
LIFETIME_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ProviderClient:
    """`client_id` is the name that it has there; `key` one of those at /auth/jwks."""

    client_id: str
    key: ECKey

    def proof(self, audience: str, now: datetime) -> dict[str, str]:
        """What a form says of who sends it, for this audience, once and for a minute."""
        assertion = sign_jwt_bearer_assertion(
            self.key,
            self.client_id,
            audience,
            subject=self.client_id,
            issued_at=int(now.timestamp()),
            expires_in=LIFETIME_SECONDS,
            header={"alg": ALGORITHM, "typ": "JWT", "kid": self.key.kid},
        )
        return {
            "client_id": self.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
