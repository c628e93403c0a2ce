"""What a person sees of himself, or for another. Reached by the doors for people, later."""

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
    question = Question(asker=asker, purpose="PATRQT", now=NOON)
    return decide(question, Facts(whose=ME, sections=(SECTION,), **facts), about)


@pytest.mark.parametrize("age", [None, 0, 11])
def test_a_young_child_or_one_of_unknown_age_does_not_read_alone(age: int | None) -> None:
    assert decision(Inhabitant(whose=ME), age=age) == Deny("own-data", "S-NOT-ENTITLED", 403)


def test_an_inhabitant_does_not_read_of_another() -> None:
    assert decision(Inhabitant(whose="a neighbour"), age=78).reason == "S-NOT-ENTITLED"


def test_a_ground_that_the_facts_do_not_bear_out_opens_nothing() -> None:
    asker = Representative(whose=ME, ground="parent")
    assert decision(asker, age=40).reason == "S-NOT-ENTITLED"
    assert decision(asker, mandates=frozenset({"mentor"})).reason == "S-NOT-ENTITLED"


@pytest.mark.parametrize("ground", ["parent", "mentor", "proxy"])
def test_who_stands_for_him_on_a_known_ground_reads(ground: Ground) -> None:
    asker = Representative(whose=ME, ground=ground)
    assert decision(asker, mandates=frozenset({ground})).reason == "S-OWN-DATA"


@pytest.mark.parametrize("age", [12, 16, 78])
def test_an_inhabitant_reads_all_that_is_kept_of_him_his_choices_too(age: int) -> None:
    sections = tuple(Section(GP, "H1", category) for category in ("GGC002", None, CHOICES))
    question = Question(asker=Inhabitant(whose=ME), purpose="PATRQT", now=NOON)
    facts = Facts(whose=ME, sections=sections, age=age, statements=(no(),))

    settled = scope(question, facts).sections

    assert {one.reason for one in settled.values()} == {"S-OWN-DATA"}
    assert len(settled) == 3
