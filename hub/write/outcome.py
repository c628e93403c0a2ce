"""What became of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.statement import Statement
from hub.storage.rows import NewVersion
from hub.write.found import Known
from hub.write.names import Name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft; `new` is None where nothing changed, `body` what was stored.

    `choices` are what an inhabitant says in it from now on; None where it is no privacy Consent.
    `nobody` are those whom it names, by URA or category, as whom no organisation takes part.
    `closed` is whether it was stored and lies open to nobody else: `unrelated` where its source may
    not speak of the inhabitant, else because no choice of the inhabitant opens it.
    """

    name: Name
    status: int
    version: int
    last_updated: datetime
    new: NewVersion | None = None
    body: bytes | None = None
    choices: Sequence[Statement] | None = None
    closed: bool = False
    unrelated: bool = False
    nobody: Sequence[str] = ()

    @property
    def waits(self) -> bool:
        """Whether it says something over the data of others, which the inhabitant has to say."""
        said = self.choices or ()
        return any(not one.desk and one.recorded_by not in {None, one.custodian} for one in said)


def unchanged(name: Name, row: Known) -> Outcome:
    """What is here already stays: no version, the same ETag."""
    return Outcome(name, 200, row.version, row.last_updated)
