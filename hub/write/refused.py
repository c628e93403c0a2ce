"""Whom a write was about that is refused: they may see that it was tried."""

from uuid import UUID

from hub.write.found import Found
from hub.write.plan import Writing


def everyone(setting: Writing, known: Found) -> tuple[UUID, ...]:
    """The inhabitants that it names, by number or by a Patient that is here."""
    named = set(setting.needs.named).union(*setting.needs.numbered.values())
    numbers = [one.key for listed in setting.needs.own_numbers.values() for one in listed]
    tokens = frozenset(setting.keyring.tokens(numbers))
    rows = (row for rows in known.by_rid.values() for row in rows.values())
    # Whom somebody else knows by the same number of its own has nothing to do with it.
    rows = (row for row in rows if row.permit or tokens.isdisjoint(row.finders))
    return tuple(sorted(named or {row.pat for row in rows if row.pat is not None}))
