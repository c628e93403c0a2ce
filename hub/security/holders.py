"""Whether whoever brings a token holds what it is bound to.

docs/decisions/0028-certificates-and-tokens-bound-to-keys.md
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.errors import Unauthenticated
from hub.security.bound import Bound
from hub.security.dpop import PROOF_ALGORITHMS, Asked, ProofRefused, proof
from hub.security.tokens import BAD_TOKEN, DPOP
from hub.security.trust import Trust
from hub.security.uzi import CertificateRefused

ALGORITHMS = sorted({one for those in PROOF_ALGORITHMS.values() for one in those})
_ALGS = f'algs="{" ".join(ALGORITHMS)}"'
_CHALLENGE = "WWW-Authenticate"
Use = Callable[[bytes, datetime, datetime], Awaitable[bool]]
"""Name of a proof, until when it may be sent, and now: whether it is new."""
_NOTHING = Bound()


@dataclass(frozen=True, slots=True)
class Shown:
    """What came with a token; `certificate` is DER, `proofs` are the values of DPoP headers."""

    scheme: str
    certificate: bytes | None
    proofs: Sequence[str]
    asked: Asked


@dataclass(frozen=True, slots=True)
class Holders:
    """`trust` is None where no client has a certificate; `must` refuses tokens that are unbound.

    With `bearers` one that is bound to nothing is let through as it comes.
    """

    trust: Trust | None
    use: Use
    must: bool = False
    bearers: bool = field(init=False)

    def __post_init__(self) -> None:
        # Asked at every call.
        object.__setattr__(self, "bearers", self.trust is None and not self.must)

    async def require(self, bound: Bound | None, shown: Shown, now: datetime) -> None:
        """Return where the holder of what the token is bound to has sent it.

        Raises:
            Unauthenticated: it was stolen, or is sent otherwise than it must be.
        """
        certificate = self._certificate(shown, now)
        if bound is None and self.must:
            raise _refused("token-unbound", "this hub takes no token that is bound to nothing")
        held = bound or _NOTHING
        if held.certificate is not None and held.certificate != certificate:
            reason = "token-other-certificate" if certificate else "token-without-certificate"
            raise _refused(reason, "the access token is bound to another certificate")
        if held.key is not None:
            await self._prove(held.key, shown, now)
        elif shown.scheme == DPOP:
            raise _refused("token-not-dpop", "the access token is not one for DPoP")

    def _certificate(self, shown: Shown, now: datetime) -> str | None:
        """The thumbprint of the one that was shown: with a bad one no token lets anybody in."""
        if shown.certificate is None or self.trust is None:
            return None
        try:
            return self.trust.system(shown.certificate, now).thumbprint
        except CertificateRefused as refusal:
            raise _refused(refusal.reason, f"your certificate is refused: {refusal}") from None

    async def _prove(self, key: str, shown: Shown, now: datetime) -> None:
        if shown.scheme != DPOP:
            raise _refused(
                "token-as-bearer", "send this access token as DPoP, with a proof", challenge()
            )
        try:
            found = proof(shown.proofs, shown.asked, now)
        except ProofRefused as refusal:
            raise _unproven(refusal.reason, str(refusal)) from None
        if found.key != key:
            raise _refused(
                "token-other-key", "the access token is bound to another key", challenge()
            )
        if not await self.use(found.name, found.until, now):
            raise _unproven(
                "proof-replayed", "the proof was used before; make one for each request"
            )


def challenge(error: str = "invalid_token") -> Mapping[str, str]:
    """https://www.rfc-editor.org/rfc/rfc9449#section-7.1."""
    return {_CHALLENGE: f'DPoP error="{error}", {_ALGS}'}


def by_scheme(scheme: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a refusal, challenged by the scheme that the token was sent by.

    https://www.rfc-editor.org/rfc/rfc9449#section-7.1
    """
    kind, _, said = headers.get(_CHALLENGE, "").partition(" ")
    if scheme != DPOP or kind != "Bearer":
        return dict(headers)
    return {**headers, _CHALLENGE: f"DPoP {said}, {_ALGS}"}


def _unproven(rule: str, text: str) -> Unauthenticated:
    return Unauthenticated(text, headers=challenge("invalid_dpop_proof"), rule=rule)


def _refused(rule: str, text: str, headers: Mapping[str, str] = BAD_TOKEN) -> Unauthenticated:
    return Unauthenticated(text, headers=headers, rule=rule)
