"""Where nothing valid was said here, the national register of choices decides."""

from consent.asker import Provider
from consent.case import Case
from consent.decision import SILENT, Decision, Permit, withhold
from consent.mitz import mitz_says
from consent.precedence import prevailing
from consent.section import About

_NAME = "mitz"


def mitz(case: Case, about: About) -> Decision:
    """C-MITZ-PERMIT, C-MITZ-DENY, or C-SOURCE-UNAVAILABLE; silent where Mitz is not asked.

    A deny does not tell a no from no choice. A no in an emergency is left to `emergency`, and so
    is a yes where something valid was said here: it never overrules an objection.
    """
    says = mitz_says(case.facts, about.section)
    if says is None or not isinstance(case.question.asker, Provider):
        return SILENT
    if says == "permit":
        said = prevailing(case.heard(about.section), about) is not None
        return SILENT if said else Permit(_NAME, "C-MITZ-PERMIT")
    if case.in_emergency:
        return SILENT
    return withhold(_NAME, "C-MITZ-DENY" if says == "deny" else "C-SOURCE-UNAVAILABLE")
