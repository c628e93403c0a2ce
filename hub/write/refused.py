"""Whom a write was about that is refused: they may see that it was tried."""

from uuid import UUID

from hub.write.found import Found
from hub.write.plan import Writing


def everyone(setting: Writing, known: Found) -> tuple[UUID, ...]:
    """The inhabitants that it names, by number or by a Patient that is here."""
    named = set(setting.needs.pats).union(*setting.needs.numbered.values())
    rows = (row for rows in known.by_rid.values() for row in rows.values())
    return tuple(sorted(named or {row.pat for row in rows if row.pat is not None}))
