"""What an asker may see of one inhabitant, as a statement takes it: the outcome, and no rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Ground = Mapping[str, Any]
"""Rule, custodian, and the Consent with its version that a decision rests on."""


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
