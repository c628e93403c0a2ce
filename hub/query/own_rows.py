"""What is kept of the person who asks, of some types, each with who keeps it.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from consent.decision import Permit
from hub.access.access import Access
from hub.access.dossier import Dossier, ground_of
from hub.access.own import own_dossier
from hub.errors import Damaged
from hub.ledger.record import Ground, Record, rules_of
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.current import newest, told
from hub.storage.database import Connection, Row
from hub.storage.stored import Stored, unseal_current

MOST = 500
# Of each by itself the newest: else who pushes much of one would push another out of sight.
_OWN = (
    f"SELECT {told('r')} FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY "
    "AS k (type, custodian, category, n) JOIN LATERAL (SELECT * FROM resource o "
    "WHERE o.pat = $1 AND o.type = k.type AND NOT o.deleted "
    "AND (k.custodian IS NULL OR o.custodian = k.custodian) "
    "AND (k.category IS NULL OR o.category = k.category) "
    f"ORDER BY o.last_updated DESC, o.rid LIMIT {MOST}) AS r ON true {newest('r')} "
    "ORDER BY k.n, r.last_updated DESC, r.rid"
)


class Asked(NamedTuple):
    """A type, and of that what one custodian keeps, or what lies in one category."""

    type: str
    custodian: str | None = None
    category: str | None = None


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


async def own_rows(access: Access, errand: Errand, *asked: Asked) -> OwnRows:
    """The newest of each that is asked for, told once the ledger has that he looked.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, or may not see this record.
    """
    async with access.database.transaction() as connection:
        dossier = await own_dossier(access, connection, errand)
        columns = map(list, zip(*asked, strict=True))
        rows = await connection.fetch(_OWN, dossier.reach.pat, *columns)
        found = await _opened(access, connection, dossier, rows)
        kinds = [one.type for one in asked]
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
        rule=rules_of(grounds),
        errand=errand,
        pat=found.dossier.reach.pat,
        type=kinds[0],
        found=len(found.kept),
        grounds=tuple(grounds),
        asked="&".join(f"_type={kind}" for kind in kinds),
    )
