"""What became of a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from consent.data_category import CATEGORIES
from consent.statement import ANY, Statement
from hub.access.called import Called
from hub.access.recording import Recording
from hub.storage.rows import NewVersion
from hub.write.found import Known
from hub.write.names import Name

NEVER = 0
"""The version of what was never here: to delete it is no fault."""
AtDesk = Literal["", "proposed", "confirmed"]
"""Of what reaches the data of others, whether it waits for a second person; empty of all else."""


@dataclass(frozen=True, slots=True)
class Contrary:
    """A will, or else an agreement, that says the contrary; `date` is empty where it has none."""

    is_will: bool
    date: str


class Outcome(msgspec.Struct, frozen=True):
    """What became of a draft; `new` is None where nothing changed, `body` what is stored.

    Of a deletion that is nothing.
    `choices` are what an inhabitant says in it from now on; None where it is no privacy Consent.
    `nobody` are those whom it names, by URA or category, as whom no organisation takes part.
    `called` is how the writer calls it.
    `recording` is who wrote these down, `desk` whether they wait there for a second person.
    `closed` is whether it was stored and lies open to nobody else: `unrelated` where its source may
    not speak of the inhabitant, else because no choice of the inhabitant opens it; of who is kept
    `without_bsn` none ever does. `unsigned` is whether one who signed a permission is not known to
    stand for the inhabitant, `unnamed` whether a transfer does not say by URA who hands him over to
    whom. `contrary` is what says the contrary on the same treatment, as far as the writer may know.
    `late` is whether it came as of who was replaced, and went to who came in his place.
    """

    name: Name
    status: int
    version: int
    last_updated: datetime
    new: NewVersion | None = None
    body: bytes = b""
    choices: Sequence[Statement] | None = None
    closed: bool = False
    unrelated: bool = False
    without_bsn: bool = False
    unsigned: bool = False
    unnamed: bool = False
    nobody: Sequence[str] = ()
    recording: Recording | None = None
    desk: AtDesk = ""
    called: Called | None = None
    contrary: Sequence[Contrary] = ()
    late: bool = False

    @property
    def address(self) -> str:
        """`Type/id` as the writer says it."""
        address = self.name.address
        return self.called.address(address) if self.called else address

    @property
    def waits(self) -> bool:
        """Whether it says something over the data of others, which the inhabitant has to say."""
        said = self.choices or ()
        said = [one for one in said if one.status not in {"inactive", "entered-in-error"}]
        reaches = any(not one.desk and one.recorded_by not in {None, one.custodian} for one in said)
        return reaches and not self.desk

    @property
    def unheld(self) -> bool:
        """Whether it permits data of a category that the hub holds nothing of."""
        said = [one.data for one in self.choices or ()]
        return any(one != ANY and ":" not in one and one not in CATEGORIES for one in said)


def unchanged(name: Name, row: Known, desk: AtDesk = "") -> Outcome:
    """What is here already stays: no version, the same ETag."""
    return Outcome(name, 200, row.version, row.last_updated, body=row.body, desk=desk)
