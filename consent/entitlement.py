"""Who may decide about exchange for an inhabitant: by age, capacity and who it is.

Burgerlijk Wetboek 7:447, 7:450 and 7:465: https://wetten.overheid.nl/BWBR0005290
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from consent.facts import Facts
from consent.mandate import is_over
from consent.policy import MinorMode
from consent.question import amsterdam_day
from consent.related_person import vouches
from consent.statement import PATIENT, Statement

Age = Literal["child", "minor", "grown"]
Group = frozenset[str]

A_CHILD_UNTIL, A_MINOR_UNTIL = 12, 16


def _alone(*who: str) -> frozenset[Group]:
    return frozenset(frozenset({one}) for one in who)


_PARENTS = _alone("parent", "guardian")
HIMSELF: Group = frozenset({PATIENT})
_WITH_A_PARENT = frozenset(group | {PATIENT} for group in _PARENTS)
_FOR_THE_INCAPABLE = _alone("curator", "mentor", "proxy", "spouse", "parent", "child", "sibling")

MAY_DECIDE: Mapping[tuple[Age, bool], frozenset[Group]] = {
    ("child", True): _PARENTS,
    ("child", False): _PARENTS,
    ("minor", True): _WITH_A_PARENT,
    ("minor", False): _PARENTS,
    ("grown", True): _alone(PATIENT, "proxy"),
    ("grown", False): _FOR_THE_INCAPABLE,
}
"""Age and capacity to who decides: any one of the groups, all of a group together."""

OBJECTS_FROM = A_CHILD_UNTIL
"""Years of age from which the inhabitant's own no counts, whatever else he may decide."""


def age_on(born: date | None, day: date) -> int | None:
    """Whole years; None where the day of birth is unknown."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def capable_on(facts: Facts, day: date) -> bool | None:
    """Whether he could decide for himself that day; None where nobody says."""
    if not facts.incapable:
        return facts.capable
    return not any(
        first <= day and (again is None or day < again) for first, again in facts.incapable
    )


def may_permit(deciders: Group, facts: Facts, day: date) -> bool:
    """Whether these people together may permit that day; of unknown capacity, in either case."""
    return _suffice(deciders, _groups(facts, day))


@lru_cache(maxsize=1024)
def _suffice(deciders: Group, may: tuple[frozenset[Group], ...]) -> bool:
    """Remembered, for every permission asks."""
    return bool(may) and all(any(group <= deciders for group in groups) for groups in may)


def may_object(decider: str, facts: Facts, day: date) -> bool:
    """Whether this one alone may say no: who must agree may also refuse; from 12 years oneself."""
    if decider == PATIENT:
        return (age_on(facts.born, day) or 0) >= OBJECTS_FROM
    may = _groups(facts, day)
    return bool(may) and all(any(decider in group for group in groups) for groups in may)


def who_decides(facts: Facts, day: date) -> frozenset[str]:
    """Everybody by whose yes, alone or with others, somebody may be let in that day."""
    return frozenset(who for groups in _groups(facts, day) for group in groups for who in group)


def _groups(facts: Facts, day: date) -> tuple[frozenset[Group], ...]:
    """Who may decide that day, for each capacity that is possible; of unknown age nobody."""
    years = age_on(facts.born, day)
    if years is None:
        return ()
    return _in_each_case(_age(years), capable_on(facts, day), facts.policy.minor_mode)


@cache
def _in_each_case(age: Age, capable: bool | None, mode: MinorMode) -> tuple[frozenset[Group], ...]:  # noqa: FBT001 -- a column of the table
    cases = (True, False) if capable is None else (capable,)
    return tuple(_groups_of(age, one, mode) for one in cases)


def _groups_of(age: Age, capable: bool, mode: MinorMode) -> frozenset[Group]:  # noqa: FBT001 -- a column of the table
    if mode == "self12" and (age, capable) == ("minor", True):
        return _alone(PATIENT)
    return MAY_DECIDE[age, capable]


def _age(years: int) -> Age:
    if years < A_CHILD_UNTIL:
        return "child"
    return "minor" if years < A_MINOR_UNTIL else "grown"


def is_entitled(statement: Statement, facts: Facts, today: date) -> bool:
    """Whether who decided it may have it count.

    The inhabitant's own word is judged on the day he gave it, and outlasts his capacity; a word for
    him, that he need not have given too, is judged today, and ends when he decides for himself.
    """
    if statement.decided_by == PATIENT:
        return may_permit(HIMSELF, facts, amsterdam_day(statement.given_at))
    deciders = deciders_of(statement, facts, today)
    if is_his_own(statement, deciders, facts):
        return True
    return may_permit(deciders - {PATIENT}, facts, today)


def is_his_own(statement: Statement, deciders: Group, facts: Facts) -> bool:
    """Whether these could permit it on the day that he gave his word, and not without him."""
    day = amsterdam_day(statement.given_at)
    with_him = may_permit(deciders, facts, day)
    return with_him and not may_permit(deciders - {PATIENT}, facts, day)


def deciders_of(statement: Statement, facts: Facts, today: date) -> Group:
    """Who decided it, of whom each ground that was signed for is there still.

    What gave no ground when it was written down gains none later.
    docs/decisions/0033-who-signed.md, docs/decisions/0034-persons-ask-and-choose.md
    """
    said = _said(statement.decided_by)
    if not statement.signed_by:
        return said
    sure: set[str] = {
        ground
        for one in facts.related
        if one.address in statement.signed_by and one.holds(today)
        if vouches(one, statement.recorded_by, facts.sources, desk=statement.desk)
        for ground in one.grounds
    }
    sure |= {
        one.ground
        for one in facts.represented_by
        if one.person in statement.signed_by
        and not is_over(one, facts.related, facts.ended, facts.sources, today)
    }
    return frozenset(one for one in said if one == PATIENT or one in sure)


@lru_cache(maxsize=1024)
def _said(decided_by: str) -> Group:
    return frozenset(decided_by.split("+"))
