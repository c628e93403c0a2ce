"""In an emergency silence is not a no, but what the inhabitant objected to stays closed."""

from consent.asker import Professional
from consent.case import Case
from consent.contested import in_force
from consent.decision import SILENT, Decision, Permit, evidence_of, withhold
from consent.section import About

_NAME = "emergency"


def emergency(case: Case, about: About) -> Decision:
    """C-BTG, or C-BTG-FORBIDDEN for what was objected to; silent where there is no emergency.

    It speaks where neither the inhabitant's word for treatment nor Mitz opened this. Of what was
    said it hears objections to treatment, and all that names emergencies, which weighs one more.
    docs/decisions/0029-the-decision-whole.md; AVG article 9, second paragraph, c.
    """
    if not case.in_emergency or not isinstance(case.question.asker, Professional):
        return SILENT
    words = case.heard_in_emergency(about.section)
    statement = in_force(words, about, case.facts, case.question)
    if statement is None:
        return Permit(_NAME, "C-BTG")
    if statement.permit:
        return Permit(_NAME, "C-BTG", evidence_of(statement))
    return withhold(_NAME, "C-BTG-FORBIDDEN", evidence_of(statement))
