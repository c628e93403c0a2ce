"""An organisation's system looks through what it put here itself, of whomever that is."""

from consent.asker import System
from consent.decision import Deny, Permit
from consent.question import Question

_NAME = "own-search"
_BAD_REQUEST = 400


def own_search(question: Question) -> Permit | Deny:
    """C-OWN-DOSSIER to a system that states no purpose, P-NO-PATIENT-CONTEXT to all others.

    Its people see it of whom they treat, one inhabitant at a time.
    Burgerlijk Wetboek 7:457: https://wetten.overheid.nl/BWBR0005290
    """
    if isinstance(question.asker, System) and question.purpose is None:
        return Permit(_NAME, "C-OWN-DOSSIER")
    return Deny(_NAME, "P-NO-PATIENT-CONTEXT", _BAD_REQUEST)
