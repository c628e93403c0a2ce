"""Which schema this hub is written for, and what it makes of any other."""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from hub.storage.failures import DatabaseRefused

RETIRED = frozenset({"0001", "0002", "0003"})
"""Revisions of early versions, from which no migration leads to a newer one."""


def refuse_other(revision: str | None) -> None:
    """Raise DatabaseRefused unless the schema is the newest one."""
    refuse_unknown(revision)
    newest, _ = _known()
    if revision is None:
        raise DatabaseRefused("HUB_DATABASE_URL: the database is empty; run `hub migrate`")
    if revision != newest:
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
    _, known = _known()
    if revision is not None and revision not in known:
        raise DatabaseRefused(
            "HUB_DATABASE_URL: the database has a newer schema than this hub;"
            " start the version of the hub that migrated it"
        )


@cache
def _known() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all of them."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    return scripts.get_current_head(), frozenset(one.revision for one in scripts.walk_revisions())
