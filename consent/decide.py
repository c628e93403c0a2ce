"""The order of the rules: the first that speaks decides, and when all are silent it is no."""

from collections.abc import Callable, Iterable

from consent.decision import Decision, Deny, NotApplicable, Permit
from consent.facts import Facts
from consent.push import decide_push
from consent.request import AccessRequest
from consent.rules.default_no import default_no
from consent.rules.explicit_statement import explicit_statement
from consent.rules.own_dossier import own_dossier
from consent.rules.privacy_consent import privacy_consent
from consent.rules.purpose import purpose
from consent.rules.role import role
from consent.rules.treatment_relation import treatment_relation

Rule = Callable[[AccessRequest, Facts], Decision]

CALLER_RULES = (purpose, role)
RULES: tuple[Rule, ...] = (own_dossier, privacy_consent, treatment_relation, explicit_statement)


def decide_caller(request: AccessRequest) -> Permit | Deny:
    """What holds whoever the inhabitant is, so that a refusal may be told; a Permit opens nothing.

    Writes are judged on their custodian alone, by `decide_push`.
    """
    rules = () if request.action == "push" else CALLER_RULES
    for rule in rules:
        decision = rule(request)
        if not isinstance(decision, NotApplicable):
            return decision
    return Permit("caller", "A-CALLER")


def decide(request: AccessRequest, facts: Facts) -> Permit | Deny:
    """Whether this caller may have this one resource, or push it.

    docs/decisions/0007-consent-default-no-specific-wins.md
    """
    if request.action == "push":
        return decide_push(request, facts)
    caller = decide_caller(request)
    if isinstance(caller, Deny):
        return caller
    return first_word(RULES, request, facts) or default_no(request, facts)


def first_word(rules: Iterable[Rule], request: AccessRequest, facts: Facts) -> Permit | Deny | None:
    """The first of these rules that applies; None where all are silent."""
    for rule in rules:
        decision = rule(request, facts)
        if not isinstance(decision, NotApplicable):
            return decision
    return None
