"""Two who stand for one inhabitant and disagree: the no of either holds, however broad.

By how narrow a word is, one mind says what it means. Of two, none says what the other means.
docs/decisions/0033-who-signed.md
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from consent.entitlement import HIMSELF, deciders_of, is_his_own
from consent.facts import Facts
from consent.precedence import Word, prevailing
from consent.question import Question
from consent.section import About
from consent.statement import NOBODY, PATIENT, Statement


def in_force(
    words: Sequence[Word], about: About, facts: Facts, question: Question
) -> Statement | None:
    """As `prevailing`, without the permissions that others gave for him and somebody objects to."""
    first = prevailing(words, about)
    while (
        first is not None
        and first.signed_by
        and first.permit
        and _is_contested(first, words, about, facts, question.day)
    ):
        words = [word for word in words if word.statement is not first]
        first = prevailing(words, about)
    return first


def _is_contested(
    permission: Statement, words: Sequence[Word], about: About, facts: Facts, day: date
) -> bool:
    himself = HIMSELF & deciders_of(permission, facts, day)
    if is_his_own(permission, himself, facts):
        return False
    against = (word for word in words if _objects(word.statement, permission))
    return prevailing(against, about) is not None


def _objects(one: Statement, permission: Statement) -> bool:
    """Whether it is a no, of anybody but those who gave this permission or some of them."""
    signers = _signers(one)
    return not one.permit and not (signers and signers <= _signers(permission))


def may_take_back(objection: Statement, who: Collection[str], facts: Facts, day: date) -> bool:
    """Whether these who stand for the inhabitant may let this no go: their own alone.

    Else who may permit would only have to take back the no of the other. It is theirs too where
    all the others who made it stand for him no longer; his own word is nobody's to take back.
    """
    signers = _signers(objection)
    others = signers.difference(who)
    if not others:
        return bool(signers)
    had = {*objection.decided_by.split("+")} - {PATIENT, NOBODY}
    of_others = replace(objection, signed_by=tuple(others))
    return bool(had) and PATIENT not in others and not deciders_of(of_others, facts, day) & had


def _signers(statement: Statement) -> frozenset[str]:
    return frozenset({*statement.signed_by, *({PATIENT} & {*statement.decided_by.split("+")})})
