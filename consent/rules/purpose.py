"""Data of others is asked for care, planned or in an emergency, and for nothing else."""

from consent.asker import Provider
from consent.decision import SILENT, Decision, Deny
from consent.question import Question
from consent.statement import EMERGENCY

_NAME = "purpose"
PURPOSES = frozenset({"TREAT", "COC"}) | EMERGENCY
OWN_REQUEST = "PATRQT"


def purpose(question: Question) -> Decision:
    """A-PURPOSE for any but TREAT, COC, ETREAT and BTG; of a person for any but his own request.

    No purpose at all leaves only the own dossier.
    https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html
    """
    if isinstance(question.asker, Provider):
        fits = question.purpose is None or question.purpose in PURPOSES
    else:
        fits = question.purpose == OWN_REQUEST
    return SILENT if fits else Deny(_NAME, "A-PURPOSE", 403)
