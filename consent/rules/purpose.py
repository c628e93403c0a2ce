"""Data of others is asked for treatment or continuity of care, and for nothing else."""

from consent.asker import Provider
from consent.decision import Decision, Deny, NotApplicable
from consent.question import Question

_NAME = "purpose"
PURPOSES = frozenset({"TREAT", "COC"})
OWN_REQUEST = "PATRQT"


def purpose(question: Question) -> Decision:
    """A-PURPOSE for any stated purpose but TREAT and COC; of a person for any but his own request.

    ETREAT waits for the emergency procedure. No purpose at all leaves only the own dossier.
    https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html
    """
    if isinstance(question.asker, Provider):
        fits = question.purpose is None or question.purpose in PURPOSES
    else:
        fits = question.purpose == OWN_REQUEST
    return NotApplicable() if fits else Deny(_NAME, "A-PURPOSE", 403)
