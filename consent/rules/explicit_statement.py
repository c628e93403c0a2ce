"""The inhabitant's own word decides, and of several words the most specific one.

`consent/precedence.py` has the order.
"""

from collections.abc import Mapping

from consent.case import Case
from consent.contested import in_force
from consent.decision import SILENT, Decision, Permit, evidence_of, withhold
from consent.mitz import mitz_says
from consent.section import About
from consent.statement import Kind, Statement

_NAME = "explicit-statement"
_REASONS: Mapping[Kind, str] = {
    "explicit": "C-EXPLICIT-PERMIT",
    "implied": "C-IMPLIED-COC",
    "offered": "C-OFFERED",
}


def explicit_statement(case: Case, about: About) -> Decision:
    """C-EXPLICIT-PERMIT, C-IMPLIED-COC, C-OFFERED, C-EXPLICIT-DENY, where something valid was said.

    A no in an emergency is left to the rule `emergency`, a yes that Mitz overrules to `mitz`.
    """
    words = case.heard(about.section)
    statement = in_force(words, about, case.facts, case.question)
    if statement is None:
        return SILENT
    if statement.permit and statement.source == "mitz":
        statement = _said_here(case, about) or statement
    if not statement.permit:
        if case.in_emergency:
            return SILENT
        return withhold(_NAME, "C-EXPLICIT-DENY", evidence_of(statement))
    overrules = case.facts.policy.mitz_deny_overrules
    if overrules and mitz_says(case.facts, about.section) in {"deny", "unknown"}:
        return SILENT
    return Permit(_NAME, _REASONS[statement.kind], evidence_of(statement))


def _said_here(case: Case, about: About) -> Statement | None:
    """What was recorded here goes before a yes that was copied from Mitz, however broad it is."""
    words = [word for word in case.heard(about.section) if word.statement.source == "local"]
    return in_force(words, about, case.facts, case.question)
