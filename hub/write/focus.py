"""What an inhabitant says is not right: one version of one resource of his, and who keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consent.section import CORRECTIONS, INHABITANT
from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Unprocessable
from hub.search.by_id import STORED_VERSION
from hub.storage.current import NUMBERED_BY_EACH
from hub.storage.database import Connection, Row
from hub.storage.lookup import lookup
from hub.storage.own_id import VERSION
from hub.storage.pseudonym import rid
from hub.storage.stored import unseal, unseal_current
from profiles.correction import owner_of
from profiles.search.references import local_literal

_NOT_HIS = "this names nothing that an organisation keeps of you; refer to it by Type/id"
_WHOSE = "several organisations keep this of you: say whose word is not right, in owner, by URA"
_HISTORY = "/_history/"


@dataclass(frozen=True, slots=True)
class Focus:
    """`reference` is with its version, but of a Patient, of whom each word counts its own.

    `custodian` is the URA of who keeps it, `custodian_type` what kind of organisation that is.
    """

    reference: str
    custodian: str
    custodian_type: str


async def focus_of(
    access: Access, connection: Connection, dossier: Dossier, task: Mapping[str, Any]
) -> Focus:
    """What the request is about.

    Raises:
        Unprocessable: it is another's or not there, in one and the same answer, or his own; or
            several keep it, and it does not say whose is meant. Damaged.
    """
    said = str(task["focus"].get("reference", ""))
    address = local_literal(said)
    if address is None:
        raise _not_his()
    rows = await lookup(connection, [rid(access.keyring, *address)], (), ())
    kept = [row for row in rows if _is_kept(row, dossier)]
    owner, asked = owner_of(task), said.partition(_HISTORY)[2]
    if owner is not None:
        kept = [row for row in kept if row["custodian"] == owner.zfill(8)]
    if address[0] in NUMBERED_BY_EACH:
        row = _only([row for row in kept if not asked or _called(dossier, row) == asked])
        mark = ""
    else:
        row = _only(kept)
        mark = f"{_HISTORY}{await _number(access, connection, row, asked)}"
    unseal_current(row, access.keyring)
    kinds = {one.custodian: one.custodian_type for one in dossier.facts.sections}
    custodian = row["custodian"]
    return Focus(f"{'/'.join(address)}{mark}", custodian, kinds.get(custodian, ""))


def _is_kept(row: Row, dossier: Dossier) -> bool:
    """Whether an organisation keeps it of him, and it is no request to correct something."""
    if row["pat"] != dossier.reach.pat or row["deleted"]:
        return False
    return bool(row["custodian"] != INHABITANT and row["category"] != CORRECTIONS)


def _called(dossier: Dossier, row: Row) -> str:
    return dossier.called.version(row["type"], row["custodian"], row["version"])


def _only(kept: Sequence[Row]) -> Row:
    if not kept:
        raise _not_his()
    if len(kept) > 1:
        raise Unprocessable(_WHOSE, expression="Task.owner", rule="P-NO-PATIENT-CONTEXT")
    return kept[0]


async def _number(access: Access, connection: Connection, row: Row, asked: str) -> int:
    """The number of the version that is meant: the newest, or an earlier one of the same word."""
    newest = int(row["version"])
    if not asked or asked == str(newest):
        return newest
    match = VERSION.fullmatch(asked)
    number = int(match["number"]) if match else 0
    earlier = await connection.fetchrow(STORED_VERSION, row["rid"], number, row["custodian"])
    same = ("pat", "custodian", "category")
    if earlier is None or any(earlier[column] != row[column] for column in same):
        raise _not_his()
    unseal(earlier, access.keyring)
    return number


def _not_his() -> Unprocessable:
    return Unprocessable(_NOT_HIS, expression="Task.focus", rule="REFERENCE")
