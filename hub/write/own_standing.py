"""What is here of the choice that a person makes: his own record, and the one that he changes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec

from consent.asker import Inhabitant
from consent.section import CHOICES
from consent.statement import Statement
from hub.access.access import Access, Whose
from hub.access.dossier import Dossier
from hub.access.own import not_yours, own_name
from hub.errors import Forbidden, VersionConflict
from hub.security.errand import Errand
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.pseudonym import rid
from hub.storage.stored import unseal_current
from hub.write.bounded import refuse_too_many
from hub.write.conditions import require_read
from hub.write.names import Name
from hub.write.own_references import refuse_foreign, rids_of

KIND = "Consent"
_SOMEBODY_ELSE = "the performer of your choice is you, as its patient is; leave it out, or say so"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoice:
    """A valid privacy Consent as it was sent; `id` and `if_match` where it changes one.

    `performer` is whom it names as such, before the hub signs it.
    """

    errand: Errand
    resource: dict[str, Any]
    raw: bytes
    id: str | None = None
    if_match: str | None = None
    performer: Any = None
    new_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def name(self) -> Name:
        """Which resource it is."""
        return Name(KIND, self.id or self.new_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is here: the person's own record, and the row that would change."""

    dossier: Dossier
    row: Row | None

    def said_in(self, name: Name) -> list[Statement]:
        """What the Consent of this name said until now."""
        return [one for one in self.dossier.facts.statements if one.consent_id == name.id]


async def standing_of(access: Access, connection: Connection, own: OwnChoice) -> Standing:
    """His own record, of which the Consent is and all that it names.

    Raises:
        Forbidden: the record, or the Consent that is to change, is another's or not there.
        PreconditionRequired, PreconditionFailed, Unprocessable, TooCostly, Damaged.
        VersionConflict: it is to be new, and there is one of this id.
    """
    whose, keyring = own_name(own.errand), access.keyring
    assert whose is not None  # noqa: S101 - narrowing: the door lets no provider come here
    dossier = await access.gather(connection, own.errand, Whose("pat", (whose,)), anew=True)
    said = own.resource.get("patient", {}).get("reference", "").removeprefix("Patient/")
    if dossier.patient is None or rid(keyring, "Patient", said) != dossier.patient:
        raise not_yours("S-NOT-ENTITLED", dossier)
    name = rid(keyring, KIND, own.name.id)
    rows = await lookup(connection, [name, *rids_of(own.resource, keyring)], (), ())
    row = next((one for one in rows if one["rid"] == name), None)
    if own.id is not None:
        _check_version(own, row, dossier)
    elif row is not None:
        raise VersionConflict("this choice was made already; read it, and change it by its version")
    refuse_too_many(dossier.facts.statements, None, own.name.id)
    refuse_foreign(own.resource, keyring, dossier.reach.pat, rows)
    before = msgspec.json.decode(unseal_current(row, keyring).body) if row is not None else {}
    _refuse_other_signature(own, before.get("performer"))
    return Standing(dossier, row)


def _refuse_other_signature(own: OwnChoice, before: object) -> None:
    """Raise Forbidden where an inhabitant says that somebody else decided it than did before."""
    his = (None, [own.resource.get("patient")], before)
    if isinstance(own.errand.asker, Inhabitant) and own.performer not in his:
        raise Forbidden(_SOMEBODY_ELSE, expression="Consent.performer", rule="S-NOT-ENTITLED")


def _check_version(own: OwnChoice, row: Row | None, dossier: Dossier) -> None:
    if row is None or row["pat"] != dossier.reach.pat or row["category"] != CHOICES:
        raise not_yours("S-NOT-ENTITLED", dossier)
    unread = "a choice about exchange is changed by who has read it"
    require_read(own.if_match, row["version"], unread)
