"""The audit row as part of the statement whose outcome it records."""

from typing import Protocol

from hub.ledger.record import AuditRecord
from hub.ledger.write import CASTS, COLUMNS, values
from hub.storage.sealing import Keyring

# A search by a number or a reference may find several inhabitants: each stands by what was open.
DECIDED = (
    "(SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('rule', rule, 'custodian', custodian, "
    "'consent', consent, 'version', consent_version, 'pat', CASE WHEN permit THEN pat END)), "
    "'[]') FROM judged)"
)
RULES = "coalesce((SELECT string_agg(DISTINCT rule, ' ' ORDER BY rule) FROM judged), 'NOTHING')"


class Parameters(Protocol):
    """Collects the values of a statement."""

    keyring: Keyring

    def add(self, value: object, cast: str) -> str:
        """The placeholder of this value."""


def audit_of_search(record: AuditRecord, arguments: Parameters, pat: str, most: str) -> str:
    """INSERT for a search: `judged`, `visible` and `page` are parts of the same statement.

    `pat` and `most` are SQL: the patient key, and the most rows of a page that go out.
    """
    return _insert(
        record,
        arguments,
        {
            "pat": pat,
            "found": f"(SELECT least(count(*), {most}) FROM page)",
            "rule": RULES,
            "decided": DECIDED,
        },
    )


def audit_of_read(record: AuditRecord, arguments: Parameters) -> str:
    """INSERT for a read or history: `judged` and `best` are parts of the same statement."""
    status = (
        "(SELECT CASE WHEN bool_and(deleted) THEN 410 WHEN count(*) > 0 THEN 200 ELSE 404 END "
        "FROM best)"
    )
    return _insert(
        record,
        arguments,
        {
            "pat": "(SELECT pat FROM judged LIMIT 1)",
            "status": status,
            "found": "(SELECT count(*) FROM best)",
            "rule": RULES,
            "decided": DECIDED,
        },
    )


def _insert(record: AuditRecord, arguments: Parameters, computed: dict[str, str]) -> str:
    columns = COLUMNS.split(", ")
    row = [
        computed.get(column) or arguments.add(value, cast)
        for column, value, cast in zip(
            columns, values(record, arguments.keyring), CASTS, strict=True
        )
    ]
    return f"INSERT INTO audit ({COLUMNS}) SELECT {', '.join(row)} RETURNING 1"
