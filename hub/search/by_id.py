"""Read, vread and history as one SQL statement each, consent and audit inside."""

from hub.ledger.record import AuditRecord
from hub.ledger.statement import audit_of_read
from hub.search.filters import Arguments
from hub.search.statement import Statement
from hub.storage.sealing import Keyring
from hub.storage.view import View, judged

OLD = ", ".join(
    f"v.{column}"
    for column in [
        "rid",
        "version",
        "type",
        "method",
        "last_updated",
        "pat",
        "custodian",
        "category",
        "privacy",
    ]
)


def read(view: View, audit: AuditRecord, keyring: Keyring) -> Statement:
    """The newest version that the view may see; row: version, last_updated, deleted, sealed, rid.

    Of a shared type each source's word is a row, and each is judged by its own custodian.
    """
    arguments = Arguments(keyring)
    arguments.look(view)
    name = arguments.add(audit.resource, "uuid")
    sql = (
        "WITH judged AS MATERIALIZED (SELECT r.rid, r.version, r.pat, r.custodian, r.deleted, j.* "
        f"FROM resource r CROSS JOIN LATERAL {judged(arguments.judge, 'r')} AS j "
        f"WHERE r.rid = {name}), "
        "best AS MATERIALIZED "
        "(SELECT * FROM judged WHERE permit ORDER BY deleted, version DESC LIMIT 1), "
        f"audited AS ({audit_of_read(audit, arguments)}) "
        "SELECT b.version, v.last_updated, b.deleted, v.sealed, v.rid, v.type "
        "FROM best b JOIN resource_version v USING (rid, version)"
    )
    return Statement(sql, tuple(arguments.values))


def vread(view: View, version: int, audit: AuditRecord, keyring: Keyring) -> Statement:
    """This version, if the view may see it; columns as in `history`."""
    arguments = Arguments(keyring)
    arguments.look(view)
    number = arguments.add(version, "int")
    return _versions(arguments, audit, f" AND v.version = {number}", limit=1)


def history(view: View, audit: AuditRecord, keyring: Keyring, *, limit: int) -> Statement:
    """Every version that the view may see, newest first; columns as in `read` and `method`."""
    arguments = Arguments(keyring)
    arguments.look(view)
    return _versions(arguments, audit, "", limit=limit)


def _versions(arguments: Arguments, audit: AuditRecord, which: str, *, limit: int) -> Statement:
    name = arguments.add(audit.resource, "uuid")
    most = arguments.add(limit, "int")
    sql = (
        f"WITH judged AS MATERIALIZED (SELECT {OLD}, v.method = 'DELETE' AS deleted, v.sealed, j.* "
        f"FROM resource_version v CROSS JOIN LATERAL {judged(arguments.judge, 'v')} AS j "
        f"WHERE v.rid = {name}{which}), "
        "best AS MATERIALIZED "
        f"(SELECT * FROM judged WHERE permit ORDER BY version DESC LIMIT {most}), "
        f"audited AS ({audit_of_read(audit, arguments)}) "
        "SELECT version, last_updated, deleted, sealed, rid, type, method FROM best "
        "ORDER BY version DESC"
    )
    return Statement(sql, tuple(arguments.values))
