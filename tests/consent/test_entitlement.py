"""Who may decide for whom: by age, capacity and who it is. Refusals first."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from consent.asker import Inhabitant, Representative
from consent.decision import Deny, Permit
from consent.entitlement import age_on, who_decides
from consent.facts import Facts
from consent.grant import may_choose
from consent.policy import Policy
from consent.question import Question
from tests.consent.builders import NOON, SYSTEM, answer, no, yes

ME = "the inhabitant"
SELF12 = Policy(minor_mode="self12")
REFUSED = [
    *[(9, True, "patient"), (11, None, "patient"), (0, True, "sibling"), (9, True, "none")],
    *[(12, True, "patient"), (14, True, "parent"), (14, True, "guardian"), (15, None, "patient")],
    *[(14, None, "parent"), (14, False, "patient"), (14, True, "patient+sibling")],
    *[(16, True, "parent"), (17, True, "guardian"), (78, True, "mentor"), (78, True, "none")],
    *[(78, True, "representative"), (78, None, "patient"), (78, None, "spouse")],
    *[(78, False, "patient"), (78, False, "neighbour"), (78, False, "none"), (78, True, "")],
    *[(None, True, "patient"), (None, True, "parent"), (None, False, "mentor")],
]
PERMITTED = [
    *[(0, None, "parent"), (9, True, "guardian"), (11, False, "parent")],
    *[(12, True, "patient+parent"), (15, None, "patient+parent"), (15, True, "patient+guardian")],
    *[(14, False, "parent"), (15, False, "guardian"), (16, True, "patient"), (17, True, "proxy")],
    *[(78, None, "proxy"), (78, False, "curator"), (78, False, "mentor"), (78, False, "spouse")],
    *[(78, False, "parent"), (78, False, "child"), (78, False, "sibling")],
]


def born(age: int | None) -> date | None:
    return None if age is None else date(2026 - age, 1, 1)


@pytest.mark.parametrize(("age", "capable", "by"), REFUSED)
def test_a_permission_does_not_count(age: int | None, capable: bool | None, by: str) -> None:  # noqa: FBT001 -- a row of a table
    said = answer(yes(decided_by=by), born=born(age), capable=capable)
    assert said.reason == "C-NOT-ENTITLED"


@pytest.mark.parametrize(("age", "capable", "by"), PERMITTED)
def test_a_permission_counts(age: int, capable: bool | None, by: str) -> None:  # noqa: FBT001 -- a row of a table
    said = answer(yes(decided_by=by), born=born(age), capable=capable)
    assert said.reason == "C-EXPLICIT-PERMIT"


@pytest.mark.parametrize(("age", "capable", "by"), [*REFUSED, *PERMITTED])
def test_an_objection_counts_whoever_made_it(
    age: int | None,
    capable: bool | None,  # noqa: FBT001 -- a row of a table
    by: str,
) -> None:
    said = answer(no(decided_by=by), born=born(age), capable=capable)
    assert said.reason == "C-EXPLICIT-DENY"


def test_of_two_parents_who_disagree_the_objection_closes() -> None:
    said = answer(yes(decided_by="parent"), no(decided_by="parent"), born=born(8))
    assert said.reason == "C-EXPLICIT-DENY"


INCAPABLE = ((date(2026, 2, 1), None),)


def given(day: int, month: int = 1) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def test_what_he_said_after_he_could_not_decide_any_more_does_not_count() -> None:
    late = yes(given_at=given(1, month=2))
    assert answer(late, incapable=INCAPABLE).reason == "C-NOT-ENTITLED"


def test_that_he_can_decide_again_wakes_nothing_that_he_said_when_he_could_not() -> None:
    over = ((date(2026, 2, 1), date(2026, 2, 10)),)
    during, after = yes(given_at=given(9, month=2)), yes(given_at=given(10, month=2))
    assert answer(during, incapable=over).reason == "C-NOT-ENTITLED"
    assert answer(after, incapable=over).reason == "C-EXPLICIT-PERMIT"


def test_what_he_said_while_he_could_decide_outlasts_it() -> None:
    early = yes(given_at=given(31))
    assert answer(early, incapable=INCAPABLE).reason == "C-EXPLICIT-PERMIT"


def test_a_word_of_his_mentor_ends_when_he_decides_for_himself_again() -> None:
    by_mentor = yes(decided_by="mentor", given_at=given(31))
    assert answer(by_mentor, incapable=INCAPABLE).reason == "C-EXPLICIT-PERMIT"
    assert answer(by_mentor, capable=True).reason == "C-NOT-ENTITLED"


def test_no_birthday_makes_valid_what_a_child_said_alone() -> None:
    at_fifteen = yes(given_at=given(15))
    assert answer(at_fifteen, born=date(2010, 1, 20)).reason == "C-NOT-ENTITLED"
    assert answer(at_fifteen, born=date(2010, 1, 15)).reason == "C-EXPLICIT-PERMIT"


def test_a_word_of_his_parents_ends_at_twelve() -> None:
    by_parent = yes(decided_by="parent", given_at=given(1))
    assert answer(by_parent, born=date(2014, 3, 2)).reason == "C-EXPLICIT-PERMIT"
    assert answer(by_parent, born=date(2014, 3, 1)).reason == "C-NOT-ENTITLED"


def test_a_region_may_let_a_child_from_twelve_permit_alone() -> None:
    assert answer(yes(), born=born(12), policy=SELF12).reason == "C-EXPLICIT-PERMIT"
    assert answer(yes(), born=born(11), policy=SELF12).reason == "C-NOT-ENTITLED"
    by_parent = answer(yes(decided_by="parent"), born=born(14), policy=SELF12)
    assert by_parent.reason == "C-NOT-ENTITLED"
    assert answer(yes(), born=born(14), capable=False, policy=SELF12).reason == "C-NOT-ENTITLED"


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2014, 3, 2), date(2026, 3, 1), 11),
        (date(2014, 3, 1), date(2026, 3, 1), 12),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2026, 3, 2), date(2026, 3, 1), -1),
    ],
)
def test_years_are_whole(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


def choosing(asker: Any, *, permits: bool = True, **facts: Any) -> Permit | Deny:
    known = {"born": born(78), "capable": True} | facts
    question = Question(asker=asker, purpose="PATRQT", now=NOON)
    return may_choose(question, Facts(whose=ME, **known), permits=permits)


HIMSELF = Inhabitant(whose=ME, assurance="substantial")
PARENT = Representative(whose=ME, ground="parent", assurance="substantial")
KNOWN = frozenset({"parent"})


def test_who_is_not_known_well_enough_chooses_nothing() -> None:
    assert choosing(Inhabitant(whose=ME)).reason == "A-LOA"


@pytest.mark.parametrize("permits", [True, False])
def test_nobody_chooses_for_another_without_a_ground(*, permits: bool) -> None:
    refused = Deny("grant", "S-NOT-ENTITLED", 403)
    neighbour = Inhabitant(whose="a neighbour", assurance="high")
    assert choosing(neighbour, permits=permits) == refused
    assert choosing(PARENT, permits=permits, born=born(8)) == refused
    assert choosing(PARENT, permits=permits, mandates=KNOWN) == refused
    stranger = Representative(whose="a neighbour", ground="parent", assurance="high")
    assert choosing(stranger, permits=permits, born=born(8), mandates=KNOWN) == refused


def test_a_system_is_no_person_who_chooses() -> None:
    question = Question(asker=SYSTEM, purpose=None, now=NOON)
    assert may_choose(question, Facts(whose=ME)).reason == "S-NOT-ENTITLED"


def test_a_child_of_fourteen_permits_with_a_parent_and_refuses_alone() -> None:
    assert choosing(HIMSELF, born=born(14)).reason == "S-NOT-ENTITLED"
    assert choosing(PARENT, born=born(14), mandates=KNOWN).reason == "S-NOT-ENTITLED"
    assert choosing(HIMSELF, born=born(14), permits=False).reason == "S-CONSENT-RECORDED"
    refused = choosing(PARENT, born=born(14), mandates=KNOWN, permits=False)
    assert refused.reason == "S-CONSENT-RECORDED"


@pytest.mark.parametrize("permits", [True, False])
def test_of_unknown_age_nobody_chooses(*, permits: bool) -> None:
    assert choosing(HIMSELF, permits=permits, born=None).reason == "S-NOT-ENTITLED"
    assert choosing(PARENT, permits=permits, born=None, mandates=KNOWN).reason == "S-NOT-ENTITLED"


def test_after_death_nobody_chooses() -> None:
    assert choosing(HIMSELF, deceased=True) == Deny("grant", "C-DECEASED", 403)


def test_who_decides_records() -> None:
    recorded = Permit("grant", "S-CONSENT-RECORDED")
    assert choosing(HIMSELF) == recorded
    assert choosing(HIMSELF, capable=False, permits=False) == recorded
    assert choosing(PARENT, born=born(8), mandates=KNOWN) == recorded


@pytest.mark.parametrize(
    ("age", "capable", "who"),
    [
        (None, True, set()),
        (9, True, {"parent", "guardian"}),
        (14, True, {"patient", "parent", "guardian"}),
        (78, True, {"patient", "proxy"}),
    ],
)
def test_by_whose_yes_somebody_is_let_in(age: int | None, capable: bool, who: set[str]) -> None:  # noqa: FBT001 - a column of the table
    facts = Facts(born=born(age), capable=capable)

    assert who_decides(facts, NOON.date()) == who
