"""What is set aside, and how it comes back into its lane."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.core.outbox import Outbox
from profiles.invalid import JsonObject

_RECORDS = """
SELECT substr(place, 1, 8), name, content, judged, outcome,
  (SELECT min(status) FROM parcel WHERE record = record.number AND state = 'refused')
FROM record WHERE state = 'refused' ORDER BY number
"""
_PARCELS = """
SELECT label, NULL, body, judged, answer, status FROM parcel
WHERE record IS NULL AND state = 'refused' ORDER BY number
"""
_AGAIN = """
UPDATE record SET state = 'waiting'
WHERE state = 'refused' AND content IS NOT NULL AND place LIKE ? || '%'
RETURNING number
"""
_PARCELS_AGAIN = """
UPDATE parcel SET state = 'waiting', since = coalesce(since, number)
WHERE record IS NULL AND state = 'refused' AND label LIKE ? || '%'
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record or parcel that is set aside; `status` is None where it was refused here."""

    label: str
    name: str | None = field(repr=False)
    content: bytes = field(repr=False)
    judged: float | None
    outcome: bytes | None = field(repr=False)
    status: int | None

    def issues(self) -> list[JsonObject]:
        """What was said of it."""
        return list(json.loads(self.outcome).get("issue", [])) if self.outcome else []


def refusals(outbox: Outbox) -> Iterator[Refusal]:
    """All of them, oldest first."""
    for query in (_RECORDS, _PARCELS):
        for row in outbox.database.execute(query):
            yield Refusal(*row)


def retry(outbox: Outbox, label: str) -> int:
    """How many will be brought again: those of this label, or with an empty one all.

    A record is mapped anew. None goes before what told the same later.
    """
    with outbox.taking():
        records = outbox.database.execute(_AGAIN, (label,)).fetchall()
        outbox.database.executemany("DELETE FROM parcel WHERE record = ?", records)
        parcels = outbox.database.execute(_PARCELS_AGAIN, (label,)).rowcount
    return len(records) + parcels
