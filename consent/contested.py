"""Two who stand for one inhabitant and disagree: the no of either holds, however broad.

By how narrow a word is, one mind says what it means. Of two, none says what the other means.
docs/decisions/0033-who-signed.md
"""

from collections.abc import Sequence
from datetime import date

from consent.entitlement import deciders_of, is_his_own
from consent.facts import Facts
from consent.precedence import Word, deciding
from consent.section import About
from consent.statement import PATIENT, Statement


def in_force(words: Sequence[Word], about: About, facts: Facts, day: date) -> Statement | None:
    """As `deciding`; of a permission that others gave for him, the objection of somebody else."""
    first = deciding(words, about)
    if first is None or not first.permit or not first.signed_by:
        return first
    if is_his_own(first, deciders_of(first, facts, day) & {PATIENT}, facts):
        return first
    others = [word for word in words if _objects(word.statement, first)]
    return deciding(others, about) or first


def _objects(one: Statement, permission: Statement) -> bool:
    """Whether it is a no, of anybody but those who gave this permission or some of them."""
    signers = _signers(one)
    return not one.permit and not (signers and signers <= _signers(permission))


def _signers(statement: Statement) -> frozenset[str]:
    return frozenset({*statement.signed_by, *({PATIENT} & {*statement.decided_by.split("+")})})
