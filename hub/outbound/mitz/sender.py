"""Who alone may send choices: the holder of a certificate that is known here by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hub.outbound.mitz.terms import InvalidTerms
from hub.settings import Settings


@dataclass(frozen=True, slots=True)
class Sender:
    """Its certificates by their DER: the one of now, and the one that follows it."""

    certificates: Mapping[bytes, x509.Certificate]

    @classmethod
    def of(cls, settings: Settings) -> "Sender | None":
        """None where nobody sends any. Raises InvalidTerms."""
        if not settings.mitz_sender:
            return None
        try:
            pem = Path(settings.mitz_sender).read_bytes()
            found = x509.load_pem_x509_certificates(pem)
        except (OSError, ValueError):
            raise InvalidTerms("HUB_MITZ_SENDER: holds no certificates in PEM") from None
        return cls({one.public_bytes(Encoding.DER): one for one in found})

    def is_of(self, der: bytes | None, now: datetime) -> bool:
        """Whether this certificate, whose key the caller proved to have, is one of them, and valid.

        No authority is asked: who else has one of the same authority is somebody else.
        """
        found = self.certificates.get(der or b"")
        return found is not None and found.not_valid_before_utc <= now < found.not_valid_after_utc
