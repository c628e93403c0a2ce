"""`/auth/jwks`: what access tokens are verified by."""

from typing import Any

from joserfc.jwk import ECKey


def jwks(signing_key: ECKey) -> dict[str, Any]:
    """`/auth/jwks`: the public half of the key that signs access tokens.

    https://www.rfc-editor.org/rfc/rfc7517#section-5
    """
    public = signing_key.as_dict(private=False)
    return {"keys": [{**public, "use": "sig", "alg": "ES256", "kid": signing_key.kid}]}
