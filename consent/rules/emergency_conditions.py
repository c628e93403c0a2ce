"""Who declares an emergency has the profession for it, just showed who he is, and says why."""

from datetime import timedelta

from consent.asker import Professional
from consent.decision import AGAIN, SILENT, Decision, Deny
from consent.question import Question

_NAME = "emergency-conditions"
PROFESSIONS = frozenset({"01", "03", "30", "81"})
"""First two digits of the UZI role code."""
FRESH = timedelta(minutes=5)
CLOCKS_DIFFER = timedelta(seconds=60)


def emergency_conditions(question: Question) -> Decision:
    """A-BTG-ROLE, A-BTG-REAUTH or A-BTG-NO-REASON; a mandate does not declare emergencies.

    docs/decisions/0029-the-decision-whole.md
    """
    asker = question.asker
    if not question.in_emergency or not isinstance(asker, Professional):
        return SILENT
    if asker.role.partition(".")[0] not in PROFESSIONS:
        return Deny(_NAME, "A-BTG-ROLE", 403)
    if asker.assurance != "high" or not _is_fresh(question, asker):
        return Deny(_NAME, "A-BTG-REAUTH", AGAIN)
    if question.emergency is None or not question.emergency.is_a_reason:
        return Deny(_NAME, "A-BTG-NO-REASON", 400)
    return SILENT


def _is_fresh(question: Question, asker: Professional) -> bool:
    if asker.authenticated_at is None:
        return False
    return -CLOCKS_DIFFER <= question.now - asker.authenticated_at <= FRESH
