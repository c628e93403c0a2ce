"""May this source push this, and does it lie here open or closed."""

from consent.data_category import data_keys
from consent.decision import Deny, NotApplicable, Permit, evidence_of
from consent.facts import Facts
from consent.question import Question
from consent.rules.explicit_statement import about_data, kept_by, note, own_permission, rank
from consent.rules.push_custodian import push_custodian
from consent.rules.right_to_speak import right_to_speak
from consent.section import CHOICES, About
from consent.statement import ANY, TREATMENT, Statement

_NAME = "push-stored"


def decide_push(question: Question, facts: Facts, about: About) -> Permit | Deny:
    """D-PUSH-STORED-OPEN where the inhabitant let in at least one party, else …-CLOSED.

    Closed is kept for the custodian alone; every query decides again.
    Wabvpz article 15a: https://wetten.overheid.nl/BWBR0023864
    """
    custodian = push_custodian(question, facts, about)
    if not isinstance(custodian, NotApplicable):
        return custodian
    if isinstance(right_to_speak(question, facts, about), Deny):
        return Permit(_NAME, "D-PUSH-STORED-CLOSED")
    opening = _opening(question, facts, about)
    if opening is None:
        return Permit(_NAME, "D-PUSH-STORED-CLOSED")
    return Permit(_NAME, "D-PUSH-STORED-OPEN", evidence_of(opening))


def _opening(question: Question, facts: Facts, about: About) -> Statement | None:
    """The first permission that stands for the very party it names, all objections considered."""
    section = about.section
    if section.category == CHOICES or not facts.statements:
        return None
    data = data_keys(section.category, about.resource, about.labels)
    held = [
        statement
        for statement in kept_by(facts.statements, section)
        if statement.kind == "explicit"
        and statement.status != "entered-in-error"
        and statement.purposes & TREATMENT
        and note(statement, question.day) is None
    ]
    order = rank(held, question.day)
    for actor in dict.fromkeys(statement.actor for statement in order):
        about_actor = [
            statement
            for statement in order
            if statement.actor in {ANY, actor} and not own_permission(statement, actor)
        ]
        deciding = about_data(about_actor, data)
        if deciding is not None and deciding.permit:
            return deciding
    return None
