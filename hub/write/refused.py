"""Whom a write was about that is refused: he may see that it was tried."""

from uuid import UUID

from hub.write.found import Found
from hub.write.plan import Writing


def only_one(setting: Writing, known: Found) -> UUID | None:
    """The one inhabitant that it names, by number or by a Patient that is here; else None."""
    named = set(setting.needs.pats).union(*setting.needs.numbered.values())
    rows = (row for rows in known.by_rid.values() for row in rows.values())
    whose = named or {row.pat for row in rows if row.pat is not None}
    return whose.pop() if len(whose) == 1 else None
