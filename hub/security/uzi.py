"""The UZI subject name: which care system, person and organisation a certificate is of.

CPS UZI-register, 7.1: one otherName in the subjectAltName, seven fields in one text.
"""

import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

UZI_NAME = x509.ObjectIdentifier("2.5.5.5")
SYSTEM = "S"
NO_ROLE = "00.000"
VERSION = "1"
_IA5, _UTF8 = 0x16, 0x0C
_SHORT = 0x80
_FIELDS = re.compile(
    r"(?P<authority>[0-9]+(?:\.[0-9]+)+)(?P<sign>[-:])(?P<version>[0-9])-(?P<number>[0-9]{9})-"
    r"(?P<kind>[ZNMS])-(?P<ura>[0-9]{8})-(?P<role>[0-9]{2}\.[0-9]{3})-(?P<agb>[0-9]{8})"
)
_PRODUCTION = "2.16.528.1.1003.1.3.5.5"
_TEST = "2.16.528.1.1007.99"
_STRICT = frozenset(
    {(f"{_PRODUCTION}.{last}", kind) for last, kind in ((2, "Z"), (3, "N"), (4, "M"), (5, SYSTEM))}
)
# The ministry's mocks give systems a name of the authority of cards.
_LAB = _STRICT | {
    (f"{_TEST}.217", "Z"),
    (f"{_TEST}.2110", SYSTEM),
    (f"{_PRODUCTION}.2", SYSTEM),
}


class CertificateRefused(ValueError):
    """A certificate that proves nothing here; `reason` is for the ledger, the text for its holder.

    Neither holds anything that stands in the certificate.
    """

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Profile:
    """Which authority may give which kind of pass; `colon` where AORTA's form is read as well."""

    passes: frozenset[tuple[str, str]]
    colon: bool = False


def profile(name: str, *, colon: bool = False) -> Profile:
    """`strict` for production; `lab` knows the test authorities and the ministry's mocks too."""
    return Profile({"strict": _STRICT, "lab": _LAB}[name], colon)


@dataclass(frozen=True, slots=True)
class SubjectName:
    """What one says; `kind` is Z, N or M for a person's card and S for a system."""

    authority: str
    number: str
    kind: str
    ura: str
    role: str
    agb: str


def subject_name(certificate: x509.Certificate, known: Profile) -> SubjectName:
    """The UZI name of a certificate whose issuer was verified.

    Raises:
        CertificateRefused: none, more than one, or one that is not by the book.
    """
    name = parsed(text_of(_only_name(certificate)), known)
    numbers = [
        one.value for one in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    ]
    if numbers != [name.number]:
        raise CertificateRefused("uzi-serial", "its UZI number is not its subject's serialNumber")
    return name


def _only_name(certificate: x509.Certificate) -> bytes:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = x509.SubjectAlternativeName([])
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise CertificateRefused("certificate-malformed", "its extensions can't be read") from None
    found = [one.value for one in names.get_values_for_type(x509.OtherName) if _is_uzi(one)]
    if not found:
        raise CertificateRefused("uzi-absent", "it has no UZI subject name")
    if len(found) > 1:
        raise CertificateRefused("uzi-ambiguous", "it has more than one UZI subject name")
    return found[0]


def _is_uzi(one: object) -> bool:
    return isinstance(one, x509.OtherName) and one.type_id == UZI_NAME


def text_of(der: bytes) -> str:
    """The text in the DER of an otherName's value: an IA5String, or a UTF8String of ASCII.

    Raises:
        CertificateRefused: another type, a length that is not its own, or other characters.
    """
    if len(der) < 2 or der[0] not in {_IA5, _UTF8}:  # noqa: PLR2004 - tag and length
        raise CertificateRefused("uzi-tag", "its UZI name is no IA5String or UTF8String")
    if der[1:] != _measured(der):
        raise CertificateRefused("uzi-length", "its UZI name is not as long as it says")
    try:
        return _content(der).decode("ascii")
    except UnicodeDecodeError:
        raise CertificateRefused("uzi-ascii", "its UZI name is not ASCII") from None


def _content(der: bytes) -> bytes:
    """What stands behind the length, whichever form that has."""
    return der[2 + (der[1] - _SHORT if der[1] >= _SHORT else 0) :]


def _measured(der: bytes) -> bytes:
    """Length and content as DER has them: the shortest form there is."""
    content = _content(der)
    length = len(content)
    if length < _SHORT:
        return bytes([length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([_SHORT + size]) + length.to_bytes(size, "big") + content


def parsed(text: str, known: Profile) -> SubjectName:
    """The fields of the text.

    Raises:
        CertificateRefused: it is not of this grammar, or its fields contradict each other.
    """
    found = _FIELDS.fullmatch(text)
    if found is None or (found["sign"] == ":" and not known.colon):
        raise CertificateRefused("uzi-format", "its UZI name is not of seven right fields")
    if found["version"] != VERSION:
        raise CertificateRefused("uzi-version", "its UZI name is of another version than 1")
    if (found["authority"], found["kind"]) not in known.passes:
        raise CertificateRefused("uzi-authority", "its authority gives no such kind of pass")
    if found["kind"] != "Z" and found["role"] != NO_ROLE:
        raise CertificateRefused("uzi-role", "only a care professional's card has a role")
    fields = ("authority", "number", "kind", "ura", "role", "agb")
    return SubjectName(**{field: found[field] for field in fields})


def require_system(name: SubjectName) -> None:
    """Raise CertificateRefused where it is of a person: a card never stands for a system."""
    if name.kind != SYSTEM:
        raise CertificateRefused("uzi-not-system", "it is a person's, and a system is asked for")
