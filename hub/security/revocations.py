"""Lists of revoked certificates, from a file that whoever runs the hub renews.

https://www.rfc-editor.org/rfc/rfc5280#section-5
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from hub.security.authorities import InvalidTrust

_BEGIN = b"-----BEGIN X509 CRL-----"


@dataclass(frozen=True, slots=True)
class Revoked:
    """What one authority revoked: serial numbers, and from when until when it is the newest."""

    numbers: frozenset[int]
    since: datetime
    until: datetime


def revocations(
    text: bytes, authorities: Iterable[x509.Certificate]
) -> Mapping[x509.Certificate, Revoked]:
    """The lists in a file of PEM, each by the authority that signed it.

    Raises:
        InvalidTrust: one is not readable, is partial, or is of no authority that is known.
    """
    parts = [_BEGIN + part for part in text.split(_BEGIN)[1:]]
    if not parts:
        raise InvalidTrust("holds no list of revoked certificates in PEM")
    known, found = list(authorities), dict[x509.Certificate, Revoked]()
    for part in parts:
        try:
            crl = x509.load_pem_x509_crl(part)
            signers, revoked = [one for one in known if _is_by(crl, one)], _revoked(crl)
        except InvalidTrust:
            raise
        # Also what it is made of is read only now.
        except (ValueError, x509.InvalidVersion, x509.DuplicateExtension):
            raise InvalidTrust("holds a list that can't be read") from None
        if not signers:
            raise InvalidTrust("holds a list that no authority of HUB_TLS_CLIENT_ROOTS signed")
        if not found.keys().isdisjoint(signers):
            raise InvalidTrust("holds two lists of one authority")
        found |= dict.fromkeys(signers, revoked)
    return found


def _is_by(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if crl.issuer != authority.subject:
        return False
    key = authority.public_key()
    try:
        return crl.is_signature_valid(key)  # type: ignore[arg-type] # another kind is a TypeError
    except TypeError:
        return False


def _revoked(crl: x509.CertificateRevocationList) -> Revoked:
    since, until = crl.last_update_utc, crl.next_update_utc
    if until is None:
        raise InvalidTrust("holds a list that does not say until when it is the newest")
    # It is of a part alone, or a change of another one.
    if any(one.critical for one in crl.extensions):
        raise InvalidTrust("holds a list that is not whole by itself")
    return Revoked(frozenset(one.serial_number for one in crl), since, until)
