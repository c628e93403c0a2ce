"""An organisation sees what it put here itself: that is its own dossier, not exchange."""

from consent.case import Case
from consent.category import ura_text
from consent.decision import SILENT, Decision, Permit
from consent.section import About

_NAME = "own-dossier"


def own_dossier(case: Case, about: About) -> Decision:
    """C-OWN-DOSSIER for the custodian: its system always, its people who treat the inhabitant.

    Burgerlijk Wetboek 7:454 and 7:457: https://wetten.overheid.nl/BWBR0005290
    """
    own = case.own == ura_text(about.section.custodian)
    if own and (case.question.purpose is None or case.facts.relation):
        return Permit(_NAME, "C-OWN-DOSSIER")
    return SILENT
