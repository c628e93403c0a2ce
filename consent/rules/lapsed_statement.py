"""Something was said about this, but it is not in force: the no says why."""

from consent.case import Case
from consent.decision import SILENT, Decision, evidence_of, withhold
from consent.precedence import lapsed
from consent.section import About

_NAME = "lapsed-statement"


def lapsed_statement(case: Case, about: About) -> Decision:
    """C-WITHDRAWN, C-NOT-YET-VALID, C-EXPIRED or C-NOT-ENTITLED; silent where nothing was said.

    It comes after every rule that may say yes, so what is valid never meets it.
    """
    word = lapsed(case.heard(about.section), about)
    if word is None or word.note is None:
        return SILENT
    return withhold(_NAME, word.note, evidence_of(word.statement))
