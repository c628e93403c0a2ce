"""That a person stands for an inhabitant, as it was vouched for when he made a choice for him.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from consent.asker import Ground
from consent.question import amsterdam_day
from consent.related_person import Ended, RelatedPerson, vouches
from consent.source import Source

PERSON = "Person/"
"""Before the hub's own name of a person, where a statement says who signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """That `person` stands for the inhabitant on this `ground`, by whom he logged in.

    `said_at` is the last moment at which that was vouched for, `until` when it was said to end.
    """

    person: str
    ground: Ground
    said_at: datetime
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it lasts, as far as was said when it was vouched for."""
        return self.until is None or now < self.until


def is_over(
    mandate: Mandate,
    related: Iterable[RelatedPerson],
    ended: Iterable[Ended],
    sources: tuple[Source, ...],
    today: date,
) -> bool:
    """Whether a desk, or who treats him, said since then that the ground ended, and nobody has it.

    They don't say which of the persons who log in it is: while one has it, none lost it.
    """
    told = [
        one
        for one in related
        if mandate.ground in one.grounds and vouches(one, None, sources, desk=False)
    ]
    if any(one.holds(today) for one in told):
        return False
    day = amsterdam_day(mandate.said_at)
    return any(one.holds(day) for one in told) or any(
        one.at >= mandate.said_at
        and mandate.ground in one.person.grounds
        and vouches(one.person, None, sources, desk=False)
        for one in ended
    )
