"""Versions that were kept of the wrong person: they are decided with the record that they went to.

Whoever sees that record sees them, but for what names the other; who sees the other's does not.
docs/decisions/0080-merges.md
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.access.access import KNOWN, Access
from hub.access.called import Called
from hub.access.caller import names_of
from hub.access.dossier import Dossier
from hub.access.merged import Left
from hub.query.masked import without
from hub.security.errand import Errand
from hub.storage.binding import Columns
from hub.storage.database import Connection
from hub.storage.pseudonym import rid
from hub.storage.stored import Stored

_LONGEST = 32
"""So often what went on is followed to whom it went."""


async def as_moved(
    access: Access, connection: Connection, errand: Errand, address: str, rows: Sequence[Columns]
) -> list[Columns]:
    """The same rows of one resource, each with the facts of whose it is now.

    Of a Patient only its source sees the word that was on somebody else.
    """
    found = list(rows)
    since: dict[tuple[str, int], datetime] = {}
    for _ in range(_LONGEST):
        # It goes on from one merge to a later one: so what was brought back stays.
        lefts = [_left(access, errand, address, row, since.get(_name(row))) for row in found]
        since |= {_name(row): one.at for row, one in zip(found, lefts, strict=True) if one}
        pats = {one.pat for one in lefts if one is not None}
        if not pats:
            break
        known = await connection.fetch(f"{KNOWN}pat = ANY ($1::uuid[])", list(pats))
        facts = {row["pat"]: row for row in known}
        found = [
            row if left is None else _with(row, facts[left.pat])
            for row, left in zip(found, lefts, strict=True)
            if left is None or _may_follow(errand, row, left, facts)
        ]
    return found


def went(dossier: Dossier, row: Columns, address: str, called: Called) -> bool:
    """Whether this version of the record is another's by now, and not the asker's own word."""
    own = row["custodian"] == called.custodian
    left = dossier.facts.left_for(row["custodian"], row["last_updated"], address)
    return left is not None and row["pat"] == dossier.reach.pat and not own


def of_whom_he_is(dossier: Dossier, stored: Stored, row: Columns, called: Called) -> Stored:
    """A version that was kept of another, without what names that one; its source sees it whole."""
    if row["pat"] in {None, dossier.reach.pat} or row["custodian"] == called.custodian:
        return stored

    def is_other(address: str) -> bool:
        kind, _, name = address.partition("/")
        return kind == "Patient" and rid(called.keyring, kind, name) != dossier.patient

    return without(stored, is_other)


def _name(row: Columns) -> tuple[str, int]:
    return row["custodian"], row["version"]


def _left(
    access: Access, errand: Errand, address: str, row: Columns, since: datetime | None
) -> Left | None:
    if row["pat"] is None:
        return None
    facts = access.of_row(errand, row).facts
    if not facts.left:
        return None
    return facts.left_for(row["custodian"], row["last_updated"], address, since)


def _may_follow(errand: Errand, row: Columns, left: Left, facts: Mapping[UUID, Columns]) -> bool:
    return left.pat in facts and (row["type"] != "Patient" or row["custodian"] == names_of(errand))


def _with(row: Columns, facts: Columns) -> Mapping[str, Any]:
    names = ("rid", "version", "type", "method", "last_updated", "custodian", "category", "deleted")
    moved = {name: row[name] for name in names}
    return moved | {name: facts[name] for name in ("pat", "patient", "epoch", "facts")}
