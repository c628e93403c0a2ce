"""Read, vread and history of one resource, for whoever may see it.

https://hl7.org/fhir/R4/http.html#read
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from consent.decision import Deny, Permit
from hub.access.access import NOBODY, Access
from hub.access.caller import require_caller
from hub.access.dossier import ground_of
from hub.errors import Damaged, Gone, NotFound
from hub.ledger.record import NOTHING, AuditRecord
from hub.search import by_id
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored, check_current, unseal

MOST_VERSIONS = 500
GONE, ABSENT, OK = 410, 404, 200
DIRECTORY = Permit("directory", "DIRECTORY")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One resource as it was asked for; `interaction` is a FHIR code for the audit."""

    type: str
    id: str
    interaction: str

    @property
    def address(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a history; `stored` is None where `damage` says why it can't be shown."""

    version: int
    last_updated: datetime
    method: str
    stored: Stored | None
    damage: Damaged | None


async def current_version(access: Access, errand: Errand, wanted: Wanted) -> Stored:
    """The newest version that the asker may see.

    Raises:
        NotFound: not there, or not for this asker. Gone: it was deleted. Damaged.
    """
    require_caller(errand)
    name = rid(access.keyring, wanted.type, wanted.id)
    async with access.database.connection() as connection:
        rows = await connection.fetch(by_id.CURRENT_ROWS, name)
        decided = _decided(access, errand, wanted, rows)
        best = next((row for row, decision in decided if isinstance(decision, Permit)), None)
        if best is not None:
            check_current(best, access.keyring)
        status = ABSENT if best is None else GONE if best["deleted"] else OK
        record = _record(access, errand, wanted, decided, status)
        versions = [best["version"]] if best is not None else []
        made = by_id.bodies(name, versions, record, access.keyring)
        found = await connection.fetchrow(made.sql, *made.values)
    if best is None or found is None:
        raise absent()
    if best["deleted"]:
        headers = {"ETag": f'W/"{best["version"]}"'}
        raise Gone("this resource was deleted", headers=headers, recorded=True)
    return unseal(found, access.keyring)


async def one_version(access: Access, errand: Errand, wanted: Wanted, version: int) -> Stored:
    """That version.

    Raises:
        NotFound: not there, or not for this asker. Gone: that version is the deletion. Damaged.
    """
    rows = await _versions(access, errand, wanted, version)
    if not rows:
        raise absent()
    stored = unseal(rows[0], access.keyring)
    if stored.deleted:
        raise Gone("in this version the resource was deleted", recorded=True)
    return stored


async def all_versions(access: Access, errand: Errand, wanted: Wanted) -> list[Version]:
    """Every version that the asker may see, newest first, at most 500.

    Raises:
        NotFound: no version is there, or none for this asker.
    """
    rows = await _versions(access, errand, wanted, None)
    if not rows:
        raise absent()
    return [_version(access, row) for row in rows]


def _version(access: Access, row: Columns) -> Version:
    stored, damage = None, None
    try:
        stored = unseal(row, access.keyring)
    except Damaged as found:
        damage = found
    return Version(row["version"], row["last_updated"], row["method"], stored, damage)


async def _versions(
    access: Access, errand: Errand, wanted: Wanted, version: int | None
) -> Sequence[Columns]:
    require_caller(errand)
    name = rid(access.keyring, wanted.type, wanted.id)
    async with access.database.connection() as connection:
        rows = await connection.fetch(by_id.VERSIONS, name, version)
        decided = _decided(access, errand, wanted, rows)
        seen = [row["version"] for row, decision in decided if isinstance(decision, Permit)]
        seen = seen[:MOST_VERSIONS]
        gone = len(decided) == 1 and decided[0][0]["deleted"]
        status = ABSENT if not seen else GONE if gone and version is not None else OK
        record = _record(access, errand, wanted, decided, status)
        record = replace(record, found=len(seen))
        made = by_id.bodies(name, seen, record, access.keyring)
        return await connection.fetch(made.sql, *made.values)


def _decided(
    access: Access, errand: Errand, wanted: Wanted, rows: Sequence[Columns]
) -> list[tuple[Columns, Permit | Deny]]:
    """Each row with the decision about it; where there is none the same steps are done."""
    if not rows:
        access.unknown(errand, NOBODY)
    return [(row, _decision(access, errand, wanted, row)) for row in rows]


def _decision(access: Access, errand: Errand, wanted: Wanted, row: Columns) -> Permit | Deny:
    if row["pat"] is None:
        return DIRECTORY
    scope = access.of_row(errand, row).scope
    return scope.decision(row["custodian"], row["category"], wanted.address)


def _record(
    access: Access,
    errand: Errand,
    wanted: Wanted,
    decided: Sequence[tuple[Columns, Permit | Deny]],
    status: int,
) -> AuditRecord:
    """Why each word or version is open or closed."""
    permitted = [one for one in decided if isinstance(one[1], Permit)]
    whose = next((row["pat"] for row, _ in decided), None)
    grounds = {
        (row["custodian"], decision): _ground(access, row, decision) for row, decision in decided
    }
    rules = sorted({decision.reason for _, decision in grounds})
    return AuditRecord(
        at=errand.now,
        request_id=errand.request_id,
        interaction=wanted.interaction,
        status=status,
        rule=" ".join(rules) or NOTHING,
        errand=errand,
        pat=whose,
        type=wanted.type,
        resource=rid(access.keyring, wanted.type, wanted.id),
        found=min(len(permitted), 1),
        decided=tuple(grounds.values()),
        detail={"entity": [wanted.address]},
    )


def _ground(access: Access, row: Columns, decision: Permit | Deny) -> dict[str, Any]:
    pat: UUID | None = row["pat"] if isinstance(decision, Permit) else None
    return ground_of(access.keyring, row["custodian"], decision, pat)


def absent() -> NotFound:
    """The one answer to what is not there and to what is not for this asker."""
    return NotFound(
        "there is no such resource here, or it is not open to you; search by patient instead",
        recorded=True,
    )
