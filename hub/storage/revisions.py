"""Which schema this hub is written for, and what it makes of any other."""

from functools import cache
from pathlib import Path

from hub.storage.failures import DatabaseRefused

_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
RETIRED = frozenset({"0001", "0002", "0003"})
"""Revisions of early versions, from which no migration leads to a newer one."""


def refuse_other(revision: str | None) -> None:
    """Raise DatabaseRefused unless the schema is the newest one."""
    refuse_unknown(revision)
    if revision is None:
        raise DatabaseRefused("HUB_DATABASE_URL: the database is empty; run `hub migrate`")
    if revision != max(known()):
        raise DatabaseRefused(
            "HUB_DATABASE_URL: the database has an older schema than this hub; run `hub migrate`"
        )


def refuse_unknown(revision: str | None) -> None:
    """Raise DatabaseRefused where no migration leads from here to the newest schema."""
    if revision in RETIRED:
        raise DatabaseRefused(
            "HUB_DATABASE_URL: the database was made by an early version of the hub, whose data"
            " this one can not take over; begin with an empty database"
        )
    if revision is not None and revision not in known():
        raise DatabaseRefused(
            "HUB_DATABASE_URL: the database has a newer schema than this hub;"
            " start the version of the hub that migrated it"
        )


@cache
def known() -> frozenset[str]:
    """All revisions, the newest the last by name; a hub that starts loads no Alembic for them."""
    return frozenset(one.name.partition("_")[0] for one in _MIGRATIONS.glob("[0-9]*_*.py"))
