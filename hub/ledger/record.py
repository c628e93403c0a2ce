"""What one call leaves behind, before it is sealed and written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from hub.security.requester import Requester
from hub.storage.sealing import Keyring

# What opened something, and may be told: why a thing stayed closed tells that it is there.
OPENING = frozenset(
    {
        "D-PUSH",
        "D-PUSH-STORED-OPEN",
        "D-PUSH-STORED-CLOSED",
        "DIRECTORY",
        "C-OWN-DOSSIER",
        "C-EXPLICIT-PERMIT",
    }
)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call: NEN 7513's who, whose, what, when and on what ground.

    `interaction` is a FHIR restful-interaction code, or `token`; `detail` may name persons and is
    sealed; nothing else here may. https://profiles.ihe.net/ITI/BALP/
    """

    at: datetime
    request_id: str
    interaction: str
    status: int
    rule: str
    requester: Requester | None = None
    client_id: str | None = None
    pat: UUID | None = None
    type: str | None = None
    resource: UUID | None = None
    found: int = 0
    decided: tuple[dict[str, Any], ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    event: UUID = field(default_factory=uuid4)

    def sealed(self, keyring: Keyring) -> bytes:
        """The detail with the professional behind the call, sealed to this event."""
        return keyring.seal(msgspec.json.encode(self._named()), f"audit|{self.event}")

    def _named(self) -> dict[str, Any]:
        requester = self.requester
        if requester is None:
            return self.detail
        named: dict[str, Any] = {"organization": requester.name, "purpose": requester.purpose}
        if requester.practitioner:
            person = requester.practitioner
            named |= {"number": person.number, "name": person.name, "role": person.role}
        return {**named, "token": requester.token_id, **self.detail}
