"""Who does something in a case, and for whom."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["requester", "desk", "provider", "clock"]
Roles = frozenset[Role]
REQUESTER: Roles = frozenset({"requester"})
DESK: Roles = frozenset({"desk"})
PROVIDER: Roles = frozenset({"provider"})
ASKING: Roles = frozenset({"desk", "requester"})
"""Who asks for a place: the one who needs it, or the desk for him."""
ANYBODY: Roles = ASKING | PROVIDER
BY_CLOCK: Roles = frozenset({"clock"})


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation by its URA; `for_whom` is another one, on whose word the desk acts by phone.

    `is_person` is whether somebody is behind it: what needs a judgement is no system's to do.
    """

    ura: str
    for_whom: str | None = None
    is_person: bool = False

    @property
    def word_of(self) -> str:
        """Whose word it is."""
        return self.for_whom or self.ura


CLOCK = Actor("")
"""The hub itself, where a term has passed."""
