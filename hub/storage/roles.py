"""What the hub's own role may do in the database, and how it gets to be so."""

import hashlib
import hmac
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from hub.storage.failures import DatabaseRefused

GRANTS: Mapping[str, str] = {
    "resource_version": "SELECT, INSERT",
    "ledger": "SELECT, INSERT",
    "ledger_word": "SELECT, INSERT",
    "ledger_seal": "SELECT, INSERT",
    "resource": "SELECT, INSERT, UPDATE",
    "inhabitant": "SELECT, INSERT, UPDATE",
    # Deleting with SKIP LOCKED locks rows first, and a lock asks the right to update some column.
    "assertion": "SELECT, INSERT, DELETE, UPDATE (until)",
    "client": "SELECT",
    "definition_package": "SELECT",
    "organization": "SELECT",
    "key_check": "SELECT, INSERT",
    "alembic_version": "SELECT",
}
"""Every table, and all that the app may do with it; a test holds it against the tables."""

WRITERS = "ledger_writer"
"""The sequence that numbers who writes the ledger: the app takes from it, and can't set it back."""

ITERATIONS = 4096


@dataclass(frozen=True, slots=True)
class AppRole:
    """The role that HUB_DATABASE_URL names."""

    name: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, url: str) -> "AppRole":
        """The role of a `postgresql://…`; DatabaseRefused where it names none."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        name = unquote(parts.username or "") or asked.get("user", [""])[0]
        if not name:
            raise DatabaseRefused(
                "HUB_DATABASE_URL: names no role, and the hub needs one of its own;"
                " write postgresql://role@host/name"
            )
        return cls(name, unquote(parts.password or "") or asked.get("password", [""])[0])


def grant_app(connection: Connection, app_url: str) -> None:
    """Give the app its rights, and no others; makes its role where there is none yet.

    Raises:
        DatabaseRefused: the role can't be made, or is one that may do what the owner may.
    """
    role = AppRole.of(app_url)
    name = connection.dialect.identifier_preparer.quote_identifier(role.name)
    _make(connection, role, name)
    # True of a superuser too, whatever it was granted.
    asked = text("SELECT pg_has_role(:role, current_user, 'MEMBER')")
    if connection.scalar(asked, {"role": role.name}):
        raise DatabaseRefused(
            "HUB_DATABASE_URL: its role may do all that the owner may; name another one in it,"
            " that is no superuser and no member of the role in HUB_DATABASE_OWNER_URL"
        )
    tables = ", ".join(GRANTS)
    connection.exec_driver_sql(f"REVOKE ALL ON {tables} FROM PUBLIC, {name}")
    for table, rights in GRANTS.items():
        connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {name}")
    connection.exec_driver_sql(f"REVOKE ALL ON SEQUENCE {WRITERS} FROM PUBLIC, {name}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON SEQUENCE {WRITERS} TO {name}")


def _make(connection: Connection, role: AppRole, name: str) -> None:
    exists = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)")
    if connection.scalar(exists, {"role": role.name}):
        return
    password = f" PASSWORD '{verifier(role.password)}'" if role.password else ""
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"CREATE ROLE {name} {plain}{password}")
    except ProgrammingError:
        raise DatabaseRefused(
            "HUB_DATABASE_URL: its role does not exist, and that of HUB_DATABASE_OWNER_URL may"
            " not make it; have it made with CREATE ROLE … LOGIN, and run `hub migrate` again"
        ) from None
    except DBAPIError:
        # Roles belong to the whole server: a migration of another database made it just now.
        if not connection.scalar(exists, {"role": role.name}):
            raise


def verifier(password: str) -> str:
    """The password as PostgreSQL keeps it, so that it stands in no log of statements.

    https://www.rfc-editor.org/rfc/rfc5803
    """
    if not password.isascii():
        raise DatabaseRefused("HUB_DATABASE_URL: its password must be ASCII to make the role with")
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt64}${stored64}:{server64}"
