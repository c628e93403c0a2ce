"""What the owner of a site sets of the wire: how a sender is answered, read and let in."""

import ssl
from ipaddress import ip_address, ip_network
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

MEBIBYTE: Final = 1024 * 1024


class Wire(BaseModel):
    """The table `wire` of a site's TOML; every setting has a default that is the strict one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acknowledgement: Literal["norm", "original"] = "norm"
    """`norm`: as MSH-15 and MSH-16 ask; `original`: always one answer AA, AE or AR."""
    misdeclared: Literal["refuse", "read"] = "refuse"
    """What is done with bytes that MSH-18 does not fit: AE 102, or read as what they are, noted."""
    addresses: tuple[str, ...] = ()
    """Networks that may connect, as `10.1.0.0/16`; none named: every address that gets here."""
    certificate: str = ""
    """PEM with this listener's certificate and those above it; with it the wire is TLS."""
    key: str = ""
    """PEM with its private key."""
    client_authorities: str = ""
    """PEM with authorities of which a sender must show a certificate: mutual TLS."""
    largest_mebibytes: int = Field(default=64, ge=1, le=1024)
    """A message larger than this is not taken."""
    held_mebibytes: int = Field(default=256, ge=1)
    """What all connections together may have under way."""
    silence_seconds: float = Field(default=30.0, gt=0)
    """How long a frame that was begun may be silent."""
    quiet_seconds: float = Field(default=0.2, gt=0)
    """How long after 1C the 0D is waited for."""
    connections: int = Field(default=64, ge=1)
    """How many may be open at once."""
    messages_days: int = Field(default=365, ge=1)
    """How long a message is kept as it came, on this adapter's own disk."""
    receipts_days: int = Field(default=730, ge=1)
    """How long a message that comes again is known again."""

    @field_validator("addresses")
    @classmethod
    def _are_networks(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for address in addresses:
            ip_network(address)
        return addresses

    def lets_in(self, address: str) -> bool:
        """Whether this address may connect."""
        if not self.addresses:
            return True
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None) or found
        return any(mapped in ip_network(each) for each in self.addresses)

    def tls(self) -> ssl.SSLContext | None:
        """How the wire is secured; None is plain TCP. Raises OSError, ssl.SSLError."""
        if not self.certificate:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key or None)
        if self.client_authorities:
            context.load_verify_locations(self.client_authorities)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Sender(BaseModel):
    """Whose messages are taken: what the listener needs to know of the site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    application: str = ""
    """MSH-3.1; empty: of any."""
    facility: str = ""
    """MSH-4.1, likewise."""
    character_set: str = "windows-1252"
    """Of messages without MSH-18 whose letters are no UTF-8."""
    production: bool = True
    """Only messages of MSH-11 P are taken."""
    events: frozenset[str] = frozenset()
    """As `ADT^A01`; none named: what takes the message judges that too."""
    wire: Wire = Wire()
