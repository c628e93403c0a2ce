"""Who chose for somebody by his own door: how long that counts, and whose no he may take back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from consent.contested import may_take_back
from consent.mandate import Mandate, is_over
from consent.person import Person
from consent.related_person import Ended, RelatedPerson, ended_after
from consent.source import Source
from consent.statement import Statement
from tests.consent.builders import FACTS, GP, HOSPITAL, NOON, answer, no, yes

TODAY, DAY = NOON.date(), timedelta(days=1)
CHILD = date(2018, 1, 1)
MOTHER, FATHER, RECORDED = "Person/mother", "Person/father", "RelatedPerson/mother"
TREATS = Source(custodian=GP, contact=True, person=Person(), said_at=NOON)
STRANGER = replace(TREATS, custodian=HOSPITAL, contact=False)
STANDS = Mandate(person=MOTHER, ground="parent", said_at=NOON - 9 * DAY)
ALSO = replace(STANDS, person=FATHER)
IN_RECORD = RelatedPerson(address=RECORDED, custodian=GP, grounds=("parent",))


def by(*signers: str, permit: bool = True, **changes: Any) -> Statement:
    said = {"decided_by": "parent"} | changes
    return (yes if permit else no)(signed_by=signers, **said)


def of_child(*statements: Statement, **facts: Any) -> str:
    known = {"born": CHILD, "represented_by": (STANDS, ALSO), "sources": (TREATS,)} | facts
    return answer(*statements, **known).reason


@pytest.mark.parametrize(
    "facts",
    [
        {"represented_by": ()},
        {"represented_by": (ALSO,)},
        {"represented_by": (replace(STANDS, ground="sibling"),)},
        {"related": (replace(IN_RECORD, ends=TODAY - DAY),)},
        {"ended": (Ended(person=IN_RECORD, at=NOON - DAY),)},
        {"ended": (Ended(person=IN_RECORD, at=NOON - DAY),), "related": ()},
    ],
)
def test_a_permission_ends_with_the_mandate(facts: dict[str, Any]) -> None:
    assert of_child(by(MOTHER)) == "C-EXPLICIT-PERMIT"
    assert of_child(by(MOTHER), **facts) == "C-NOT-ENTITLED"


@pytest.mark.parametrize(
    "facts",
    [
        {"related": (IN_RECORD,)},
        {"related": (replace(IN_RECORD, ends=TODAY),)},
        {"related": (replace(IN_RECORD, ends=TODAY - 30 * DAY),)},  # vouched for since
        {"ended": (Ended(person=IN_RECORD, at=NOON - 30 * DAY),)},
        {"ended": (Ended(person=IN_RECORD, at=NOON - DAY),), "related": (IN_RECORD,)},
        {"ended": (Ended(person=replace(IN_RECORD, grounds=("spouse",)), at=NOON - DAY),)},
        {
            "ended": (Ended(person=replace(IN_RECORD, custodian=HOSPITAL), at=NOON - DAY),),
            "sources": (TREATS, STRANGER),
        },
    ],
)
def test_nothing_else_in_the_record_ends_it(facts: dict[str, Any]) -> None:
    assert of_child(by(MOTHER), **facts) == "C-EXPLICIT-PERMIT"


def test_what_a_desk_says_ends_it_too() -> None:
    at_desk = replace(IN_RECORD, custodian=HOSPITAL, desk=True)
    gone = (Ended(person=at_desk, at=NOON - DAY),)
    assert of_child(by(MOTHER), ended=gone, sources=(TREATS, STRANGER)) == "C-NOT-ENTITLED"


def test_on_the_day_that_it_is_vouched_for_the_later_word_counts() -> None:
    before, after = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    now = replace(STANDS, said_at=NOON)
    for at, over in ((before, False), (NOON, True), (after, True)):
        assert is_over(now, (), (Ended(person=IN_RECORD, at=at),), (TREATS,), TODAY) is over


def test_it_lasts_until_the_moment_that_was_said() -> None:
    assert STANDS.holds(NOON)
    assert replace(STANDS, until=NOON + timedelta(seconds=1)).holds(NOON)
    assert not replace(STANDS, until=NOON).holds(NOON)


def test_the_narrow_yes_of_one_yields_to_the_broad_no_of_anybody_else() -> None:
    narrow = by(MOTHER, actor=HOSPITAL)
    assert of_child(narrow, by(FATHER, permit=False)) == "C-EXPLICIT-DENY"
    assert of_child(narrow, no()) == "C-EXPLICIT-DENY"
    recorded = by(RECORDED, permit=False, recorded_by=GP, decided_by="none")
    assert of_child(narrow, recorded) == "C-EXPLICIT-DENY"
    assert of_child(narrow, by(MOTHER, permit=False)) == "C-EXPLICIT-PERMIT"


def test_his_proxy_yields_to_the_inhabitant_himself() -> None:
    mandate = replace(STANDS, ground="proxy")
    adult = {"born": date(1948, 1, 1), "represented_by": (mandate,)}
    narrow = by(MOTHER, actor=HOSPITAL, decided_by="proxy")
    assert of_child(narrow, **adult) == "C-EXPLICIT-PERMIT"
    assert of_child(narrow, no(), **adult) == "C-EXPLICIT-DENY"


KNOWN = replace(
    FACTS, born=CHILD, represented_by=(STANDS, ALSO), sources=(TREATS,), related=(IN_RECORD,)
)


@pytest.mark.parametrize(
    "objection",
    [
        no(),
        no(decided_by="none"),
        by(permit=False),
        by(FATHER, permit=False),
        by(MOTHER, FATHER, permit=False),
        by(RECORDED, permit=False, recorded_by=GP),
        by("RelatedPerson/neighbour", permit=False, decided_by="none", recorded_by=GP),
        by(MOTHER, permit=False, decided_by="parent+patient"),
    ],
)
def test_nobody_takes_back_the_no_of_another(objection: Statement) -> None:
    assert not may_take_back(objection, [MOTHER], KNOWN, TODAY)


def test_he_takes_back_his_own_and_that_of_who_stands_for_nobody_any_more() -> None:
    assert may_take_back(by(MOTHER, permit=False), [MOTHER], KNOWN, TODAY)
    alone = replace(KNOWN, represented_by=(STANDS,), related=())
    assert may_take_back(by(FATHER, permit=False), [MOTHER], alone, TODAY)
    assert may_take_back(by(MOTHER, FATHER, permit=False), [MOTHER], alone, TODAY)
    recorded = by(RECORDED, permit=False, recorded_by=GP)
    assert may_take_back(recorded, [MOTHER], alone, TODAY)
    own = by(FATHER, permit=False, decided_by="parent+patient")
    assert not may_take_back(own, [MOTHER], alone, TODAY)


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (None, ("mentor", "parent")),
        (replace(IN_RECORD, grounds=("mentor",)), ("parent",)),
        (replace(IN_RECORD, ends=TODAY - DAY), ("mentor", "parent")),
        (replace(IN_RECORD, starts=TODAY + DAY), ("mentor", "parent")),
        (replace(IN_RECORD, grounds=("parent", "mentor")), ()),
    ],
)
def test_what_ended_of_somebody_is_what_he_no_longer_has(
    now: RelatedPerson | None, lost: tuple[str, ...]
) -> None:
    before = replace(IN_RECORD, grounds=("mentor", "parent"))
    ended = ended_after((), before, now, NOON)
    assert [one.person.grounds for one in ended] == ([lost] if lost else [])


def test_what_was_over_by_itself_does_not_end_again_nor_what_he_has_again() -> None:
    over = replace(IN_RECORD, ends=TODAY - DAY)
    assert ended_after((), over, None, NOON) == ()
    ended = ended_after((), IN_RECORD, None, NOON)
    assert ended_after(ended, None, None, NOON + DAY) == ended
    assert ended_after(ended, None, replace(IN_RECORD, grounds=("spouse",)), NOON) == ended
    assert ended_after(ended, None, IN_RECORD, NOON + DAY) == ()
    again = ended_after((), IN_RECORD, None, NOON + 2 * DAY)
    assert ended_after(ended, IN_RECORD, None, NOON + 2 * DAY) == again
