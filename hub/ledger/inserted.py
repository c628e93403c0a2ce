"""The audit row as part of the statement whose outcome it records."""

from collections.abc import Mapping
from typing import Protocol

from hub.ledger.record import AuditRecord
from hub.ledger.write import HEAD
from hub.storage.sealing import Keyring


class Parameters(Protocol):
    """Collects the values of a statement."""

    keyring: Keyring

    def add(self, value: object, cast: str) -> str:
        """The placeholder of this value."""


def audited(
    record: AuditRecord, parameters: Parameters, computed: Mapping[str, str], where: str = ""
) -> str:
    """The INSERT; `computed` are columns that SQL fills in, `where` when there is a row at all."""
    values = zip(AuditRecord.COLUMNS.items(), record.values(parameters.keyring), strict=True)
    row = [computed.get(column) or parameters.add(value, cast) for (column, cast), value in values]
    return f"{HEAD} SELECT {', '.join(row)}{where} RETURNING 1"
