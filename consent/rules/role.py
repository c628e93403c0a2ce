"""Who asks to treat someone is a clinician, or works by a clinician's mandate."""

from consent.asker import Professional, Provider
from consent.decision import SILENT, Decision, Deny
from consent.question import Question
from consent.readers import may_read

_NAME = "role"


def role(question: Question) -> Decision:
    """A-ROLE where a purpose is stated and nobody of this role reads there, nor by a mandate."""
    asker = question.asker
    if question.purpose is None or not isinstance(asker, Provider):
        return SILENT
    if isinstance(asker, Professional) and may_read(asker):
        return SILENT
    return Deny(_NAME, "A-ROLE", 403)
