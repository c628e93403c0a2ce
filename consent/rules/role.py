"""Who asks to treat someone is a clinician, or works by a clinician's mandate."""

from consent.asker import Professional, Provider
from consent.decision import Decision, Deny, NotApplicable
from consent.question import Question
from consent.readers import may_read

_NAME = "role"


def role(question: Question) -> Decision:
    """A-ROLE where a purpose is stated and nobody of this role reads there, nor by a mandate."""
    asker = question.asker
    if question.purpose is None or not isinstance(asker, Provider):
        return NotApplicable()
    if isinstance(asker, Professional) and may_read(asker):
        return NotApplicable()
    return Deny(_NAME, "A-ROLE", 403)
