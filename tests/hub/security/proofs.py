"""Keys that make DPoP proofs, right ones and others."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from hub.security.dpop import token_hash
from tests.hub.security.systems import segment


@dataclass
class Prover:
    """A client's key, and the algorithm that it signs with."""

    key: ECKey | RSAKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    algorithm: str = "ES256"

    @property
    def thumbprint(self) -> str:
        """`jkt` of its tokens."""
        return str(self.key.thumbprint())

    def header(self, **changes: Any) -> dict[str, Any]:
        """That of a good proof; a change to None takes a member away."""
        jwk = self.key.as_dict(private=False)
        jwk.pop("kid", None)
        good = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": jwk}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def claims(
        self, method: str, url: str, token: str = "", now: datetime | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Likewise, for this request; with a token for a resource."""
        good: dict[str, Any] = {"jti": str(uuid.uuid4()), "htm": method, "htu": url}
        good["iat"] = int((now or datetime.now(UTC)).timestamp())
        good |= {"ath": token_hash(token)} if token else {}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def sign(self, claims: Any, **header: Any) -> str:
        """The claims rightly signed with this key, under whatever header."""
        signed = f"{segment(self.header(**header))}.{segment(claims)}"
        signature = JWSRegistry.algorithms[self.algorithm].sign(signed.encode(), self.key)
        return f"{signed}.{segment(signature)}"

    def proof(self, method: str, url: str, token: str = "", **changes: Any) -> str:
        """A good proof, but for these claims."""
        return self.sign(self.claims(method, url, token, **changes))


@cache
def rsa_prover(algorithm: str = "PS256", bits: int = 2048) -> Prover:
    """One for all tests: making an RSA key is slow."""
    return Prover(RSAKey.generate_key(bits), algorithm)
