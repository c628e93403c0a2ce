"""The order of the rules: the first that speaks decides, and when all are silent it is no."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from consent.case import Case
from consent.decision import SILENT, Decision, Deny, NotApplicable, Permit
from consent.facts import Facts
from consent.question import Question
from consent.rules.assurance import assurance
from consent.rules.choices import choices
from consent.rules.corrections import corrections
from consent.rules.deceased import deceased
from consent.rules.default_no import default_no
from consent.rules.emergency import emergency
from consent.rules.emergency_conditions import emergency_conditions
from consent.rules.emergency_person import emergency_person
from consent.rules.explicit_statement import explicit_statement
from consent.rules.lapsed_statement import lapsed_statement
from consent.rules.launched import launched
from consent.rules.mitz import mitz
from consent.rules.own_data import own_data
from consent.rules.own_dossier import own_dossier
from consent.rules.own_search import own_search
from consent.rules.purpose import purpose
from consent.rules.right_to_speak import right_to_speak
from consent.rules.role import role
from consent.rules.treatment_relation import treatment_relation
from consent.rules.without_bsn import without_bsn
from consent.section import About

Rule = Callable[[Case, About], Decision]
CallerRule = Callable[[Question], Decision]


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A rule that looks at the case alone: what it says of one section it says of all."""

    rule: Callable[[Case], Decision]

    def __call__(self, case: Case, _about: About) -> Decision:
        """As every rule is asked."""
        return self.rule(case)

    @property
    def __name__(self) -> str:
        return self.rule.__name__


CALLER_RULES: tuple[CallerRule, ...] = (
    purpose,
    emergency_person,
    role,
    emergency_conditions,
    assurance,
)
RULES: tuple[Rule, ...] = (
    Everywhere(launched),
    own_dossier,
    Everywhere(without_bsn),
    Everywhere(own_data),
    Everywhere(deceased),
    choices,
    corrections,
    right_to_speak,
    Everywhere(treatment_relation),
    explicit_statement,
    mitz,
    emergency,
    lapsed_statement,
)


def decide_caller(question: Question) -> Permit | Deny:
    """What holds whoever the inhabitant is, so that a refusal may be told; a Permit opens nothing.

    Writes are judged on their custodian alone, by `consent.push`.
    """
    for rule in CALLER_RULES:
        decision = rule(question)
        if decision is not SILENT and not isinstance(decision, NotApplicable):
            return decision
    return Permit("caller", "A-CALLER")


def decide_own_search(question: Question) -> Permit | Deny:
    """Whether this asker may search what its organisation put here without naming an inhabitant.

    Each thing that is found is decided by itself beside this, as for a read.
    """
    caller = decide_caller(question)
    return caller if isinstance(caller, Deny) else own_search(question)


def decide(question: Question, facts: Facts, about: About) -> Permit | Deny:
    """Whether this asker may have a section, or this one resource in it.

    docs/decisions/0029-the-decision-whole.md
    """
    caller = decide_caller(question)
    if isinstance(caller, Deny):
        return caller
    return settled(RULES, Case(question, facts), about)


def speaking(case: Case) -> tuple[Rule, ...]:
    """The rules in their order, but for those that are silent throughout the case."""
    return tuple([one for one in RULES if not _is_silent_throughout(one, case)])


def _is_silent_throughout(rule: Rule, case: Case) -> bool:
    return isinstance(rule, Everywhere) and isinstance(rule.rule(case), NotApplicable)


def settled(rules: Iterable[Rule], case: Case, about: About) -> Permit | Deny:
    """What the first of these rules that speaks says, of a caller against whom there is nothing."""
    for rule in rules:
        decision = rule(case, about)
        if decision is not SILENT and not isinstance(decision, NotApplicable):
            return decision
    return default_no()
