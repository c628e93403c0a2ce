"""Read, vread and history of one resource, for whoever may see it.

https://hl7.org/fhir/R4/http.html#read
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import structs

from consent.data_category import CATEGORIES, category_of
from consent.decision import Deny, Permit
from hub.access.access import NOBODY, Access
from hub.access.by_day import day_of
from hub.access.called import Called
from hub.access.caller import names_of, require_caller
from hub.access.close import is_close
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier, ground_of
from hub.access.own import require_own
from hub.errors import Damaged, Gone, NotFound
from hub.ledger.record import NOTHING, Ground, Record
from hub.query.moved_on import as_moved, of_whom_he_is
from hub.query.shown import as_it_stands, as_open
from hub.query.within import MOST_VERSIONS, WHOLE, VersionsAsked, bound, is_after, within
from hub.search import by_id
from hub.search.page import Page, write_page
from hub.search.query import Cursor
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.own_id import VERSION, names_meant
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored, unseal, unseal_current
from hub.storage.told_as import named_so

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
    """One version of a history, as the asker calls it; of the first of its word `is_first`.

    `stored` is None where `damage` says why it can't be shown.
    """

    version: str
    is_first: bool
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
    wanted = await _told_as(access, wanted)
    consultation, names = Consultation(access, errand), _names(access, errand, wanted)
    wanted, rows = _meant(wanted, names, await _current(access, errand, names))
    if await _asked(consultation, rows):
        wanted, rows = _meant(wanted, names, await _current(access, errand, names))
    decided = _decided(consultation, wanted, rows)
    await _declare(access, errand, rows)
    best = _standing(access, errand, decided)
    status = ABSENT if best is None else GONE if best["method"] == "DELETE" else OK
    await _wait_alike(consultation, wanted, status)
    stored = None
    if best is not None:
        stored = unseal_current(best, access.keyring)
        stored = _now(consultation, best, stored)
    address = f"{wanted.address}/_history/{stored.version}" if stored else wanted.address
    await access.ledger.write(_record(consultation, address, wanted, decided, status))
    if stored is None:
        raise absent()
    if stored.deleted:
        headers = {"ETag": f'W/"{stored.version}"'}
        raise Gone("this resource was deleted", headers=headers, recorded=True)
    return stored


async def _current(access: Access, errand: Errand, names: Iterable[UUID]) -> Sequence[Columns]:
    rows = await access.current_rows.rows(*names)
    return [row for row in rows if not is_close(access, errand, row)]


def _now(consultation: Consultation, row: Columns, stored: Stored) -> Stored:
    dossier, custodian = _dossier(consultation, [row]), row["custodian"]
    if dossier is None or stored.deleted:
        return _names_for(consultation, dossier).stored(stored, custodian)
    return as_it_stands(dossier, stored, custodian, consultation.errand.now)


async def one_version(access: Access, errand: Errand, wanted: Wanted, version: str) -> Stored:
    """The version that is called so.

    Raises:
        NotFound: not there, or not for this asker. Gone: that version is the deletion. Damaged.
    """
    found = await _versions(access, errand, wanted, version)
    if not found.bodies:
        raise absent()
    stored = found.told(unseal(found.bodies[0], access.keyring), found.bodies[0])
    if stored.deleted:
        raise Gone("in this version the resource was deleted", recorded=True)
    return stored


class Versions(NamedTuple):
    """Newest first; `total` of all pages, and where the next one begins, if there is one."""

    versions: Sequence[Version]
    total: int
    after: Cursor | None


async def all_versions(
    access: Access, errand: Errand, wanted: Wanted, asked: VersionsAsked
) -> Versions:
    """The versions that the asker may see, of those that are asked for.

    Raises:
        NotFound: no version is there, or none for this asker.
    """
    found = await _versions(access, errand, wanted, None, asked)
    if not found.seen:
        raise absent()
    versions = [_version(access, found, row) for row in found.bodies]
    after = None
    if len(found.listed) > len(found.page) > 0:
        last = found.page[-1]
        after = Cursor(last["last_updated"].isoformat(), last["rid"], last["version"])
    return Versions(versions, found.total, after)


def next_versions(
    access: Access,
    errand: Errand,
    wanted: Wanted,
    pairs: Sequence[tuple[str, str]],
    after: Cursor | None,
) -> str | None:
    """The parameter of the link to the next page of what was asked with these."""
    if after is None:
        return None
    bound_to = bound(errand.client.client_id, wanted.type, wanted.address)
    return write_page(Page(tuple(pairs), after), access.keyring, bound_to)


def _version(access: Access, found: "_Versions", row: Columns) -> Version:
    stored, damage = None, None
    try:
        stored = found.told(unseal(row, access.keyring), row)
    except Damaged as damaged:
        damage = damaged
    number = found.called.version(row["type"], row["custodian"], row["version"])
    moment = stored.last_updated if stored else day_of(row["last_updated"])
    return Version(number, row["version"] == 1, moment, row["method"], stored, damage)


async def _versions(
    access: Access,
    errand: Errand,
    wanted: Wanted,
    version: str | None,
    listed: VersionsAsked = WHOLE,
) -> "_Versions":
    require_caller(errand)
    consultation = Consultation(access, errand)
    found = await _versions_found(consultation, wanted, version, listed)
    if await _asked(consultation, found.rows):
        found = await _versions_found(consultation, wanted, version, listed)
    decided, seen = found.decided, found.seen
    await _declare(access, errand, found.rows)
    gone = len(decided) == 1 and decided[0][0]["deleted"]
    status = ABSENT if not seen else GONE if gone and version is not None else OK
    await _wait_alike(consultation, wanted, status)
    asked = f"/_history/{version}" if _number(version) else ""
    address = found.wanted.address + asked
    record = _record(consultation, address, found.wanted, decided, status)
    await access.ledger.write(structs.replace(record, found=len(found.page)))
    return found


class _Versions(NamedTuple):
    wanted: Wanted
    rows: Sequence[Columns]
    decided: Sequence[_Decided]
    seen: Sequence[Columns]
    listed: Sequence[Columns]
    total: int
    page: Sequence[Columns]
    bodies: Sequence[Columns]
    called: Called
    dossier: Dossier | None

    def told(self, stored: Stored, row: Columns) -> Stored:
        """One of them, of this row, as the asker may have it."""
        custodian = row["custodian"]
        if self.dossier is not None:
            stored = of_whom_he_is(self.dossier, stored, row, self.called)
            return as_open(self.dossier, stored, custodian)
        return self.called.stored(stored, custodian)


async def _versions_found(
    consultation: Consultation, wanted: Wanted, version: str | None, asked: VersionsAsked
) -> _Versions:
    access, errand = consultation.access, consultation.errand
    names = _names(access, errand, wanted)
    async with access.database.connection(urgent=errand.urgent) as connection:
        every = await connection.fetch(by_id.VERSIONS, list(names), _number(version))
        found = [row for row in every if not is_close(access, errand, row)]
        wanted, rows = _meant(wanted, names, found)
        rows = await as_moved(access, connection, errand, wanted.address, rows)
        dossier = _dossier(consultation, rows)
        called = _names_for(consultation, dossier)
        if version is not None:
            rows = [
                row
                for row in rows
                if called.version(row["type"], row["custodian"], row["version"]) == version
            ]
        decided = _decided(consultation, wanted, rows)
        seen = [row for row, decision, _ in decided if isinstance(decision, Permit)]
        asked_for = list(within(seen, asked.span, {ground.rule for _, _, ground in decided}))
        listed = [row for row in asked_for if is_after(row, asked.after)]
        page = listed[: min(asked.count, MOST_VERSIONS)]
        numbers, custodians = [row["version"] for row in page], [row["custodian"] for row in page]
        name = rid(access.keyring, wanted.type, wanted.id)
        bodies = await connection.fetch(by_id.BODIES, name, numbers, custodians)
    total = len(asked_for)
    return _Versions(wanted, rows, decided, seen, listed, total, page, bodies, called, dossier)


async def _told_as(access: Access, wanted: Wanted) -> Wanted:
    """What is meant, where it is asked for as a notification named it.

    Who asks for it so was told of it; whether it is open to him is decided as of any other.
    """
    name = named_so(access.keyring, wanted.type, wanted.id)
    for row in await access.current_rows.rows(name) if name else ():
        if row["method"] not in {None, "DELETE"}:
            return structs.replace(wanted, id=unseal_current(row, access.keyring).id)
    return wanted


def _names(access: Access, errand: Errand, wanted: Wanted) -> dict[UUID, str]:
    """The database's names of what the asker may mean, its own before another's, with the id."""
    return names_meant(access.keyring, names_of(errand), wanted.type, wanted.id)


def _meant(
    wanted: Wanted, names: Mapping[UUID, str], rows: Sequence[Columns]
) -> tuple[Wanted, Sequence[Columns]]:
    """What is meant as the hub keeps it, and the rows of it."""
    known = {row["rid"] for row in rows}
    name = next((name for name in names if name in known), None)
    if name is None:
        return wanted, rows
    meant = structs.replace(wanted, id=names[name])
    return meant, [row for row in rows if row["rid"] == name]


def _number(version: str | None) -> int | None:
    """The number in what a version is called; 0, which none has, where there is none."""
    if version is None:
        return None
    match = VERSION.fullmatch(version)
    return int(match["number"]) if match else 0


def _dossier(consultation: Consultation, rows: Sequence[Columns]) -> Dossier | None:
    """The record that these are in; None for the directory, or for nothing."""
    row = next(iter(rows), None)
    if row is None or row["pat"] is None:
        return None
    return consultation.seen(consultation.access.of_row(consultation.errand, row))


def _names_for(consultation: Consultation, dossier: Dossier | None) -> Called:
    """How the asker calls what is in this record, or in the directory."""
    if dossier is not None:
        return dossier.called
    return Called(consultation.access.keyring, names_of(consultation.errand))


async def _asked(consultation: Consultation, rows: Sequence[Columns]) -> bool:
    """Whether Mitz was asked about the custodians of these; then look again, for time went by."""
    access, errand = consultation.access, consultation.errand
    asked = False
    for pat, row in {row["pat"]: row for row in rows if row["pat"]}.items():
        dossier = access.of_row(errand, row)
        kept_by = {
            one["custodian"] for one in rows if one["pat"] == pat and one["category"] in CATEGORIES
        }
        holders = consultation.due(dossier, kept_by)
        if holders:
            await consultation.ask(dossier, holders)
            asked = True
    return asked


async def _wait_alike(consultation: Consultation, wanted: Wanted, status: int) -> None:
    if status == ABSENT and category_of(wanted.type) in CATEGORIES:
        await consultation.wait_alike()


def _decided(consultation: Consultation, wanted: Wanted, rows: Sequence[Columns]) -> list[_Decided]:
    """Each row with the decision about it; where there is none the same steps are done."""
    access, errand = consultation.access, consultation.errand
    if not rows:
        require_own(access, errand, access.unknown(errand, NOBODY))
    decided = []
    for row in rows:
        custodian, category = row["custodian"], row["category"]
        decision: Permit | Deny = DIRECTORY
        if row["pat"] is not None:
            dossier = access.of_row(errand, row)
            require_own(access, errand, dossier)
            scope = consultation.seen(dossier).scope
            decision = scope.decision(custodian, category, wanted.address)
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
    """Of a record, before anything of it is told; of who has no BSN nothing ever opens."""
    row = next(iter(rows), None)
    if row is None or row["pat"] is None:
        return
    dossier = access.of_row(errand, row)
    if dossier.facts.numbered:
        await access.declare(errand, dossier)


def _record(
    consultation: Consultation,
    address: str,
    wanted: Wanted,
    decided: Sequence[_Decided],
    status: int,
) -> Record:
    """Why each word or version is open or closed; `address` is of what was shown, if anything."""
    errand = consultation.errand
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
        detail=consultation.evidence,
    )


def absent() -> NotFound:
    """The one answer to what is not there and to what is not for this asker."""
    return NotFound(
        "there is no such resource here, or it is not open to you; search by patient instead",
        recorded=True,
    )
