"""An inhabitant sees what is kept of him, and so does who may stand for him."""

from consent.asker import Inhabitant, Representative
from consent.decision import Decision, Deny, NotApplicable, Permit
from consent.facts import Facts
from consent.question import Question
from consent.section import About

_NAME = "own-data"
READS_ALONE_FROM = 12
"""Years of age. Burgerlijk Wetboek 7:447 and 7:456."""
FORBIDDEN = 403


def own_data(question: Question, facts: Facts, _about: About) -> Decision:
    """S-OWN-DATA or S-NOT-ENTITLED to a person; silent where a provider asks.

    Wabvpz article 15d: https://wetten.overheid.nl/BWBR0023864
    """
    match question.asker:
        case Inhabitant(whose=whose):
            entitled = whose == facts.whose and (facts.age or 0) >= READS_ALONE_FROM
        case Representative(whose=whose, ground=ground):
            entitled = whose == facts.whose and ground in facts.mandates
        case _:
            return NotApplicable()
    if entitled:
        return Permit(_NAME, "S-OWN-DATA")
    return Deny(_NAME, "S-NOT-ENTITLED", FORBIDDEN)
