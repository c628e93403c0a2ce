"""Only who treats someone, or takes over for who does, may look."""

from consent.decision import Decision, NotApplicable, withhold
from consent.facts import Facts
from consent.question import Question
from consent.section import About

_NAME = "treatment-relation"


def treatment_relation(question: Question, facts: Facts, _about: About) -> Decision:
    """A-NO-RELATION where none was asserted, or no purpose was stated to assert it by.

    Burgerlijk Wetboek 7:457 second paragraph: https://wetten.overheid.nl/BWBR0005290
    """
    if question.purpose is not None and facts.relation:
        return NotApplicable()
    return withhold(_NAME, "A-NO-RELATION")
