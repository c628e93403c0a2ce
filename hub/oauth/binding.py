"""What a client that asks for a token proves to have: its token is bound to all of it.

https://www.rfc-editor.org/rfc/rfc8705#section-3 and
https://www.rfc-editor.org/rfc/rfc9449#section-5
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.refusals import InvalidClient, InvalidProof, InvalidRequest
from hub.security.bound import Bound
from hub.security.dpop import Asked, Proof, ProofRefused, proof
from hub.security.trust import Trust, thumbprint
from hub.security.uzi import CertificateRefused


@dataclass(frozen=True, slots=True)
class Shown:
    """What came with a token request; `certificate` is DER, `proofs` are values of headers DPoP."""

    certificate: bytes | None = None
    proofs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """`trust` is None where no client has a certificate; with `must` no token is without.

    Where what is asked `gives` no token, nothing has to be bound.
    """

    trust: Trust | None = None
    must: bool = False
    gives: bool = True

    def of(
        self, client: RegisteredClient, shown: Shown, token_url: str, now: datetime
    ) -> tuple[Bound | None, Proof | None]:
        """What its token is bound to, None where it proves nothing; and the proof, to be used up.

        Raises:
            InvalidClient: the certificate is none of this client. InvalidProof: the proof is not
                right. InvalidRequest: there is neither, and one must be.
        """
        certificate = self._certificate(client, shown.certificate, now)
        proven = _proof(shown.proofs, token_url, now)
        if certificate or proven:
            return Bound(certificate, proven.key if proven else None), proven
        if self.gives and (self.must or client.bound):
            raise InvalidRequest(
                "token-unbound",
                "a token must be bound: show your certificate, or send a DPoP proof",
            )
        return None, None

    def _certificate(
        self, client: RegisteredClient, der: bytes | None, now: datetime
    ) -> str | None:
        if der is None or self.trust is None:
            if client.certificate is not None:
                raise InvalidClient("certificate-absent", "connect with your certificate")
            return None
        try:
            system = self.trust.system(der, now)
        except CertificateRefused as refusal:
            text = f"your certificate is refused: {refusal}"
            raise InvalidClient(refusal.reason, text) from None
        if system.ura != client.ura:
            raise InvalidClient("certificate-ura", "the certificate is another organisation's")
        if client.certificate is not None and _pinned(client.certificate) != system.thumbprint:
            raise InvalidClient("certificate-other", "the certificate is not the registered one")
        return system.thumbprint


def _proof(sent: Sequence[str], token_url: str, now: datetime) -> Proof | None:
    if not sent:
        return None
    try:
        return proof(sent, Asked("POST", token_url), now)
    except ProofRefused as refusal:
        raise InvalidProof(refusal.reason, str(refusal)) from None


@lru_cache(maxsize=1024)
def _pinned(pem: str) -> str:
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return thumbprint(certificate.public_bytes(Encoding.DER))
