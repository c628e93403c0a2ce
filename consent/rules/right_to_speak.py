"""Nobody is shown what a source says of an inhabitant whom it does not treat."""

from consent.decision import Decision, NotApplicable, withhold
from consent.facts import Facts
from consent.question import Question
from consent.section import About
from consent.source import speaks

_NAME = "right-to-speak"


def right_to_speak(_question: Question, facts: Facts, about: About) -> Decision:
    """C-SOURCE-UNRELATED where the custodian may not speak of this inhabitant to others.

    docs/decisions/0024-the-right-to-speak.md
    """
    for source in facts.sources:
        if source.custodian == about.section.custodian and not speaks(source, facts.sources):
            return withhold(_NAME, "C-SOURCE-UNRELATED")
    return NotApplicable()
