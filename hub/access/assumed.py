"""What the hub takes for granted of people until it can know it: the one place that says so.

A choice counts by the inhabitant's age and capacity. His birth date and death are as the standing
word on him has them. Who gave no birth date is taken for an adult, and everybody for capable, as
the law does until somebody with the right to says otherwise.
docs/decisions/0029-the-decision-whole.md
"""

from datetime import date, datetime

from consent.facts import Facts
from consent.source import standing
from hub.access.facts import StoredFacts


def known_of(stored: StoredFacts, now: datetime) -> Facts:
    """What is known of an inhabitant at this moment, whoever asks."""
    word = standing(stored.sources)
    person = word.person if word else None
    return Facts(
        statements=stored.counting(now),
        sections=stored.sections,
        sources=stored.sources,
        born=(person.born_by if person else None) or date.min,
        capable=True,
        deceased=person.deceased if person else None,
    )
