"""A PKI of this run alone, made by the same functions as `hub pki`'s."""

from collections.abc import Sequence
from functools import cache

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from hub.commands.pki import holders
from hub.commands.pki.authority import Authority, Extension, Issued
from hub.commands.pki.region import Pki
from tests.hub.security.systems import NOW

HOST = x509.DNSName("localhost")
NUMBER, URA = "900025039", "90000382"
V2 = holders.uzi_text(NUMBER, URA)
IA5, UTF8 = 0x16, 0x0C


@cache
def pki() -> Pki:
    """One for all tests that do not revoke."""
    return Pki.made(NOW)


def named(*names: x509.GeneralName, number: str = NUMBER) -> x509.Certificate:
    """A system's certificate with these names, whatever they are."""
    return issued(holders.of_client(*names), number).certificate


def issued(
    extensions: Sequence[Extension], number: str = NUMBER, by: Authority | None = None
) -> Issued:
    """A certificate with just these extensions."""
    return (by or pki().servers).issue(extensions, name="a system", number=number)


def with_raw_names(der: bytes) -> x509.Certificate:
    """One whose subjectAltName has these bytes, right or wrong."""
    raw = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, der)
    return issued([*holders.of_client()[:2], (raw, False)]).certificate
