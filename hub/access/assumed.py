"""What the hub takes for granted of people until it can know it: the one place that says so.

A choice counts by the inhabitant's age and capacity, a question by how its asker proved who he is.
Neither reaches the hub yet, so everybody is taken for a capable adult, and a professional for
known as well as the organisation vouches for him. docs/decisions/0024-the-decision-whole.md
"""

from dataclasses import replace
from datetime import date

from consent.asker import Professional
from consent.facts import Facts
from consent.question import Question
from hub.security.errand import Errand

A_CAPABLE_ADULT = Facts(born=date.min, capable=True)


def question_of(errand: Errand) -> Question:
    """What consent is asked, with the assurance that the organisation's word gives a person."""
    question, asker = errand.question, errand.asker
    if isinstance(asker, Professional) and asker.assurance == "low":
        return replace(question, asker=replace(asker, assurance="substantial"))
    return question
