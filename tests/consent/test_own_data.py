"""What a person sees of himself, or for another. Reached by the doors for people, later."""

from dataclasses import replace
from datetime import date

import pytest

from consent.asker import Asker, Ground, Inhabitant, Representative
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, About, Section
from tests.consent.builders import ABOUT, GP, NOON, SECTION, no

ME = "the inhabitant"


def decision(asker: Asker, about: About = ABOUT, **facts: object) -> Permit | Deny:
    question = Question(asker=replace(asker, assurance="substantial"), purpose="PATRQT", now=NOON)
    return decide(question, Facts(whose=ME, numbered=True, sections=(SECTION,), **facts), about)


def born(age: int | None) -> date | None:
    return None if age is None else date(NOON.year - age, 1, 1)


@pytest.mark.parametrize("age", [None, 0, 11])
def test_a_young_child_or_one_of_unknown_age_does_not_read_alone(age: int | None) -> None:
    assert decision(Inhabitant(whose=ME), born=born(age)) == Deny("own-data", "S-NOT-ENTITLED", 403)


def test_an_inhabitant_does_not_read_of_another() -> None:
    assert decision(Inhabitant(whose="a neighbour"), born=born(78)).reason == "S-NOT-ENTITLED"


def test_a_ground_that_the_facts_do_not_bear_out_opens_nothing() -> None:
    asker = Representative(whose=ME, ground="parent")
    assert decision(asker, born=born(8)).reason == "S-NOT-ENTITLED"
    assert decision(asker, mandates=frozenset({"mentor"})).reason == "S-NOT-ENTITLED"


@pytest.mark.parametrize(
    ("ground", "age", "capable"),
    [
        *[("parent", 12, True), ("parent", 15, None), ("parent", 40, True), ("parent", None, True)],
        *[("guardian", 16, False), ("mentor", 78, True), ("mentor", 78, None)],
        *[("spouse", 78, True), ("proxy", 15, True), ("curator", None, False)],
    ],
)
def test_who_may_not_decide_for_him_does_not_read_for_him(
    ground: Ground, age: int | None, *, capable: bool | None
) -> None:
    asker, known = Representative(whose=ME, ground=ground), frozenset({ground})
    said = decision(asker, mandates=known, born=born(age), capable=capable)
    assert said == Deny("own-data", "S-NOT-ENTITLED", 403)


@pytest.mark.parametrize(
    ("ground", "age", "capable"),
    [
        *[("parent", 8, None), ("guardian", 11, True), ("parent", 14, False)],
        *[("mentor", 78, False), ("proxy", 78, None), ("sibling", 30, False)],
    ],
)
def test_who_may_decide_for_him_reads_for_him(
    ground: Ground, age: int, *, capable: bool | None
) -> None:
    asker, known = Representative(whose=ME, ground=ground), frozenset({ground})
    said = decision(asker, mandates=known, born=born(age), capable=capable)
    assert said.reason == "S-OWN-DATA"


@pytest.mark.parametrize("asker", [Inhabitant(whose=ME), Representative(whose=ME, ground="mentor")])
def test_after_death_nobody_reads_by_himself(asker: Asker) -> None:
    facts = {"born": born(78), "capable": False, "mandates": frozenset({"mentor"})}
    assert decision(asker, deceased=True, **facts) == Deny("deceased", "C-DECEASED", 403)


def test_a_stranger_is_not_told_that_somebody_died() -> None:
    stranger = Inhabitant(whose="a neighbour")
    said = decision(stranger, born=born(78), deceased=True)
    assert said == decision(stranger, born=born(78))


@pytest.mark.parametrize("age", [12, 16, 78])
def test_an_inhabitant_reads_all_that_is_kept_of_him_his_choices_too(age: int) -> None:
    sections = tuple(Section(GP, "H1", category) for category in ("GGC002", None, CHOICES))
    asker = Inhabitant(whose=ME, assurance="high")
    question = Question(asker=asker, purpose="PATRQT", now=NOON)
    facts = Facts(whose=ME, numbered=True, sections=sections, born=born(age), statements=(no(),))

    settled = scope(question, facts).sections

    assert {one.reason for one in settled.values()} == {"S-OWN-DATA"}
    assert len(settled) == 3
