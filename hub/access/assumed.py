"""What the hub takes for granted of people until it can know it: the one place that says so.

A choice counts by the inhabitant's age and capacity. His birth date, death and capacity are as the
newest says who treats him, or a desk before that, and says anything of it. Of whom nobody says
otherwise is taken for capable. Who gave no birth date is taken for an adult where a provider asks;
where a person asks nothing is taken for granted. On what ground somebody stands for him is the word
of who vouches for that person; whether the ground holds is decided by age and capacity.
docs/decisions/0029-the-decision-whole.md, docs/decisions/0033-who-signed.md
"""

from datetime import date, datetime

from consent.asker import Asker, Inhabitant, Representative
from consent.facts import Facts
from consent.source import standing_capacity, who_say
from hub.access.facts import StoredFacts


def known_of(stored: StoredFacts, now: datetime, asker: Asker | None = None) -> Facts:
    """What is known of an inhabitant at this moment for who asks; None is whoever asks for care."""
    said = [one.person for one in who_say(stored.sources) if one.person]
    capacity = standing_capacity(stored.sources, stored.capacity_words)
    born = next((one.born_by for one in said if one.born_by), None)
    if not isinstance(asker, Inhabitant | Representative):
        born = born or date.min
    return Facts(
        numbered=stored.numbered,
        statements=stored.counting(now),
        sections=stored.sections,
        sources=stored.sources,
        related=stored.related,
        ended=stored.ended,
        represented_by=tuple(one for one in stored.represented_by if one.holds(now)),
        labelled=stored.labelled,
        born=born,
        capable=True,
        incapable=capacity.spells if capacity else (),
        deceased=next((one.deceased for one in said if one.deceased is not None), None),
        mandates=frozenset({asker.ground} if isinstance(asker, Representative) else ()),
    )
