"""A client assertion is used once: insert or fail."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from asyncpg import UniqueViolationError

from hub.storage.append import Rows, StatementPart

_FORGOTTEN = StatementPart(
    "forgotten AS (DELETE FROM assertion WHERE (client_id, jti) IN ("
    "SELECT a.client_id, a.jti FROM assertion a "
    "WHERE a.until < (SELECT n.now FROM {} AS n (now)) - interval '1 hour' "
    "ORDER BY a.until LIMIT 20 FOR UPDATE SKIP LOCKED))",
    ("timestamptz",),
)
_USED = StatementPart(
    "used AS (INSERT INTO assertion (client_id, jti, until) SELECT * FROM {} AS n)",
    ("text", "bytea", "timestamptz"),
)


Use = tuple[str, str, datetime]
"""Whose it is, its `jti`, and until when it could be offered."""


def use(used: Sequence[Use], now: datetime) -> list[tuple[StatementPart, Rows]]:
    """Parts of a statement that fails where one of these was used before, see `was_used`.

    A use that runs at the same moment waits for the other's commit. Rows long past their `until`
    are dropped on the way: an hour, for the clocks of several hubs differ.
    https://www.rfc-editor.org/rfc/rfc7519#section-4.1.7
    """
    rows = [(whose, _digest(jti), until) for whose, jti, until in used]
    return [(_FORGOTTEN, [(now,)]), (_USED, rows)]


def was_used(failure: UniqueViolationError) -> bool:
    """Whether it is for an assertion that the statement failed, and for nothing else in it."""
    return failure.table_name == "assertion"


def _digest(jti: str) -> bytes:
    return hashlib.sha256(jti.encode("utf-8", "surrogatepass")).digest()
