"""What became of a draft."""

from dataclasses import dataclass
from datetime import datetime

from hub.storage.lookup import Known
from hub.storage.rows import NewVersion
from hub.write.names import Name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft; `new` is None where nothing changed, `body` what was stored."""

    name: Name
    status: int
    version: int
    last_updated: datetime
    new: NewVersion | None = None
    body: bytes | None = None


def unchanged(name: Name, row: Known) -> Outcome:
    """What is here already stays: no version, the same ETag."""
    return Outcome(name, 200, row.version, row.last_updated)
