"""A client's proof of who it is, as the client makes it: for `hub token`, and the hub elsewhere.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, import_key

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
"""The grant by which somebody else's statement of a person stands in for his log-in."""
LIFETIME_SECONDS = 240
_OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


def client_assertion(
    private_jwk: Mapping[str, Any],
    client_id: str,
    token_url: str,
    now: datetime,
    extensions: Mapping[str, Any] | None = None,
) -> str:
    """A signed assertion for one token request, good for four minutes.

    `extensions` say who is behind the call. docs/decisions/0027-people-behind-calls.md
    """
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": client_id,
        "sub": client_id,
        "aud": token_url,
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    if extensions:
        claims["extensions"] = dict(extensions)
    key = import_key(dict(private_jwk))
    algorithm = _OF_CURVE[key.curve_name] if isinstance(key, ECKey) else "RS384"
    header = {"alg": algorithm, "typ": "JWT", "kid": key.kid or key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=[algorithm])
