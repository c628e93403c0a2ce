"""What the hub takes for granted of people until it can know it: the one place that says so.

A choice counts by the inhabitant's age and capacity. His birth date and death are as the standing
word on him has them. Who gave no birth date is taken for an adult, and he for capable of whom
nobody says otherwise who ranks as that word does.
docs/decisions/0029-the-decision-whole.md, docs/decisions/0033-who-signed.md
"""

from datetime import date

from consent.facts import Facts
from consent.source import standing, standing_capacity
from hub.access.facts import StoredFacts


def known_of(stored: StoredFacts) -> Facts:
    """What is known of an inhabitant, whoever asks."""
    word = standing(stored.sources)
    person = word.person if word else None
    capacity = standing_capacity(stored.sources)
    return Facts(
        statements=stored.statements,
        sections=stored.sections,
        sources=stored.sources,
        born=(person.born_by if person else None) or date.min,
        capable=True,
        incapable=capacity.spells if capacity else (),
        deceased=person.deceased if person else None,
    )
