"""Data of others is asked for treatment or continuity of care, and for nothing else."""

from consent.decision import Decision, Deny, NotApplicable
from consent.request import AccessRequest

NAME = "purpose"
PURPOSES = frozenset({"TREAT", "COC"})


def purpose(request: AccessRequest) -> Decision:
    """A-PURPOSE for any stated purpose but TREAT and COC.

    ETREAT waits for the emergency procedure. No purpose at all leaves only the own dossier.
    https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html
    """
    if request.purpose is None or request.purpose in PURPOSES:
        return NotApplicable()
    return Deny(NAME, "A-PURPOSE", 403)
