"""A certificate authority of a test: it issues, and revokes.

https://www.rfc-editor.org/rfc/rfc5280
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

YEARS = timedelta(days=3 * 365)
CRL_LASTS = timedelta(days=7)
EARLIER = timedelta(hours=1)
"""Before now, for clocks differ."""
_ATTRIBUTES = {
    "country": NameOID.COUNTRY_NAME,
    "organization": NameOID.ORGANIZATION_NAME,
    "name": NameOID.COMMON_NAME,
    "number": NameOID.SERIAL_NUMBER,
}
Extension = tuple[x509.ExtensionType, bool]
"""With whether it is critical."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority; what it issues holds from `now` on, for three years."""

    issued: Issued
    now: datetime
    revoked: list[int] = field(default_factory=list)

    @classmethod
    def root(cls, name: str, now: datetime) -> "Authority":
        """One that stands by itself."""
        key = new_key()
        about = _subject(name=name)
        certificate = _signed(_begun(about, about, key, now), _of_authority(2), key, key)
        return cls(Issued(certificate, key), now)

    def beneath(self, name: str) -> "Authority":
        """One that this one vouches for, and that issues to others alone."""
        key = new_key()
        begun = _begun(_subject(name=name), self.issued.certificate.subject, key, self.now)
        signed = _signed(begun, _of_authority(0), key, self.issued.key)
        return Authority(Issued(signed, key), self.now)

    def issue(
        self,
        extensions: Iterable[Extension],
        lasts: tuple[timedelta, timedelta] = (-EARLIER, YEARS),
        **about: str,
    ) -> Issued:
        """To a new key, with just these extensions; `about` are attributes of its subject."""
        key = new_key()
        subject, issuer = _subject(**about), self.issued.certificate.subject
        begun = _begun(subject, issuer, key, self.now, lasts)
        return Issued(_signed(begun, extensions, key, self.issued.key), key)

    def revoke(self, certificate: x509.Certificate) -> None:
        """Its next list of the revoked has it."""
        self.revoked.append(certificate.serial_number)

    def crl(
        self, issued: datetime | None = None, lasts: timedelta = CRL_LASTS
    ) -> x509.CertificateRevocationList:
        """The list of what is revoked, from when on and for how long it is the newest."""
        since = issued or self.now - EARLIER
        begun = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issued.certificate.subject)
            .last_update(since)
            .next_update(since + lasts)
        )
        for number in self.revoked:
            one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(since)
            begun = begun.add_revoked_certificate(one.build())
        return begun.sign(self.issued.key, SHA256())


def new_key() -> ec.EllipticCurvePrivateKey:
    """On P-256: quick to make."""
    return ec.generate_private_key(ec.SECP256R1())


def _subject(**about: str) -> x509.Name:
    named = {"country": "NL"} | about
    return x509.Name([x509.NameAttribute(_ATTRIBUTES[key], text) for key, text in named.items()])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lasts: tuple[timedelta, timedelta] = (-EARLIER, YEARS),
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + lasts[0])
        .not_valid_after(now + lasts[1])
    )


def _signed(
    begun: x509.CertificateBuilder,
    extensions: Iterable[Extension],
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    theirs = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    for one, critical in (*extensions, (ours, False), (theirs, False)):
        begun = begun.add_extension(one, critical)
    return begun.sign(by, SHA256())


def _of_authority(beneath: int) -> list[Extension]:
    return [
        (x509.BasicConstraints(ca=True, path_length=beneath), True),
        (key_usage(certificates=True), True),
    ]


def key_usage(
    *, signature: bool = False, encipherment: bool = False, certificates: bool = False
) -> x509.KeyUsage:
    """What a key may be used for."""
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=False,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
