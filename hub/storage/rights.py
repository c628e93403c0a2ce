"""Whether the hub's role may do what `roles` grants it, and nothing more."""

from collections.abc import Iterable

from hub.storage.database import Connection
from hub.storage.failures import DatabaseRefused
from hub.storage.roles import EXPIRE, GRANTS

CHANGES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
# Of the session's user, whatever role it has taken since.
MIGHT = """
SELECT CASE
    WHEN r.rolsuper THEN 'is a superuser'
    WHEN r.rolcreaterole THEN 'may make roles'
    WHEN has_parameter_privilege(r.oid, 'session_replication_role', 'SET')
        THEN 'may set session_replication_role'
    WHEN EXISTS (
        SELECT FROM unnest($1::text[]) AS t (name)
        JOIN pg_class c ON c.oid = to_regclass(t.name)
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE pg_has_role(r.oid, c.relowner, 'MEMBER') OR pg_has_role(r.oid, n.nspowner, 'MEMBER')
    ) OR EXISTS (
        SELECT FROM pg_database d
        WHERE d.datname = current_database() AND pg_has_role(r.oid, d.datdba, 'MEMBER')
    ) THEN 'owns the database or its tables'
END
FROM pg_roles r WHERE r.rolname = session_user
"""
MAY_EXPIRE = "SELECT has_function_privilege(session_user, to_regprocedure($1), 'EXECUTE')"
MAY = """
SELECT t.name, p.name AS privilege, coalesce(
    has_table_privilege(session_user, to_regclass(t.name), p.name), false) AS granted
FROM unnest($1::text[]) AS t (name), unnest($2::text[]) AS p (name)
"""


async def refuse_too_many(connection: Connection) -> None:
    """Raise DatabaseRefused where the role could undo what must last."""
    reason = await connection.fetchval(MIGHT, list(GRANTS))
    if reason is None:
        over = [
            f"{row['privilege']} on {row['name']}"
            for row in await connection.fetch(MAY, list(GRANTS), CHANGES)
            if row["granted"] and row["privilege"] not in _granted(row["name"])
        ]
        reason = f"may {over[0]}" if over else None
    if reason is None and await connection.fetchval(MAY_EXPIRE, EXPIRE):
        reason = "may remove months of the ledger"
    if reason is not None:
        raise DatabaseRefused(
            f"HUB_DATABASE_URL: its role {reason}, so it could undo what must last;"
            " name a role of the hub's own, and run `hub migrate` with it"
        )


async def refuse_owner(connection: Connection, setting: str) -> None:
    """Raise DatabaseRefused where the role of this setting may do what the owner may."""
    reason = await connection.fetchval(MIGHT, list(GRANTS))
    if reason is not None:
        raise DatabaseRefused(
            f"{setting}: its role {reason}; name the one that `hub migrate` made for this"
        )


async def refuse_too_few(connection: Connection, tables: Iterable[str] = GRANTS) -> None:
    """Raise DatabaseRefused where the role lacks what the hub does."""
    for row in await connection.fetch(MAY, list(tables), ("SELECT", *CHANGES)):
        if row["privilege"] in _granted(row["name"]) and not row["granted"]:
            raise DatabaseRefused(
                f"HUB_DATABASE_URL: its role may not {row['privilege']} on {row['name']};"
                " run `hub migrate` with it"
            )


def _granted(table: str) -> set[str]:
    """Its privileges on the whole table, not those on columns."""
    return {one for one in GRANTS[table].split(", ") if one.isalpha()}
