"""An emergency is declared by a person, who answers for it."""

from consent.asker import System
from consent.decision import SILENT, Decision, Deny
from consent.question import Question

_NAME = "emergency-person"


def emergency_person(question: Question) -> Decision:
    """A-BTG-NEEDS-PERSON where a system declares one.

    https://profiles.ihe.net/ITI/PCF/volume-1.html
    """
    if question.in_emergency and isinstance(question.asker, System):
        return Deny(_NAME, "A-BTG-NEEDS-PERSON", 403)
    return SILENT
