"""Who signs for somebody: whose word gives a ground, and what holds where two of them disagree."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decide import decide
from consent.decision import Permit
from consent.fhir import related_person
from consent.person import Person
from consent.push import decide_push
from consent.related_person import RelatedPerson
from consent.source import Source
from consent.statement import Statement, grounded
from profiles import systems
from tests.consent.builders import (
    ABOUT,
    FACTS,
    GP,
    HOSPITAL,
    NOON,
    QUESTION,
    SYSTEM,
    answer,
    asked,
    no,
    yes,
)
from tests.consent.truth_table import REASON

TODAY = NOON.date()
CHILD = date(2018, 1, 1)
MOTHER, FATHER = "RelatedPerson/mother", "RelatedPerson/father"
TREATS = Source(custodian=GP, contact=True, person=Person(), said_at=NOON)
HOSPITAL_TREATS = replace(TREATS, custodian=HOSPITAL)
STRANGER = replace(HOSPITAL_TREATS, contact=False)
RELATED = (
    RelatedPerson(address=MOTHER, custodian=GP, grounds=("parent",)),
    RelatedPerson(address=FATHER, custodian=GP, grounds=("parent",)),
)


def by(*signers: str, permit: bool = True, **changes: Any) -> Statement:
    said = {"decided_by": "parent", "recorded_by": GP} | changes
    return (yes if permit else no)(signed_by=signers, **said)


def of_child(*statements: Statement, **facts: Any) -> str:
    known = {"born": CHILD, "related": RELATED, "sources": (TREATS,)} | facts
    return answer(*statements, **known).reason


@pytest.mark.parametrize(
    "changes",
    [
        {"related": ()},
        {"related": (replace(RELATED[0], grounds=("sibling",)),)},
        {"related": (replace(RELATED[0], ends=TODAY - timedelta(days=1)),)},
        {"related": (replace(RELATED[0], starts=TODAY + timedelta(days=1)),)},
        {"related": (replace(RELATED[0], address=FATHER),)},
    ],
)
def test_a_ground_that_is_not_there_any_more_does_not_count(changes: dict[str, Any]) -> None:
    assert of_child(by(MOTHER)) == "C-EXPLICIT-PERMIT"
    assert of_child(by(MOTHER), **changes) == "C-NOT-ENTITLED"


def test_a_ground_that_comes_later_does_not_count_either() -> None:
    assert of_child(by(MOTHER, decided_by="none")) == "C-NOT-ENTITLED"
    assert of_child(by(MOTHER, decided_by="sibling")) == "C-NOT-ENTITLED"


@pytest.mark.parametrize(
    ("source", "at_desk", "counts"),
    [
        (STRANGER, False, False),
        (HOSPITAL_TREATS, False, True),
        (HOSPITAL_TREATS, True, False),
        (None, False, False),
    ],
)
def test_a_relation_is_the_recorders_own_word_or_a_better_one(
    source: Source | None,
    at_desk: bool,  # noqa: FBT001 -- a row of a table
    counts: bool,  # noqa: FBT001 -- likewise
) -> None:
    """That of another organisation, of which the source says whether it treats him."""
    others = (replace(RELATED[0], custodian=HOSPITAL),)
    sources = (TREATS, *([source] if source else []))
    said = of_child(by(MOTHER, desk=at_desk), related=others, sources=sources)
    assert said == ("C-EXPLICIT-PERMIT" if counts else "C-NOT-ENTITLED")
    at_a_desk = (replace(others[0], desk=True),)
    assert of_child(by(MOTHER, desk=at_desk), related=at_a_desk) == "C-EXPLICIT-PERMIT"


def test_a_recorder_who_may_not_speak_of_him_vouches_for_nobody() -> None:
    said = replace(by(MOTHER), recorded_by=HOSPITAL, desk=True)
    of_hospital = (replace(RELATED[0], custodian=HOSPITAL),)
    known = {"born": CHILD, "related": of_hospital}
    there = asked(ura="90000303", organization_type="X3")
    for source, reason in ((STRANGER, "C-NOT-ENTITLED"), (HOSPITAL_TREATS, "C-EXPLICIT-PERMIT")):
        sources = (TREATS, source)
        assert answer(said, ask=there, sources=sources, **known).reason == reason


def test_the_broad_no_of_one_parent_beats_the_narrow_yes_of_the_other() -> None:
    narrow = by(MOTHER, actor=HOSPITAL, custodian=GP, data="res:Consent/tw1")
    assert of_child(narrow, by(FATHER, permit=False)) == "C-EXPLICIT-DENY"
    assert of_child(narrow, no()) == "C-EXPLICIT-DENY"
    assert of_child(narrow, no(decided_by="none")) == "C-EXPLICIT-DENY"


def test_her_own_broad_no_is_what_her_narrow_yes_excepts() -> None:
    narrow = by(MOTHER, actor=HOSPITAL)
    assert of_child(narrow, by(MOTHER, permit=False)) == "C-EXPLICIT-PERMIT"
    together = by(MOTHER, FATHER, actor=HOSPITAL)
    assert of_child(together, by(FATHER, permit=False)) == "C-EXPLICIT-PERMIT"
    assert of_child(narrow, by(MOTHER, FATHER, permit=False)) == "C-EXPLICIT-DENY"


@pytest.mark.parametrize(
    "change", [{"status": "inactive"}, {"actor": "90000404"}, {"ends": TODAY - timedelta(days=1)}]
)
def test_a_no_that_is_not_in_force_or_of_another_contests_nothing(change: dict[str, Any]) -> None:
    narrow = by(MOTHER, actor=HOSPITAL)
    assert of_child(narrow, by(FATHER, permit=False, **change)) == "C-EXPLICIT-PERMIT"


def test_in_an_emergency_what_one_parent_objects_to_stays_closed() -> None:
    hurried = asked(purpose="ETREAT", emergency=REASON, assurance="high", authenticated_at=NOON)
    narrow, broad = by(MOTHER, actor=HOSPITAL), by(FATHER, permit=False)
    known = {"born": CHILD, "related": RELATED, "sources": (TREATS,)}
    assert answer(narrow, ask=hurried, **known).reason == "C-EXPLICIT-PERMIT"
    assert answer(narrow, broad, ask=hurried, **known).reason == "C-BTG-FORBIDDEN"


def test_what_one_parent_objects_to_is_pushed_closed() -> None:
    push = asked(asker=SYSTEM, ura=GP, organization_type="H1", purpose=None)
    narrow, broad = by(MOTHER, actor=HOSPITAL), by(FATHER, permit=False)
    known = replace(FACTS, born=CHILD, related=RELATED, sources=(TREATS,))
    for said, label in (((narrow,), "OPEN"), ((narrow, broad), "CLOSED")):
        decided = decide_push(push, replace(known, statements=said), ABOUT)
        assert decided.reason == f"D-PUSH-STORED-{label}"


def test_his_own_word_needs_nobody_and_yields_to_nobodys_broader_one() -> None:
    own = yes(actor=HOSPITAL, decided_by="parent+patient", signed_by=(MOTHER,), recorded_by=GP)
    adult = {"born": date(1948, 1, 1)}
    assert of_child(own, by(FATHER, permit=False), **adult) == "C-EXPLICIT-PERMIT"
    assert of_child(own, by(FATHER, permit=False), born=date(2012, 1, 1)) == "C-EXPLICIT-DENY"


def test_what_a_child_signed_beside_a_parent_ends_with_the_parents_right_to_it() -> None:
    both = by(MOTHER, decided_by="parent+patient", given_at=NOON - timedelta(days=60))
    assert of_child(both) == "C-EXPLICIT-PERMIT"
    assert of_child(both, born=date(2014, 2, 1)) == "C-NOT-ENTITLED"  # eleven then, twelve now
    assert of_child(both, born=date(2013, 12, 1)) == "C-EXPLICIT-PERMIT"
    assert of_child(both, born=date(2010, 2, 1)) == "C-EXPLICIT-PERMIT"  # fifteen then


def test_grounds_are_of_everyone_who_signed_and_else_of_nobody() -> None:
    assert grounded(yes(), ()).decided_by == "patient"
    assert grounded(yes(), ["proxy", "child"]).decided_by == "child+patient+proxy"
    assert grounded(yes(decided_by="none"), ["mentor"]).decided_by == "mentor"
    assert grounded(yes(decided_by="mentor"), ()).decided_by == "none"


SIGNED = st.builds(
    by,
    st.sampled_from([MOTHER, FATHER]),
    permit=st.booleans(),
    decided_by=st.sampled_from(["parent", "parent+patient", "none"]),
    actor=st.sampled_from(["*", HOSPITAL, "cat:V4"]),
    data=st.sampled_from(["*", "GGC002", "res:Consent/tw1"]),
    status=st.sampled_from(["active", "active", "inactive"]),
    consent_id=st.sampled_from("abc"),
)
SAID = st.lists(SIGNED | st.builds(yes, actor=st.sampled_from(["*", HOSPITAL])), max_size=5)
AGES = st.sampled_from([CHILD, date(2012, 1, 1), date(1948, 1, 1)])


def is_open(statements: list[Statement], born: date) -> bool:
    known = replace(FACTS, born=born, related=RELATED, sources=(TREATS,))
    return isinstance(decide(QUESTION, replace(known, statements=tuple(statements)), ABOUT), Permit)


@given(SAID, SIGNED, AGES)
def test_a_no_more_never_opens_anything(said: list[Statement], one: Statement, born: date) -> None:
    if is_open([*said, replace(one, permit=False)], born):
        assert is_open(said, born)


@given(SAID, AGES, st.data())
def test_a_yes_less_never_opens_anything(
    said: list[Statement], born: date, data: st.DataObject
) -> None:
    fewer = [one for one in said if not one.permit or data.draw(st.booleans())]
    if is_open(fewer, born):
        assert is_open(said, born)


@given(SAID, AGES, st.randoms())
def test_it_does_not_matter_who_spoke_first(said: list[Statement], born: date, random: Any) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert is_open(shuffled, born) == is_open(said, born)


def of(*codings: tuple[object, object], **members: Any) -> RelatedPerson | None:
    listed = [{"coding": [{"system": system, "code": code}]} for system, code in codings]
    return related_person({"relationship": listed} | members, MOTHER, GP)


@pytest.mark.parametrize(
    "members",
    [
        {"active": False},
        {"active": "true"},
        {"period": {"end": "2026"}},
        {"period": {"start": "2026-13-01"}},
        {"period": ["2026-01-01"]},
        {"period": {"extension": []}},
        {"modifierExtension": [{"url": "https://example.org/not"}]},
        {"implicitRules": "https://example.org/not"},
        {"relationship": [{"text": "moeder"}]},
        {"relationship": {"coding": [{"system": systems.ROLE_CODE, "code": "MTH"}]}},
        {"relationship": [{"coding": [{"system": [systems.ROLE_CODE], "code": ["MTH"]}]}]},
    ],
)
def test_what_is_not_understood_of_a_relation_gives_no_ground(members: dict[str, Any]) -> None:
    assert of((systems.ROLE_CODE, "MTH")) is not None
    assert of((systems.ROLE_CODE, "MTH"), **members) is None


def test_a_daughter_with_a_written_proxy_has_two_grounds() -> None:
    period = {"start": "2026-01-01", "end": "2026-12-31"}
    found = of((systems.ROLE_CODE, "DAUC"), (systems.SNOMED, "310141000146103"), period=period)
    assert found == RelatedPerson(
        address=MOTHER,
        custodian=GP,
        grounds=("child", "proxy"),
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
    )
