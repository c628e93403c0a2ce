"""An organisation sees what it put here itself: that is its own dossier, not exchange."""

from consent.asker import Provider
from consent.category import ura_text
from consent.decision import Decision, NotApplicable, Permit
from consent.facts import Facts
from consent.question import Question
from consent.section import About

_NAME = "own-dossier"


def own_dossier(question: Question, facts: Facts, about: About) -> Decision:
    """C-OWN-DOSSIER for the custodian: its system always, its people who treat the inhabitant.

    Burgerlijk Wetboek 7:454 and 7:457: https://wetten.overheid.nl/BWBR0005290
    """
    asker = question.asker
    if not isinstance(asker, Provider):
        return NotApplicable()
    own = ura_text(asker.ura) == ura_text(about.section.custodian)
    if own and (question.purpose is None or facts.relation):
        return Permit(_NAME, "C-OWN-DOSSIER")
    return NotApplicable()
