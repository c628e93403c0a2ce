"""The history of a type, or of all: what a source pushed, the directory, or one's own record.

Data of persons is followed by who keeps it, or within one inhabitant's record; what others keep is
read one resource at a time. docs/decisions/0067-what-changed-since.md
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from consent.asker import Provider, System
from consent.decision import Permit
from hub.access.access import Access
from hub.access.called import Called
from hub.access.caller import names_of, require_caller
from hub.access.dossier import ground_of
from hub.access.own import own_dossier
from hub.errors import Damaged, Forbidden, NotSupported
from hub.ledger.record import Ground, Record, rules_of
from hub.query.moved_on import went
from hub.query.read import DIRECTORY as OPEN
from hub.query.read import Version
from hub.query.shown import as_open
from hub.query.within import bound
from hub.search.page import Page, write_page
from hub.search.past import Past, Span
from hub.search.query import Cursor
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.database import Connection
from hub.storage.stored import Stored, unseal
from profiles.resource.compartment import DIRECTORY, UNBOUND

MOST_COUNTED = 10_000
"""A history that is longer has no total, unless that is all that is asked."""
_NO_LIMIT = 1 << 40
SHARED = DIRECTORY | UNBOUND
"""Types of which there may be something in the directory."""
FOR_SYSTEMS = (
    "the history of more than one resource is what your organisation pushed itself, and is for its "
    "system: ask with a token that names no person, or ask Type/id/_history"
)
NO_LIST = (
    "a person follows his own record: ask the history of a type that is about him, or Type/id/"
    "_history"
)


class HistoryAsked(msgspec.Struct, frozen=True):
    """Of these types, `kind` being the only one, if it is; `pairs` are for the next page's link."""

    kinds: tuple[str, ...]
    kind: str | None
    span: Span
    count: int
    pairs: tuple[tuple[str, str], ...] = ()
    after: Cursor | None = None
    counts_alone: bool = False

    @property
    def interaction(self) -> str:
        """As FHIR calls it."""
        return "history-type" if self.kind else "history-system"


class Change(NamedTuple):
    """A version with the type and address of what it is of; None where that can't be read."""

    kind: str
    address: str | None
    version: Version


class History(msgspec.Struct, frozen=True):
    """A page, newest first; `total` where it was counted, `next` a page link's parameter."""

    changes: Sequence[Change]
    total: int | None
    next: str | None


class _Seen(NamedTuple):
    row: Columns
    ground: Ground
    address: str | None
    change: Change


async def history_of(access: Access, errand: Errand, asked: HistoryAsked) -> History:
    """What changed of what the asker may follow; each inhabitant's log says that he looked.

    Raises:
        Forbidden: not for this asker. NotSupported: a list of the directory, to a person.
    """
    require_caller(errand)
    async with access.database.connection() as connection:
        past = await _past(access, connection, errand, asked)
        rows, total = await _found(connection, past, asked)
    shown = [one for row in rows[: asked.count] if (one := _seen(access, errand, row))]
    await access.ledger.write(*_records(errand, asked, shown))
    following = None
    if len(rows) > asked.count > 0:
        last = rows[asked.count - 1]
        after = Cursor(last["last_updated"].isoformat(), last["rid"], last["version"])
        bound_to = bound(errand.client.client_id, asked.kind)
        following = write_page(Page(asked.pairs, after), access.keyring, bound_to)
    return History([one.change for one in shown], total, following)


async def _past(
    access: Access, connection: Connection, errand: Errand, asked: HistoryAsked
) -> Past:
    if not isinstance(errand.asker, Provider):
        kinds = [kind for kind in asked.kinds if kind not in DIRECTORY]
        if not kinds:
            raise NotSupported(NO_LIST)
        dossier = await own_dossier(access, connection, errand)
        return Past(kinds, frozenset(), dossier.reach.pat, asked.span, asked.after)
    alone = isinstance(errand.asker, System) and errand.purpose is None
    if not alone and not SHARED.issuperset(asked.kinds):
        raise Forbidden(FOR_SYSTEMS, rule="P-HISTORY")
    # Who is no system follows the directory alone: nothing of a person is under this name.
    own = errand.asker.ura if alone else ""
    return Past(asked.kinds, SHARED, own, asked.span, asked.after)


async def _found(
    connection: Connection, past: Past, asked: HistoryAsked
) -> tuple[Sequence[Columns], int | None]:
    """Rows of the page, one more if there is another; the total on the first, where it is known."""
    rows: Sequence[Columns] = ()
    if asked.count:
        made = past.page(asked.count + 1)
        rows = await connection.fetch(made.sql, *made.values)
        if past.after is None and len(rows) <= asked.count:
            return rows, len(rows)
    if past.after is not None:
        return rows, None
    most = _NO_LIMIT if asked.counts_alone else MOST_COUNTED + 1
    made = past.total(most)
    total: int = await connection.fetchval(made.sql, *made.values)
    return rows, total if total < most else None


def _seen(access: Access, errand: Errand, row: Columns) -> _Seen | None:
    """The version as the asker may have it; None where it is closed, which his own never is."""
    custodian, decision = row["custodian"], OPEN
    called, dossier = Called(access.keyring, names_of(errand)), None
    stored: Stored | None = None
    damage = None
    if row["pat"] is not None:
        dossier = access.of_row(errand, row)
        called = dossier.called
    try:
        stored = unseal(row, access.keyring)
    except Damaged as damaged:
        damage = damaged
    kept = stored.address if stored else None
    if dossier is not None and went(dossier, row, kept or "", called):
        return None
    if dossier is not None:
        found = dossier.scope.decision(custodian, row["category"], kept or "")
        if not isinstance(found, Permit):
            return None
        decision = found
    if stored is not None:
        stored = (
            as_open(dossier, stored, custodian) if dossier else called.stored(stored, custodian)
        )
    number = called.version(row["type"], custodian, row["version"])
    first, moment = row["version"] == 1, row["last_updated"]
    version = Version(number, first, moment, row["method"], stored, damage)
    change = Change(row["type"], stored.address if stored else None, version)
    return _Seen(row, ground_of(access.keyring, custodian, decision), kept, change)


def _records(errand: Errand, asked: HistoryAsked, shown: Sequence[_Seen]) -> list[Record]:
    """One of each inhabitant that something is told of, and one where nothing is."""
    by_pat: dict[UUID | None, list[_Seen]] = defaultdict(list)
    for one in shown:
        by_pat[one.row["pat"]].append(one)
    return [_record(errand, asked, pat, of) for pat, of in (by_pat or {None: []}).items()]


def _record(
    errand: Errand, asked: HistoryAsked, pat: UUID | None, shown: Sequence[_Seen]
) -> Record:
    grounds = tuple(dict.fromkeys(one.ground for one in shown))
    addresses = dict.fromkeys(one.address for one in shown)
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=asked.interaction,
        status=200,
        rule=rules_of(grounds),
        errand=errand,
        pat=pat,
        type=asked.kind,
        found=len(shown),
        grounds=grounds,
        entities=tuple(filter(None, addresses)),
        asked="&".join(name for name, _ in asked.pairs) or None,
    )
