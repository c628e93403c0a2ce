"""Whose certificates the hub believes, and which care system one is of.

docs/decisions/0028-certificates-and-tokens-bound-to-keys.md
"""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)
from joserfc.util import urlsafe_b64encode

from hub.security.authorities import InvalidTrust, authorities_of, roots_of
from hub.security.revocations import Revoked, revocations
from hub.security.uzi import CertificateRefused, Profile, profile, require_system, subject_name
from hub.settings import Settings

_LOG = logging.getLogger("hub.trust")
MOST_REMEMBERED = 10_000
EVERY = 1.0
"""Seconds between two looks at the file of revocations."""


@dataclass(frozen=True, slots=True)
class CertifiedSystem:
    """The care system that a certificate is of; `thumbprint` is its `x5t#S256`.

    After `until` it is looked at again. https://www.rfc-editor.org/rfc/rfc8705#section-3.1
    """

    ura: str
    thumbprint: str
    until: datetime


@dataclass(slots=True)
class Trust:
    """The pinned set: roots, and the authorities beneath them that issue to clients.

    What it accepted it remembers, so that a connection is looked at once.
    """

    authorities: Sequence[x509.Certificate]
    profile: Profile
    crl: Path | None = None
    setting: str = "HUB_TLS_CRL"
    """By which the file of revocations is named."""
    _revoked: Mapping[x509.Certificate, Revoked] = field(default_factory=dict, repr=False)
    _seen: tuple[int, ...] = ()
    _accepted: OrderedDict[bytes, CertifiedSystem] = field(default_factory=OrderedDict, repr=False)

    @classmethod
    def read(cls, roots: Path, profile: Profile, crl: Path | None = None) -> "Trust":
        """From files of PEM.

        Raises:
            InvalidTrust: what a file holds can't be used. OSError: it can't be read.
        """
        trust = cls(authorities_of(roots.read_bytes()), profile, crl)
        if crl is not None:
            trust._seen, trust._revoked = _state(crl), trust._lists(crl)
        return trust

    @classmethod
    def of_settings(cls, settings: Settings) -> "Trust | None":
        """None where no client certificates are believed; raises as `read`."""
        if not settings.tls_client_roots:
            return None
        known = profile(settings.uzi_profile, colon=settings.uzi_colon == "yes")
        crl = Path(settings.tls_crl) if settings.tls_crl else None
        return cls.read(Path(settings.tls_client_roots), known, crl)

    def system(self, der: bytes, now: datetime) -> CertifiedSystem:
        """Of which care system the certificate is, as far as it can be known now.

        Raises:
            CertificateRefused: it proves nothing, by the first step that fails.
        """
        known = self._accepted.get(der)
        if known is None or now >= known.until:
            self._accepted.pop(der, None)
            known = self._accepted[der] = self._judged(der, now)
            if len(self._accepted) > MOST_REMEMBERED:
                self._accepted.popitem(last=False)
        return known

    async def watch(self) -> None:
        """Take the file of revocations anew when it was changed, for ever."""
        while self.crl is not None:
            await asyncio.sleep(EVERY)
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Read the file of revocations where it is another; a bad one changes nothing."""
        if self.crl is None:
            return
        try:
            state = _state(self.crl)
            if state == self._seen:
                return
            self._revoked, self._seen = self._lists(self.crl), state
        except (InvalidTrust, OSError) as fault:
            why = str(fault) if isinstance(fault, InvalidTrust) else type(fault).__name__
            _LOG.error("%s is not taken anew: %s", self.setting, why)
            return
        self._accepted.clear()

    def _lists(self, crl: Path) -> Mapping[x509.Certificate, Revoked]:
        found = revocations(crl.read_bytes(), self.authorities)
        for authority, old in self._revoked.items():
            if authority not in found or found[authority].since < old.since:
                raise InvalidTrust("lacks a list, or has an older one than before")
        return found

    def proven(self, der: bytes, now: datetime) -> tuple[x509.Certificate, datetime]:
        """A client's certificate that one of these authorities vouches for, and until when.

        Raises:
            CertificateRefused: none does, or it is revoked, or not for clients.
        """
        try:
            certificate = x509.load_der_x509_certificate(der)
        except (ValueError, x509.InvalidVersion):
            raise CertificateRefused("certificate-malformed", "it can't be read") from None
        chain = self._chain(certificate, now)
        until = min(one.not_valid_after_utc for one in chain)
        if self.crl is not None:
            until = min(until, *(self._newest(*pair, now) for pair in pairwise(chain)))
        _require_use(certificate)
        return certificate, until

    def _judged(self, der: bytes, now: datetime) -> CertifiedSystem:
        certificate, until = self.proven(der, now)
        name = subject_name(certificate, self.profile)
        require_system(name)
        return CertifiedSystem(name.ura, thumbprint(der), until)

    def _chain(self, certificate: x509.Certificate, now: datetime) -> Sequence[x509.Certificate]:
        """From the certificate to a root."""
        policy = PolicyBuilder().time(now).store(Store(roots_of(self.authorities)))
        policy = policy.extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(),
            # Of the client's own certificate each step of ours has a reason of its own.
            ee_policy=ExtensionPolicy.permit_all(),
        )
        try:
            return policy.build_client_verifier().verify(certificate, list(self.authorities)).chain
        except VerificationError:
            pass
        if now > certificate.not_valid_after_utc:
            raise CertificateRefused("certificate-expired", "it is expired")
        if now < certificate.not_valid_before_utc:
            raise CertificateRefused("certificate-early", "it is not valid yet")
        raise CertificateRefused(
            "certificate-chain", "no authority that the hub knows vouches for it"
        )

    def _newest(
        self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime
    ) -> datetime:
        """Until when it is known that this one was not revoked."""
        revoked = self._revoked.get(issuer)
        if revoked is None or now >= revoked.until:
            raise CertificateRefused(
                "crl-stale", "whether it was revoked is not known at this moment"
            )
        if certificate.serial_number in revoked.numbers:
            raise CertificateRefused("certificate-revoked", "it was revoked")
        return revoked.until


def thumbprint(der: bytes) -> str:
    """`x5t#S256` of a certificate. https://www.rfc-editor.org/rfc/rfc7515#section-4.1.8."""
    return urlsafe_b64encode(hashlib.sha256(der).digest()).decode()


def _require_use(certificate: x509.Certificate) -> None:
    try:
        extensions = certificate.extensions
        purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        signs = extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        purposes, signs = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise CertificateRefused("certificate-malformed", "its extensions can't be read") from None
    if ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:
        raise CertificateRefused("certificate-purpose", "it is not for clients")
    if not signs:
        raise CertificateRefused("certificate-key-usage", "its key is not for signatures")


def _state(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
