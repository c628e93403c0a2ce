"""The authorities that a hub and its clients in the Netherlands have to do with, as tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hub.commands.pki import holders
from hub.commands.pki.authority import Authority, Issued

DOCTOR, NURSE, REVOKED = "900000501", "900000601", "900000799"
Pair = tuple[bytes, bytes]
"""A certificate with its issuer's, and its key, both PEM."""


@dataclass(frozen=True, slots=True)
class Pki:
    """UZI issues to care systems and people, PKIoverheid to the hub."""

    uzi: Authority
    cards: Authority
    staff: Authority
    servers: Authority
    state: Authority
    services: Authority

    @classmethod
    def made(cls, now: datetime) -> "Pki":
        """All of it anew."""
        uzi = Authority.root("TEST UZI-register Root", now)
        state = Authority.root("TEST Staat der Nederlanden Root", now)
        return cls(
            uzi=uzi,
            cards=uzi.beneath("TEST UZI-register Zorgverlener CA"),
            staff=uzi.beneath("TEST UZI-register Medewerker op naam CA"),
            servers=uzi.beneath("TEST UZI-register Private Server CA"),
            state=state,
            services=state.beneath("TEST PKIoverheid Private Services CA"),
        )

    def authorities(self) -> dict[str, Authority]:
        """By name."""
        return {
            "uzi-root": self.uzi,
            "uzi-cards": self.cards,
            "uzi-staff": self.staff,
            "uzi-servers": self.servers,
            "state-root": self.state,
            "state-services": self.services,
        }

    def client_roots(self) -> bytes:
        """Whom the hub believes of a client: the root, and all that issue beneath it."""
        return b"".join(pem(one.issued.certificate) for one in self._of_clients())

    def crl(self) -> bytes:
        """What each of these revoked."""
        return b"".join(one.crl().public_bytes(Encoding.PEM) for one in self._of_clients())

    def server_roots(self) -> bytes:
        """Whom a client believes of the hub."""
        return pem(self.state.issued.certificate)

    def hub(self) -> Pair:
        """Of a hub on this machine."""
        return pair(holders.server(self.services), self.services)

    def system(self, name: str, ura: str, number: str, text: str = "") -> Pair:
        """Of a care system; `text` is its UZI name where that is not as it should be."""
        return pair(holders.system(self.servers, name, ura, number, text), self.servers)

    def app(self, *hosts: str) -> Pair:
        """Of a personal health environment at these hosts."""
        return pair(holders.app(self.services, *hosts), self.services)

    def app_roots(self) -> bytes:
        """Whom the hub believes of one."""
        return b"".join(pem(one.issued.certificate) for one in (self.state, self.services))

    def app_crl(self) -> bytes:
        """What each of these revoked."""
        both = self.state, self.services
        return b"".join(one.crl().public_bytes(Encoding.PEM) for one in both)

    def revoked(self, ura: str) -> Pair:
        """Likewise, and the next list of the revoked has it."""
        issued = holders.system(self.servers, "revoked", ura, REVOKED)
        self.servers.revoke(issued.certificate)
        return pair(issued, self.servers)

    def people(self, ura: str) -> Iterator[tuple[str, Pair]]:
        """A doctor's card and a nurse's, of one organisation: neither stands for a system."""
        doctor = holders.uzi_text(DOCTOR, ura, kind="Z", authority=holders.CARDS, role="01.015")
        nurse = holders.uzi_text(NURSE, ura, kind="N", authority=holders.STAFF)
        yield "doctor", pair(holders.person(self.cards, "doctor", DOCTOR, doctor), self.cards)
        yield "nurse", pair(holders.person(self.staff, "nurse", NURSE, nurse), self.staff)

    def _of_clients(self) -> tuple[Authority, ...]:
        return self.uzi, self.cards, self.staff, self.servers


def pair(issued: Issued, by: Authority) -> Pair:
    """What was issued, as files have it."""
    return pem(issued.certificate) + pem(by.issued.certificate), pem_key(issued)


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as text."""
    return certificate.public_bytes(Encoding.PEM)


def pem_key(issued: Issued) -> bytes:
    """A key as text, not encrypted."""
    return issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
