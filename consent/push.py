"""May this source push this, and does it lie here open or closed."""

from consent.contested import in_force
from consent.decision import Deny, NotApplicable, Permit, evidence_of
from consent.facts import Facts
from consent.precedence import heard, over, own_permission, ranked
from consent.question import Question
from consent.rules.push_custodian import push_custodian
from consent.section import CHOICES, About
from consent.source import is_silenced
from consent.statement import ANY, TREATMENT, Statement

_NAME = "push-stored"


def decide_push(question: Question, facts: Facts, about: About) -> Permit | Deny:
    """D-PUSH-STORED-OPEN where the inhabitant let in at least one party, else …-CLOSED.

    Closed is kept for the custodian alone; every query decides again.
    Wabvpz article 15a: https://wetten.overheid.nl/BWBR0023864
    """
    custodian = push_custodian(question, about)
    if not isinstance(custodian, NotApplicable):
        return custodian
    if not facts.numbered or is_silenced(about.section.custodian, facts.sources):
        return Permit(_NAME, "D-PUSH-STORED-CLOSED")
    opening = _opening(question, facts, about)
    if opening is None:
        return Permit(_NAME, "D-PUSH-STORED-CLOSED")
    return Permit(_NAME, "D-PUSH-STORED-OPEN", evidence_of(opening))


def _opening(question: Question, facts: Facts, about: About) -> Statement | None:
    """The first permission that stands for the very party it names, all objections considered."""
    section = about.section
    if section.category == CHOICES or not facts.statements or facts.deceased:
        return None
    said = [one for one in over(facts.statements, section) if one.status != "entered-in-error"]
    treating = [one for one in said if one.kind == "explicit" and one.purposes & TREATMENT]
    taking_over = [one for one in said if "COC" in one.purposes]
    return _first(treating, question, facts, about) or _first(taking_over, question, facts, about)


def _first(
    held: list[Statement], question: Question, facts: Facts, about: About
) -> Statement | None:
    order = ranked(held, facts, question.day)
    for actor in dict.fromkeys(word.statement.actor for word in order):
        about_actor = [
            word
            for word in order
            if word.statement.actor in {ANY, actor} and not own_permission(word.statement, actor)
        ]
        first = in_force(heard(about_actor, about.section), about, facts, question)
        if first is not None and first.permit:
            return first
    return None
