"""What was stored, version by version: of one source and the directory, or of one record.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.search.by_id import FACTS
from hub.search.query import Cursor
from hub.search.statement import Statement
from hub.storage.current import SAID_BY_EACH, VERSION
from profiles.resource.compartment import CLOSE
from profiles.search.dates import EARLIEST, LATEST

_LAST = UUID(int=(1 << 128) - 1)
_EACH = ", ".join(f"'{kind}'" for kind in sorted(SAID_BY_EACH))
_ORDER = "v.last_updated DESC, v.rid DESC, v.version DESC"
# Each of these is one walk along an index, newest first: migration 0016.
_OWN = (
    "SELECT v.* FROM resource_version v "
    "WHERE v.custodian = $2 AND v.type = k.type AND v.pat IS NOT NULL"
)
_SHARED = (
    "SELECT v.* FROM resource_version v WHERE v.pat IS NULL AND v.type = k.type AND k.shared "
    f"AND (v.type <> '{CLOSE}' OR v.custodian = $2)"
)
_OF_ONE = (
    "SELECT v.* FROM resource r JOIN resource_version v "
    "ON v.rid = r.rid AND (r.said_by = '' OR v.custodian = r.said_by) "
    "WHERE r.pat = $2 AND r.type = k.type"
)
_WHEN = (
    "v.last_updated >= $4 AND v.last_updated < $5 "
    "AND (v.last_updated, v.rid, v.version) < ($6::timestamptz, $7::uuid, $9::int)"
)
# Nothing of the same word had come in its place when the span begins.
_STOOD = (
    " AND NOT EXISTS (SELECT FROM resource_version n WHERE n.rid = v.rid AND n.version > v.version "
    f"AND n.last_updated <= $10 AND (v.type NOT IN ({_EACH}) OR n.custodian = v.custodian))"
)


class Span(msgspec.Struct, frozen=True):
    """Which versions by their time: from `since` on, and what stood between `low` and `high`."""

    since: datetime = EARLIEST
    low: datetime | None = None
    high: datetime = LATEST


class Past(msgspec.Struct, frozen=True):
    """Of these types: what this organisation or this inhabitant has; of some what everybody has."""

    kinds: Sequence[str]
    shared: frozenset[str]
    of: str | UUID
    span: Span
    after: Cursor | None = None

    def page(self, most: int) -> Statement:
        """The newest, whole, each with the facts that it is decided by."""
        return Statement(
            f"SELECT {VERSION}, {FACTS} FROM (SELECT v.* FROM {self._found(_ORDER)} AS v "
            f"ORDER BY {_ORDER} LIMIT $3) AS v LEFT JOIN inhabitant i USING (pat) "
            f"ORDER BY {_ORDER}",
            self._values(most),
        )

    def total(self, most: int) -> Statement:
        """How many there are, counted as far as `most`."""
        return Statement(
            f"SELECT count(*) FROM (SELECT FROM {self._found('')} AS v LIMIT $3) AS c",
            self._values(most),
        )

    def _found(self, order: str) -> str:
        ways = [_OF_ONE] if isinstance(self.of, UUID) else [_OWN, _SHARED]
        when = _WHEN if self.span.low is None else _WHEN + _STOOD
        end = f"{'ORDER BY ' if order else ''}{order} LIMIT $3"
        legs = " UNION ALL ".join(f"({way} AND {when} {end})" for way in ways)
        return f"unnest($1::text[], $8::bool[]) AS k (type, shared) CROSS JOIN LATERAL ({legs})"

    def _values(self, most: int) -> tuple[object, ...]:
        moment, name, version = LATEST, _LAST, 0
        if self.after is not None:
            moment, name = datetime.fromisoformat(self.after.moment), self.after.rid
            version = self.after.version
        span = self.span
        shared = [kind in self.shared for kind in self.kinds]
        low = [] if span.low is None else [span.low]
        return (
            list(self.kinds),
            self.of,
            most,
            span.since,
            span.high,
            moment,
            name,
            shared,
            version,
            *low,
        )
