"""An organisation sees what it put here itself: that is its own dossier, not exchange."""

from consent.category import ura_text
from consent.decision import Decision, NotApplicable, Permit
from consent.facts import Facts
from consent.request import AccessRequest

NAME = "own-dossier"


def own_dossier(request: AccessRequest, facts: Facts) -> Decision:
    """C-OWN-DOSSIER for the holder: its system always, its professional who treats the inhabitant.

    Burgerlijk Wetboek 7:454 and 7:457: https://wetten.overheid.nl/BWBR0005290
    """
    own = ura_text(request.ura) == ura_text(facts.holder_ura)
    if own and (request.purpose is None or facts.relation):
        return Permit(NAME, "C-OWN-DOSSIER")
    return NotApplicable()
