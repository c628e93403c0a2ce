"""What certificates say of whom they are given to: a care system, a person, a server."""

from ipaddress import ip_address

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from hub.commands.pki.authority import Authority, Extension, Issued, key_usage
from hub.security.uzi import UZI_NAME

CARDS = "2.16.528.1.1003.1.3.5.5.2"
"""The authority of care professionals' cards."""
STAFF = "2.16.528.1.1003.1.3.5.5.3"
SERVERS = "2.16.528.1.1003.1.3.5.5.5"
LOCAL = ("localhost", "127.0.0.1", "::1")
_IA5 = 0x16


def uzi_text(
    number: str,
    ura: str,
    *,
    kind: str = "S",
    authority: str = SERVERS,
    role: str = "00.000",
    agb: str = "00000000",
) -> str:
    """The UZI subject name of a care system, or with another `kind` of a person."""
    return f"{authority}-1-{number}-{kind}-{ura}-{role}-{agb}"


def uzi_name(text: str, tag: int = _IA5) -> x509.OtherName:
    """The text as a name in a certificate, short enough for a length of one byte."""
    content = text.encode()
    return x509.OtherName(UZI_NAME, bytes([tag, len(content)]) + content)


def of_client(*names: x509.GeneralName) -> list[Extension]:
    """What a care system's certificate has: with it one is a server and a client."""
    return [
        (key_usage(signature=True, encipherment=True), True),
        (x509.ExtendedKeyUsage([Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH]), False),
        (x509.SubjectAlternativeName(names), False),
    ]


def system(authority: Authority, name: str, ura: str, number: str, text: str = "") -> Issued:
    """A care system's; `text` is its UZI subject name where that is not as it should be."""
    host = x509.DNSName(f"{name}.example.org")
    names = (host, uzi_name(text or uzi_text(number, ura)))
    return authority.issue(
        of_client(*names), organization=name, name=f"{name}.example.org", number=number
    )


def person(authority: Authority, name: str, number: str, text: str) -> Issued:
    """A card's, to log in with."""
    extensions: list[Extension] = [
        (key_usage(signature=True), True),
        (x509.ExtendedKeyUsage([Purpose.CLIENT_AUTH]), False),
        (x509.SubjectAlternativeName([uzi_name(text)]), False),
    ]
    return authority.issue(extensions, name=name, number=number)


def server(authority: Authority, *hosts: str) -> Issued:
    """The hub's own; without hosts that of this machine."""
    extensions: list[Extension] = [
        (key_usage(signature=True, encipherment=True), True),
        (x509.ExtendedKeyUsage([Purpose.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName([_host(one) for one in hosts or LOCAL]), False),
    ]
    return authority.issue(extensions, name=(hosts or LOCAL)[0])


def app(authority: Authority, *hosts: str) -> Issued:
    """A personal health environment's, which shows it where it calls the hub."""
    names = [_host(one) for one in hosts]
    return authority.issue(of_client(*names), name=hosts[0])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
