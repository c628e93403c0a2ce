"""What all parts of one offer share while it is built."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from hub.transfer.open.cell import Person
from hub.transfer.open.coding import Json
from hub.transfer.open.left_out import Ledger
from hub.transfer.open.setting import Facts, Setting


def random_id() -> str:
    """Opaque and unguessable: nothing of a source or of another offer is in it."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Work:
    """`needs` are codes of matching-need that records ask for, beside those of the request."""

    setting: Setting
    facts: Facts
    ledger: Ledger
    person: Person
    new_id: Callable[[], str]
    subject: str
    needs: set[str] = field(default_factory=set)

    @property
    def last_birth(self) -> int:
        """The last year in which the patient may have been born; of one unknown any may be it."""
        return self.person.last if self.person.last is not None else self.facts.today.year

    def to_patient(self) -> Json:
        """A new reference each time."""
        return {"reference": f"urn:uuid:{self.subject}"}
