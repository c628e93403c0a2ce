"""What the hub's own roles may do in the database, and how it gets to be so."""

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
    "identity_merge": "SELECT, INSERT",
    "transfer_case": "SELECT, INSERT, UPDATE",
    "transfer_offer": "SELECT, INSERT, UPDATE",
    "transfer_abort": "SELECT, INSERT, UPDATE (status)",
    "transfer_between": "SELECT, INSERT, UPDATE (status)",
    "transfer_event": "SELECT, INSERT",
    "transfer_figures": "SELECT, INSERT",
    "notification_channel": "SELECT, INSERT, UPDATE",
    "notification": "SELECT, INSERT, DELETE, UPDATE",
    "kept_place": "SELECT, INSERT, UPDATE (changed_at, until, released_at, arrived_at)",
    "broken_promise": "SELECT, INSERT",
    "promise_task": "SELECT, INSERT, UPDATE (status)",
    "site_capacity": "SELECT, INSERT, UPDATE (gone_at, is_behind)",
    # Deleting with SKIP LOCKED locks rows first, and a lock asks the right to update some column.
    "assertion": "SELECT, INSERT, DELETE, UPDATE (until)",
    "task": "SELECT, INSERT, UPDATE (closed, outcome)",
    "handle": "SELECT, INSERT, DELETE, UPDATE",
    "proof": "SELECT, INSERT, DELETE, UPDATE (until)",
    "client": "SELECT",
    "definition_package": "SELECT",
    # Triggers write there; the hub takes it out when the ledger has it.
    "configuration_change": "SELECT, DELETE",
    "organization": "SELECT",
    "key_check": "SELECT, INSERT",
    "alembic_version": "SELECT",
}
"""Every table, and all that the app may do with it; a test holds it against the tables."""

RETENTION_GRANTS: Mapping[str, str] = {
    "ledger": "SELECT, INSERT",
    "ledger_word": "SELECT, INSERT",
    "ledger_seal": "SELECT",
}
"""What the role may do that removes months: to remove one it has `EXPIRE` alone."""

EXPIRE = "expire_ledger(date)"
"""The function that removes a month whose time is over."""

WRITERS = "ledger_writer"
"""The sequence that numbers who writes the ledger: the app takes from it, and can't set it back."""

ITERATIONS = 4096


@dataclass(frozen=True, slots=True)
class Role:
    """The role that a URL names, and the setting that holds the URL."""

    setting: str
    name: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, url: str, setting: str) -> "Role":
        """The role of a `postgresql://…`; DatabaseRefused where it names none."""
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        name = unquote(parts.username or "") or asked.get("user", [""])[0]
        if not name:
            raise DatabaseRefused(
                f"{setting}: names no role, and the hub needs one of its own;"
                " write postgresql://role@host/name"
            )
        return cls(setting, name, unquote(parts.password or "") or asked.get("password", [""])[0])


def grant_app(connection: Connection, app_url: str) -> None:
    """Give the app its rights, and no others; makes its role where there is none yet.

    Raises:
        DatabaseRefused: the role can't be made, or is one that may do what the owner may.
    """
    name = _granted(connection, Role.of(app_url, "HUB_DATABASE_URL"), GRANTS)
    connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION {EXPIRE} FROM PUBLIC, {name}")


def grant_retention(connection: Connection, url: str, app_url: str) -> None:
    """The same for the role that removes months.

    Raises:
        DatabaseRefused: likewise, or it is the app's.
    """
    role = Role.of(url, "HUB_DATABASE_RETENTION_URL")
    if role.name == Role.of(app_url, "HUB_DATABASE_URL").name:
        raise DatabaseRefused(
            f"{role.setting}: its role is the hub's own, which may remove nothing; name another"
        )
    name = _granted(connection, role, RETENTION_GRANTS)
    connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {EXPIRE} TO {name}")


def _granted(connection: Connection, role: Role, grants: Mapping[str, str]) -> str:
    name = connection.dialect.identifier_preparer.quote_identifier(role.name)
    _make(connection, role, name)
    # True of a superuser too, whatever it was granted.
    asked = text("SELECT pg_has_role(:role, current_user, 'MEMBER')")
    if connection.scalar(asked, {"role": role.name}):
        raise DatabaseRefused(
            f"{role.setting}: its role may do all that the owner may; name another one in it,"
            " that is no superuser and no member of the role in HUB_DATABASE_OWNER_URL"
        )
    connection.exec_driver_sql(f"REVOKE ALL ON {', '.join(GRANTS)} FROM PUBLIC, {name}")
    for table, rights in grants.items():
        connection.exec_driver_sql(f"GRANT {rights} ON {table} TO {name}")
    connection.exec_driver_sql(f"REVOKE ALL ON SEQUENCE {WRITERS} FROM PUBLIC, {name}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON SEQUENCE {WRITERS} TO {name}")
    return name


def _make(connection: Connection, role: Role, name: str) -> None:
    exists = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)")
    if connection.scalar(exists, {"role": role.name}):
        return
    password = f" PASSWORD '{verifier(role)}'" if role.password else ""
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"CREATE ROLE {name} {plain}{password}")
    except ProgrammingError:
        raise DatabaseRefused(
            f"{role.setting}: its role does not exist, and that of HUB_DATABASE_OWNER_URL may"
            " not make it; have it made with CREATE ROLE … LOGIN, and run `hub migrate` again"
        ) from None
    except DBAPIError:
        # Roles belong to the whole server: a migration of another database made it just now.
        if not connection.scalar(exists, {"role": role.name}):
            raise


def verifier(role: Role) -> str:
    """Its password as PostgreSQL keeps it, so that it stands in no log of statements.

    https://www.rfc-editor.org/rfc/rfc5803
    """
    if not role.password.isascii():
        raise DatabaseRefused(f"{role.setting}: its password must be ASCII to make the role with")
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", role.password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt64}${stored64}:{server64}"
