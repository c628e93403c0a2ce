"""A stored version as it goes out: unsealed, byte for byte what was put in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from hub.fhir.call import Answer
from hub.storage.address import seal_name
from hub.storage.body import unlabel
from hub.storage.database import Row
from hub.storage.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Stored:
    """One version, `address` is `Type/id`."""

    address: str
    version: int
    last_updated: datetime
    body: bytes

    def answer(self) -> Answer:
        """The resource alone."""
        return Answer(200, self.body, version_headers(self.version, self.last_updated))


def unseal(row: Row, keyring: Keyring) -> Stored:
    """The version that a row of a read or search holds."""
    bound_to = seal_name(row["type"], row["rid"], row["version"])
    address, body = unlabel(keyring.open(row["sealed"], bound_to))
    return Stored(address, row["version"], row["last_updated"], body)


def version_headers(version: int, last_updated: datetime) -> dict[str, str]:
    """ETag and Last-Modified. https://hl7.org/fhir/R4/http.html#versions."""
    moment = last_updated.astimezone(UTC)
    return {"ETag": f'W/"{version}"', "Last-Modified": format_datetime(moment, usegmt=True)}
