"""What one call leaves behind, before it is sealed and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import msgspec

from consent.asker import Professional, Provider
from hub.security.errand import Errand
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
        "S-OWN-DATA",
    }
)
NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call: NEN 7513's who, whose, what, when and on what ground.

    `interaction` is a FHIR restful-interaction code, or `token`; `detail` may name persons and is
    sealed; nothing else here may. https://profiles.ihe.net/ITI/BALP/
    """

    COLUMNS: ClassVar[Mapping[str, str]] = {
        "event": "uuid",
        "at": "timestamptz",
        "request_id": "text",
        "interaction": "text",
        "status": "smallint",
        "rule": "text",
        "client_id": "text",
        "ura": "text",
        "pat": "uuid",
        "type": "text",
        "resource": "uuid",
        "found": "int",
        "decided": "jsonb",
        "sealed": "bytea",
    }

    at: datetime
    request_id: str
    interaction: str
    status: int
    rule: str
    errand: Errand | None = None
    client_id: str | None = None
    pat: UUID | None = None
    type: str | None = None
    resource: UUID | None = None
    found: int = 0
    decided: tuple[dict[str, Any], ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    event: UUID = field(default_factory=uuid4)

    def values(self, keyring: Keyring) -> tuple[object, ...]:
        """The row's values in the order of `COLUMNS`."""
        asker = self.errand.asker if self.errand else None
        return (
            self.event,
            self.at,
            self.request_id,
            self.interaction,
            self.status,
            self.rule,
            self.errand.client.client_id if self.errand else self.client_id,
            asker.ura if isinstance(asker, Provider) else None,
            self.pat,
            self.type,
            self.resource,
            self.found,
            msgspec.json.encode(self.decided).decode(),
            keyring.seal(msgspec.json.encode(self._named()), f"audit|{self.event}".encode()),
        )

    def _named(self) -> dict[str, Any]:
        errand = self.errand
        if errand is None:
            return self.detail
        named: dict[str, Any] = {"organization": errand.client.name, "purpose": errand.purpose}
        if isinstance(errand.asker, Professional):
            person = errand.asker
            named |= {"number": person.number, "name": person.name, "role": person.role}
        return {**named, "token": errand.client.token_id, **self.detail}
