"""Who logged in, as OpenID Connect tells an app.

https://openid.net/specs/openid-connect-core-1_0.html#IDToken
"""

from datetime import datetime
from typing import Any

from joserfc import jwt

from hub.oauth.people.permission import Code
from hub.security.assurance import URL_OF
from hub.security.tokens import LIFETIME, SIGNED_BY, TokenIssuer


def id_token(
    issuer: TokenIssuer, client_id: str, code: Code, user: str | None, now: datetime
) -> str:
    """Signed by the hub; `user` is the resource that is who logged in, where he is to be named.

    Who stands for another has no resource that is his own to be named by.
    https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-identity-data
    """
    permission = code.permission
    who = permission.launched.practitioner if permission.launched else permission.himself
    claims: dict[str, Any] = {
        "iss": issuer.public_url,
        "sub": str(permission.subject),
        "aud": client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "acr": URL_OF[who.assurance],
    }
    if who.authenticated_at is not None:
        claims["auth_time"] = int(who.authenticated_at.timestamp())
    if code.nonce is not None:
        claims["nonce"] = code.nonce
    if user is not None:
        claims["fhirUser"] = f"{issuer.public_url}/fhir/{user}"
    header = {"alg": SIGNED_BY, "kid": issuer.key.kid, "typ": "JWT"}
    return jwt.encode(header, claims, issuer.key, algorithms=[SIGNED_BY])
