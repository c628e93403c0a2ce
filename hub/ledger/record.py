"""What one call leaves behind, before it is packed, sealed and written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from consent.asker import Asker, Inhabitant, Professional, Provider, Representative
from hub.security.errand import Errand

# What opened something, and may be told: why a thing stayed closed tells that it is there.
OPENING = frozenset(
    {
        "D-PUSH",
        "D-PUSH-STORED-OPEN",
        "D-PUSH-STORED-CLOSED",
        "D-MERGED",
        "DIRECTORY",
        "C-OWN-DOSSIER",
        "C-EXPLICIT-PERMIT",
        "C-BTG",
        "C-BTG-DECLARED",
        "C-IMPLIED-COC",
        "C-OFFERED",
        "C-MITZ-PERMIT",
        "S-OWN-DATA",
        "S-CONSENT-RECORDED",
    }
)
NOTHING, SELF = "NOTHING", "self"


class Ground(msgspec.Struct, frozen=True):
    """Why something of a custodian was open or closed; `consent` is the database's name for it."""

    rule: str
    custodian: str
    consent: UUID | None = None
    version: int | None = None


def rules_of(grounds: Iterable[Ground]) -> str:
    """The rules of these, each once, as a row has them; `NOTHING` where there are none."""
    return " ".join(sorted({one.rule for one in grounds})) or NOTHING


class Who(NamedTuple):
    """Who called, as the ledger keeps it; a system has no `number`, a stranger an `address` alone.

    The address is that of the network, as the hub sees it; rows of before have none. Of a person
    `vouched_by` is whose word he is, `mandated_by` the clinician on whose behalf he works. Who asks
    for his own record, or for another's, is a `subject` by the hub's own name; `stands` is `self`,
    or on what ground.
    """

    client_id: str | None = None
    organization: str | None = None
    ura: str | None = None
    purpose: str | None = None
    number: str | None = None
    name: str | None = None
    role: str | None = None
    address: str | None = None
    vouched_by: str | None = None
    assurance: str | None = None
    mandated_by: str | None = None
    mandating_role: str | None = None
    subject: str | None = None
    stands: str | None = None


class Record(msgspec.Struct, frozen=True):
    """One call, or of one that touched several inhabitants what it did to one: NEN 7513's content.

    `interaction` is a FHIR restful-interaction code, or one of ours such as `token`; `entities`
    are addresses, `Type/id` or `Type/id/_history/version`; `asked` is what was searched by, without
    what names a person. https://profiles.ihe.net/ITI/BALP/
    """

    at: datetime
    request_id: str
    interaction: str
    status: int
    rule: str
    errand: Errand | None = None
    client_id: str | None = None
    address: str | None = None
    pat: UUID | None = None
    type: str | None = None
    found: int = 0
    grounds: Sequence[Ground] = ()
    entities: Sequence[str] = ()
    asked: str | None = None
    detail: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def ura(self) -> str | None:
        """The URA of the organisation that called; None of a stranger, and of a person himself."""
        asker = self.errand.asker if self.errand else None
        return asker.ura if isinstance(asker, Provider) else None

    @property
    def who(self) -> Who:
        """Who called."""
        if self.errand is None:
            return Who(self.client_id, address=self.address)
        asker, client, ura = self.errand.asker, self.errand.client, self.ura
        number = name = role = None
        if isinstance(asker, Professional):
            number, name, role = asker.number, asker.name, asker.role
        purpose, address = self.errand.purpose, self.errand.address
        who = Who(client.client_id, client.name, ura, purpose, number, name, role, address)
        word = self.errand.vouched
        if word is None:
            return who
        return who._replace(
            vouched_by=word.by,
            assurance=word.assurance,
            mandated_by=word.mandated_by,
            mandating_role=word.mandating_role,
            subject=word.subject,
            stands=_stands(asker),
        )

    @property
    def token_id(self) -> str | None:
        """The id of the token that was used."""
        return self.errand.client.token_id if self.errand else None


def _stands(asker: Asker) -> str | None:
    match asker:
        case Inhabitant():
            return SELF
        case Representative(ground=ground):
            return ground
    return None
