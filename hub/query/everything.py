"""All of one inhabitant's record that the asker may see, a page at a time.

https://hl7.org/fhir/R4/patient-operation-everything.html
docs/decisions/0056-everything-at-once.md
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from hub.access.access import Access, Whose
from hub.access.caller import names_of, require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier
from hub.access.own import own_name, require_own
from hub.errors import Unavailable
from hub.ledger.record import Record
from hub.query.along import Along, Moved, Wanted
from hub.query.contrary_told import KIND, flagged
from hub.query.everything_asked import IN_RECORD, NAME, Asked, link
from hub.query.named_in import in_directory
from hub.query.nameless import nameless_apart
from hub.query.search import opened
from hub.search.context import LISTED
from hub.search.everything import FIRST, Narrowed, anything, everything
from hub.search.include import MOST
from hub.search.query import Cursor
from hub.search.reach import key_of
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.database import Row
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored

_TRIES = 3
_DEEPEST = 3
"""A role, its organisation, and the organisation above that."""


class Everything(msgspec.Struct, frozen=True):
    """`record` is a page of `total`, `directory` what it refers to there.

    `next` is the parameter of a page link; `is_known` is false where nothing is open, or there.
    `all_kinds` tells whether the token's scopes open every type that was asked, `all_along` whether
    all of the directory came.
    """

    record: Sequence[Stored]
    directory: Sequence[Stored]
    total: int
    damaged: int
    next: str | None
    is_known: bool
    all_kinds: bool
    all_along: bool


class _Directory(msgspec.Struct, frozen=True):
    found: Sequence[Stored] = ()
    damaged: int = 0
    is_all: bool = True


class _Page(msgspec.Struct, frozen=True):
    """`shown` is what all pages are open by, as a statement tells it."""

    dossier: Dossier
    shown: Sequence[str]
    made: Everything


async def everything_of(access: Access, errand: Errand, asked: Asked) -> Everything:
    """The page, in the ledger as a search is.

    Raises:
        Forbidden: the asker may not search. Unavailable: his choices change at this very moment.
    """
    require_caller(errand)
    consultation = Consultation(access, errand)
    for tried in range(_TRIES):
        with suppress(Moved):
            # A person is refused by what is known now, not by what was held.
            anew = tried > 0 or own_name(errand) is not None
            page = await _page(consultation, asked, anew=anew)
            if not page.made.total:
                await consultation.wait_alike()
            await access.ledger.write(_record(consultation, page, asked))
            return page.made
    raise Unavailable(
        "the inhabitant's choices change at this moment; send the same again",
        headers={"Retry-After": "1"},
    )


async def _decided(consultation: Consultation, asked: Asked, *, anew: bool) -> Dossier:
    """By what is held where that will do: the statement finds out whether it still holds."""
    access, errand = consultation.access, consultation.errand
    named = names_meant(access.keyring, names_of(errand), "Patient", asked.patient)
    whose = Whose("patient", tuple(named))
    if not anew:
        async with access.database.connection(urgent=errand.urgent) as connection:
            dossier = await access.gather(connection, errand, whose)
        if not consultation.due(dossier):
            await access.declare(errand, dossier)
            return dossier
    return await consultation.decided(whose)


async def _page(consultation: Consultation, asked: Asked, *, anew: bool) -> _Page:
    """Raises Moved."""
    access, errand = consultation.access, consultation.errand
    dossier = nameless_apart(await _decided(consultation, asked, anew=anew))
    require_own(access, errand, dossier)
    kinds = sorted(asked.kinds & IN_RECORD or IN_RECORD)
    open_kinds = [kind for kind in kinds if may_bring(errand.client, kind)]
    narrowed = msgspec.structs.replace(asked.narrowed, kinds=open_kinds)
    rows = await _rows(access, errand, asked, narrowed, dossier)
    first = rows[0]
    is_known = bool(first["total"]) or not dossier.whole
    is_known = is_known or await _is_known(access, errand, dossier)
    found = [row for row in rows if row["rid"]]
    shown = found[: asked.count]
    record, damaged = opened(access.keyring, shown, dossier, errand)
    after = _after(shown[-1]) if len(found) > len(shown) > 0 else None
    directory = await _directory(access, errand, asked, dossier, record)
    made = Everything(
        record=record,
        directory=directory.found,
        total=first["total"],
        damaged=damaged + directory.damaged + (not dossier.whole),
        next=link(access.keyring, errand, asked, after),
        is_known=is_known,
        all_kinds=len(open_kinds) == len(kinds),
        all_along=directory.is_all,
    )
    return _Page(dossier, first["shown"] or (), made)


async def _rows(
    access: Access, errand: Errand, asked: Asked, narrowed: Narrowed, dossier: Dossier
) -> Sequence[Row]:
    """Raises Moved."""
    made = everything(narrowed, dossier.reach, access.keyring, asked.count, asked.after)
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await connection.fetch(made.sql, *made.values)
    if not rows[0]["holds"]:
        raise Moved
    return rows


async def _is_known(access: Access, errand: Errand, dossier: Dossier) -> bool:
    """Whether anything is open, though nothing that was asked is."""
    kinds = [kind for kind in sorted(IN_RECORD) if may_bring(errand.client, kind)]
    made = anything(kinds, dossier.reach, access.keyring)
    async with access.database.connection(urgent=errand.urgent) as connection:
        [row] = await connection.fetch(made.sql, *made.values)
    return bool(row["found"])


async def _directory(
    access: Access, errand: Errand, asked: Asked, dossier: Dossier, record: Sequence[Stored]
) -> _Directory:
    """What these name there, and what that names; of the types that are asked. Raises Moved."""
    if asked.kinds and not asked.kinds & LISTED:
        return _Directory()
    way = Along(access, dossier.reach, errand.urgent)
    found, damaged, sources = list[Stored](), 0, record
    for _ in range(_DEEPEST):
        named = in_directory(one.body for one in sources)
        wanted: Wanted = {rid(access.keyring, *one): {one[0]} for one in named}
        rows = [row for row in await way.named(wanted) if row["pat"] is None]
        sources, lost = opened(access.keyring, rows, dossier, errand)
        damaged += lost
        found += [one for one in sources if _is_asked(errand, asked, one.type)]
        if not rows or len(found) > MOST:
            break
    return _Directory(found[:MOST], damaged, is_all=len(found) <= MOST)


def _is_asked(errand: Errand, asked: Asked, kind: str) -> bool:
    return (not asked.kinds or kind in asked.kinds) and may_bring(errand.client, kind)


def _after(row: Row) -> Cursor:
    return FIRST if row["first"] else Cursor(row["last_updated"].isoformat(), row["rid"])


def _record(consultation: Consultation, page: _Page, asked: Asked) -> Record:
    """Why what is on all pages is open; where nothing is, why it stayed closed."""
    errand, dossier, made = consultation.errand, page.dossier, page.made
    closed = dossier.closed(consultation.access.keyring, "Patient")
    grounds, rules = closed.grounds, closed.rules
    if made.total:
        grounds = dossier.reach.shown(key_of(text) for text in page.shown)
        rules = " ".join(sorted({ground.rule for ground in grounds}))
    contrary = KIND in {one.type for one in made.record} and len(flagged(dossier, errand.now))
    along = Counter(one.type for one in made.directory)
    detail = {"operation": NAME, "along": along, "contrary": contrary}
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200 if made.is_known else 404,
        rule=rules,
        errand=errand,
        pat=closed.pat,
        type="Patient",
        found=len(made.record),
        grounds=grounds,
        asked="&".join("=".join(pair) for pair in asked.said),
        detail={name: said for name, said in detail.items() if said} | consultation.evidence,
    )
