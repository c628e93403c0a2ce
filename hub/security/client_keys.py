"""The public keys of a client: checked when registered, chosen when an assertion comes in.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from hub.security.keys import InvalidKey

PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
PUBLIC = {"EC": ("crv", "x", "y"), "RSA": ("n", "e")}
CLIENT_ALGORITHMS = {"EC": "ES384", "RSA": "RS384"}
RSA_BITS = range(2048, 8193)
SMALLEST_EXPONENT = 65_537
_MOST_KEYS = 10


def public_key_set(jwks: object) -> dict[str, Any]:
    """The JWKS with nothing but public members, each key with a `kid`.

    Raises:
        InvalidKey: a private or symmetric key, another kind than EC P-384 or RSA from
            2048 bits, a `kid` twice, or no key at all.
    """
    keys = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= _MOST_KEYS:
        raise InvalidKey(f"a JWKS has one to {_MOST_KEYS} keys under 'keys'")
    checked = [_public(key) for key in keys]
    if len({key["kid"] for key in checked}) < len(checked):
        raise InvalidKey("two keys have the same kid")
    return {"keys": checked}


def candidates(jwks: Mapping[str, Any], algorithm: str, kid: str | None) -> list[ECKey | RSAKey]:
    """The keys of a registered set that can have signed with this algorithm and `kid`."""
    return [
        imported(key)
        for key in jwks["keys"]
        if CLIENT_ALGORITHMS[key["kty"]] == algorithm and kid in (None, key["kid"])
    ]


def thumbprints(jwks: Mapping[str, Any]) -> list[str]:
    """By which each key of a registered set is known, whatever its `kid`.

    https://www.rfc-editor.org/rfc/rfc7638
    """
    return [imported(key).thumbprint() for key in jwks["keys"]]


def _public(jwk: object) -> dict[str, Any]:
    if not isinstance(jwk, Mapping) or jwk.get("kty") not in PUBLIC:
        raise InvalidKey("a key must be EC or RSA")
    if PRIVATE & set(jwk):
        raise InvalidKey("the set holds a private key; send public keys only and make a new pair")
    members = {name: jwk.get(name) for name in PUBLIC[jwk["kty"]]}
    if not all(isinstance(value, str) for value in members.values()):
        raise InvalidKey("a member of a key is missing")
    _check_purpose(jwk)
    public = {"kty": jwk["kty"], **members}
    _check_curve(public)
    thumbprint = imported(public).thumbprint()
    kid = jwk.get("kid") or thumbprint
    if not isinstance(kid, str) or len(kid) > 256:  # noqa: PLR2004 - said in the message
        raise InvalidKey("a kid is a text of at most 256 characters")
    return {**public, "kid": kid}


def _check_purpose(jwk: Mapping[str, Any]) -> None:
    if jwk.get("use", "sig") != "sig" or "verify" not in jwk.get("key_ops", ["verify"]):
        raise InvalidKey("a key must be for signatures")
    if jwk.get("alg", CLIENT_ALGORITHMS[jwk["kty"]]) != CLIENT_ALGORITHMS[jwk["kty"]]:
        raise InvalidKey("a key's alg must be ES384 or RS384, fitting its type")


def _check_curve(jwk: Mapping[str, Any]) -> None:
    if jwk["kty"] == "EC" and jwk["crv"] != "P-384":
        raise InvalidKey("an EC key must be on curve P-384")


def imported(jwk: Mapping[str, str]) -> ECKey | RSAKey:
    """The key that these public members make; raises InvalidKey: none, or a weak one."""
    return _made(tuple(sorted(jwk.items())))


@lru_cache(maxsize=2048)
def _made(members: tuple[tuple[str, str], ...]) -> ECKey | RSAKey:
    """Made once a key: to make it costs about as much as to verify by it."""
    jwk: dict[str, Any] = dict(members)
    try:
        if jwk["kty"] == "EC":
            return ECKey.import_key(jwk)
        # Before the import, which only warns of a weak key.
        modulus, exponent = (_number(jwk[name]) for name in ("n", "e"))
        if modulus.bit_length() in RSA_BITS and exponent >= SMALLEST_EXPONENT:
            return RSAKey.import_key(jwk)
    except (JoseError, ValueError, IndexError, KeyError):
        # A KeyError is joserfc's for a curve that it does not know.
        raise InvalidKey("a key's numbers do not make a key") from None
    raise InvalidKey("an RSA key has 2048 to 8192 bits and an exponent from 65537")


def _number(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text.encode("ascii")), "big")
