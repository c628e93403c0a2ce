"""What the hub takes for granted of people until it can know it: the one place that says so.

A choice counts by the inhabitant's age and capacity. His birth date and death are as the standing
word on him has them. Everybody is taken for capable, as the law does until somebody with the right
to says otherwise. Who gave no birth date is taken for an adult where a provider asks; where a
person asks nothing is taken for granted. On what ground somebody stands for him is the word of who
vouches for that person; whether the ground holds is decided by age and capacity.
docs/decisions/0029-the-decision-whole.md
"""

from datetime import date

from consent.asker import Asker, Inhabitant, Representative
from consent.facts import Facts
from consent.source import standing
from hub.access.facts import StoredFacts


def known_of(stored: StoredFacts, asker: Asker | None = None) -> Facts:
    """What is known of an inhabitant for who asks; None is whoever asks for care."""
    word = standing(stored.sources)
    person = word.person if word else None
    born = person.born_by if person else None
    if not isinstance(asker, Inhabitant | Representative):
        born = born or date.min
    return Facts(
        statements=stored.statements,
        sections=stored.sections,
        sources=stored.sources,
        born=born,
        capable=True,
        deceased=person.deceased if person else None,
        mandates=frozenset({asker.ground} if isinstance(asker, Representative) else ()),
    )
