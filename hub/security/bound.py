"""What a token is bound to: whoever brings it must have this certificate, this key, or both.

https://www.rfc-editor.org/rfc/rfc7800#section-3.1
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CERTIFICATE, _KEY = "x5t#S256", "jkt"


@dataclass(frozen=True, slots=True)
class Bound:
    """Thumbprints: of a certificate (RFC 8705), of the key of DPoP proofs (RFC 9449)."""

    certificate: str | None = None
    key: str | None = None

    def claim(self) -> dict[str, str]:
        """The content of `cnf`."""
        members = {_CERTIFICATE: self.certificate, _KEY: self.key}
        return {name: text for name, text in members.items() if text is not None}


def bound(claims: Mapping[str, Any]) -> Bound | None:
    """What a token of ours is bound to; None where it is not."""
    claim = claims.get("cnf")
    return Bound(claim.get(_CERTIFICATE), claim.get(_KEY)) if claim else None
