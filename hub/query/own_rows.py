"""What is kept of the person who asks, of some types, each with who keeps it.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from consent.decision import Permit
from hub.access.access import Access
from hub.access.dossier import Dossier, ground_of
from hub.access.own import own_dossier
from hub.errors import Damaged
from hub.ledger.record import NOTHING, Ground, Record
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.current import newest, told
from hub.storage.database import Connection, Row
from hub.storage.stored import Stored, unseal_current

MOST = 500
_OWN = (
    f"SELECT {told('r')} FROM resource r {newest('r')} WHERE r.pat = $1 "
    "AND r.type = ANY ($2::text[]) AND NOT r.deleted "
    f"ORDER BY r.last_updated DESC, r.rid LIMIT {MOST}"
)


@dataclass(frozen=True)
class Kept:
    """One resource as it is now; `custodian` keeps it, of eight digits, 00000000 he himself."""

    stored: Stored
    custodian: str
    category: str | None

    @cached_property
    def resource(self) -> dict[str, Any]:
        """What it says."""
        said: dict[str, Any] = msgspec.json.decode(self.stored.body)
        return said

    @property
    def at(self) -> datetime:
        """When it became so."""
        return self.stored.last_updated


@dataclass(frozen=True, slots=True)
class OwnRows:
    """Newest first; `damaged` counts what can't be shown, `names` of custodians are by URA."""

    kept: Sequence[Kept]
    dossier: Dossier
    names: dict[str, str] = field(default_factory=dict)
    damaged: int = 0

    def of(self, kind: str) -> Iterator[Kept]:
        """Those of one type."""
        return (one for one in self.kept if one.stored.type == kind)


async def own_rows(access: Access, errand: Errand, *kinds: str) -> OwnRows:
    """What the hub keeps of him of these types, told once the ledger has that he looked.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, or may not see this record.
    """
    async with access.database.transaction() as connection:
        dossier = await own_dossier(access, connection, errand)
        rows = await connection.fetch(_OWN, dossier.reach.pat, list(kinds))
        found = await _opened(access, connection, dossier, rows)
        await access.ledger.append(connection, [_record(access, errand, found, kinds)])
    return found


async def _opened(
    access: Access, connection: Connection, dossier: Dossier, rows: Sequence[Row]
) -> OwnRows:
    kept, damaged = list[Kept](), 0
    for row in rows:
        try:
            stored = unseal_current(row, access.keyring)
        except Damaged:
            damaged += 1
            continue
        custodian, category = row["custodian"], row["category"]
        if dossier.scope.permits(custodian, category, stored.address):
            stored = dossier.called.stored(stored, custodian)
            kept.append(Kept(stored, custodian, category))
    uras = sorted({one.custodian for one in kept})
    names = await called(connection, access.keyring, uras) if uras else {}
    return OwnRows(kept, dossier, names, damaged)


def _record(access: Access, errand: Errand, found: OwnRows, kinds: Sequence[str]) -> Record:
    """What was shown, and why it is open; of several types in one row."""
    grounds: dict[Ground, None] = {}
    for one in found.kept:
        address = one.stored.address
        decision = found.dossier.scope.decision(one.custodian, one.category, address)
        if isinstance(decision, Permit):
            grounds[ground_of(access.keyring, one.custodian, decision)] = None
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="search-type",
        status=200,
        rule=" ".join(sorted({one.rule for one in grounds})) or NOTHING,
        errand=errand,
        pat=found.dossier.reach.pat,
        type=kinds[0],
        found=len(found.kept),
        grounds=tuple(grounds),
        asked="&".join(f"_type={kind}" for kind in kinds),
    )
