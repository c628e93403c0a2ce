"""Keys as JWK: made here for clients and the hub, and read from settings.

https://www.rfc-editor.org/rfc/rfc7517
"""

import json
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey


class InvalidKey(ValueError):
    """Not a key of the kind that is needed; the message never repeats any of it."""


def new_client_key() -> tuple[dict[str, Any], dict[str, Any]]:
    """A private JWK (EC P-384, for ES384) and the public JWKS to register."""
    key = ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384"}, auto_kid=True)
    return key.as_dict(private=True), {"keys": [key.as_dict(private=False)]}


def new_signing_key() -> dict[str, Any]:
    """A private JWK (EC P-256, for ES256) that signs access tokens."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    return key.as_dict(private=True)


def signing_key(text: str) -> ECKey:
    """The hub's signing key as settings hold it: a private JWK, EC P-256.

    Raises:
        InvalidKey: no JSON, another kind of key, or only its public half.
    """
    try:
        key = ECKey.import_key(json.loads(text))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise InvalidKey("the signing key is not an EC private key in JWK form") from None
    if not key.is_private or key.curve_name != "P-256":
        raise InvalidKey("the signing key must be a private key on curve P-256")
    key.ensure_kid()
    return key
