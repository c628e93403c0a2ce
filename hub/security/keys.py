"""Keys as JWK: made here for clients and the hub, and read from settings.

https://www.rfc-editor.org/rfc/rfc7517
"""

import json
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

_Key = TypeVar("_Key", ECKey, OKPKey)


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


def new_checkpoint_key() -> dict[str, Any]:
    """A private JWK (OKP Ed25519) that signs the ledger's checkpoints."""
    return OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True).as_dict(private=True)


def checkpoint_key(text: str) -> Ed25519PrivateKey:
    """The key that signs checkpoints as settings hold it: a private JWK, OKP Ed25519.

    Raises:
        InvalidKey: no JSON, another kind of key, or only its public half.
    """
    key = _ed25519(text).private_key
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidKey("the checkpoint key must be a private key on curve Ed25519")
    return key


def checkpoint_public_key(text: str) -> Ed25519PublicKey:
    """The key that checkpoints are verified by: a JWK, its public half is enough.

    Raises:
        InvalidKey: no JSON, or another kind of key.
    """
    key = _ed25519(text).public_key
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidKey("the checkpoint key must be one on curve Ed25519")
    return key


def _ed25519(text: str) -> OKPKey:
    return _imported(OKPKey, text, "the checkpoint key is not an Ed25519 key in JWK form")


def _imported(kind: type[_Key], text: str, otherwise: str) -> _Key:
    try:
        return kind.import_key(json.loads(text))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise InvalidKey(otherwise) from None


def signing_key(text: str) -> ECKey:
    """The hub's signing key as settings hold it: a private JWK, EC P-256.

    Raises:
        InvalidKey: no JSON, another kind of key, or only its public half.
    """
    key = _imported(ECKey, text, "the signing key is not an EC private key in JWK form")
    if not key.is_private or key.curve_name != "P-256":
        raise InvalidKey("the signing key must be a private key on curve P-256")
    key.ensure_kid()
    return key
