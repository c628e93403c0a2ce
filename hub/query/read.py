"""Read, vread and history of one resource, for whoever may see it.

https://hl7.org/fhir/R4/http.html#read
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import structs

from consent.decision import Deny, Permit
from hub.access.access import NOBODY, Access
from hub.access.caller import require_caller
from hub.access.dossier import ground_of
from hub.access.own import require_own
from hub.errors import Damaged, Gone, NotFound
from hub.ledger.record import NOTHING, Ground, Record
from hub.search import by_id
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored, unseal, unseal_current

MOST_VERSIONS = 500
_Decided = tuple[Columns, Permit | Deny, Ground]
GONE, ABSENT, OK = 410, 404, 200
DIRECTORY = Permit("directory", "DIRECTORY")


class Wanted(msgspec.Struct, frozen=True):
    """One resource as it was asked for; `interaction` is a FHIR code for the ledger."""

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
        NotFound: not there, or not for this asker; of a person Forbidden. Gone: it was deleted.
        Damaged.
    """
    require_caller(errand)
    name = rid(access.keyring, wanted.type, wanted.id)
    rows = await access.current_rows.rows(name)
    decided = _decided(access, errand, wanted, rows)
    await _declare(access, errand, rows)
    best = _standing(access, errand, decided)
    status = ABSENT if best is None else GONE if best["method"] == "DELETE" else OK
    stored = unseal_current(best, access.keyring) if best is not None else None
    address = f"{wanted.address}/_history/{stored.version}" if stored else wanted.address
    await access.ledger.write(_record(errand, address, wanted, decided, status))
    if stored is None:
        raise absent()
    if stored.deleted:
        headers = {"ETag": f'W/"{stored.version}"'}
        raise Gone("this resource was deleted", headers=headers, recorded=True)
    return stored


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
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await connection.fetch(by_id.VERSIONS, name, version)
        decided = _decided(access, errand, wanted, rows)
        seen = [row["version"] for row, decision, _ in decided if isinstance(decision, Permit)]
        seen = seen[:MOST_VERSIONS]
        bodies = await connection.fetch(by_id.BODIES, name, seen)
    await _declare(access, errand, rows)
    gone = len(decided) == 1 and decided[0][0]["deleted"]
    status = ABSENT if not seen else GONE if gone and version is not None else OK
    address = wanted.address if version is None else f"{wanted.address}/_history/{version}"
    record = _record(errand, address, wanted, decided, status)
    await access.ledger.write(structs.replace(record, found=len(seen)))
    return bodies


def _decided(
    access: Access, errand: Errand, wanted: Wanted, rows: Sequence[Columns]
) -> list[_Decided]:
    """Each row with the decision about it; where there is none the same steps are done."""
    if not rows:
        require_own(access, errand, access.unknown(errand, NOBODY))
    decided = []
    for row in rows:
        custodian, category = row["custodian"], row["category"]
        decision: Permit | Deny = DIRECTORY
        if row["pat"] is not None:
            dossier = access.of_row(errand, row)
            require_own(access, errand, dossier)
            decision = dossier.scope.decision(custodian, category, wanted.address)
        decided.append((row, decision, ground_of(access.keyring, custodian, decision)))
    return decided


def _standing(access: Access, errand: Errand, decided: Sequence[_Decided]) -> Columns | None:
    """The word that stands among those that are open, which come newest first."""
    open_ = [row for row, decision, _ in decided if isinstance(decision, Permit)]
    if len(open_) > 1 and open_[0]["pat"] is not None:
        reach = access.of_row(errand, open_[0]).reach
        open_.sort(key=lambda row: (row["method"] == "DELETE", reach.turn(row["custodian"])))
    return next(iter(open_), None)


async def _declare(access: Access, errand: Errand, rows: Sequence[Columns]) -> None:
    """Of a record, before anything of it is told."""
    pat = next((row["pat"] for row in rows), None)
    if pat is not None:
        await access.declare(errand, pat)


def _record(
    errand: Errand, address: str, wanted: Wanted, decided: Sequence[_Decided], status: int
) -> Record:
    """Why each word or version is open or closed; `address` is of what was shown, if anything."""
    grounds = tuple(dict.fromkeys(ground for _, _, ground in decided))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=wanted.interaction,
        status=status,
        rule=" ".join(sorted({ground.rule for ground in grounds})) or NOTHING,
        errand=errand,
        pat=next((row["pat"] for row, _, _ in decided), None),
        type=wanted.type,
        found=int(any(isinstance(decision, Permit) for _, decision, _ in decided)),
        grounds=grounds,
        entities=(address,),
    )


def absent() -> NotFound:
    """The one answer to what is not there and to what is not for this asker."""
    return NotFound(
        "there is no such resource here, or it is not open to you; search by patient instead",
        recorded=True,
    )
