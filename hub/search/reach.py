"""What an asker may see of one inhabitant, as a statement takes it: the outcome, and no rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hub.ledger.record import Ground


@dataclass(frozen=True, slots=True)
class Reach:
    """Decided at `epoch`, 0 where nobody knows the inhabitant.

    `sections` are the numbers of those that are open; `opened` are single resources with their
    section, open though it is closed, `closed` those that are closed though it is open: a Patient
    lies in a section of each source. `grounds` say why something is open, by the text of a
    section's number, or of a resource's name with it.
    """

    pat: UUID
    epoch: int
    sections: tuple[int, ...] = ()
    opened: tuple[tuple[UUID, int], ...] = ()
    closed: tuple[tuple[UUID, int], ...] = ()
    grounds: Mapping[str, Ground] = field(default_factory=dict)

    @property
    def within(self) -> tuple[int, ...]:
        """The sections that anything is open of; a row's tokens are those of its section."""
        return tuple({*self.sections, *(section for _, section in self.opened)})

    def shown(self, keys: Iterable[str]) -> tuple[Ground, ...]:
        """Why these were shown: section numbers, or names of resources with their section."""
        found = (self.grounds.get(key) or self.grounds[key.rpartition(" ")[2]] for key in keys)
        return tuple(dict.fromkeys(found))
