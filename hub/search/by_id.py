"""Read, vread and history: what is there with its facts, then the bodies and the audit.

Two statements, whatever comes of it: what is closed costs what is absent costs.
"""

from collections.abc import Sequence
from uuid import UUID

from hub.ledger.record import AuditRecord
from hub.ledger.write import CASTS, HEAD
from hub.search.statement import STORED, Statement
from hub.storage.sealing import Keyring

FACTS = "i.patient, i.epoch, i.facts"
# Of a shared type each source's word is a row, and each is decided by its own custodian.
CURRENT_ROWS = (
    "SELECT r.rid, r.said_by, r.type, r.version, r.pat, r.section, r.custodian, r.category, "
    f"r.deleted, r.sealed_id, {FACTS} FROM resource r LEFT JOIN inhabitant i USING (pat) "
    "WHERE r.rid = $1 ORDER BY r.deleted, r.version DESC"
)
VERSIONS = (
    "SELECT v.rid, v.version, v.type, v.method, v.last_updated, v.pat, v.custodian, v.category, "
    f"v.method = 'DELETE' AS deleted, {FACTS} FROM resource_version v LEFT JOIN inhabitant i "
    "USING (pat) WHERE v.rid = $1 AND ($2::int IS NULL OR v.version = $2) ORDER BY v.version DESC"
)

_MARKS = ", ".join(f"${n}::{cast}" for n, cast in enumerate(CASTS, 3))
BODIES = (
    f"WITH audited AS ({HEAD} SELECT {_MARKS} RETURNING 1) SELECT {STORED} FROM resource_version v "
    "WHERE v.rid = $1 AND v.version = ANY ($2::int[]) ORDER BY v.version DESC"
)
STORED_VERSION = f"SELECT {STORED} FROM resource_version v WHERE v.rid = $1 AND v.version = $2"


def bodies(rid: UUID, versions: Sequence[int], record: AuditRecord, keyring: Keyring) -> Statement:
    """These versions, newest first, and the audit row of the call, in one statement."""
    return Statement(BODIES, (rid, list(versions), *record.values(keyring)))
