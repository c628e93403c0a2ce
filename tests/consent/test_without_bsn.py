"""Who has no BSN is in one organisation's dossier alone, whoever asks, and whatever was said."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given

from consent.asker import Inhabitant, Professional, Representative, System
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.push import decide_push
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, CORRECTIONS, About, Section
from consent.statement import ANY, Statement
from tests.consent import strategies as some
from tests.consent.builders import (
    ABOUT,
    ADULT,
    DOCTOR,
    GP,
    HOSPITAL,
    NOON,
    QUESTION,
    SECTION,
    answer,
    asked,
    no,
    yes,
)

ALL_PURPOSES = frozenset({"TREAT", "COC", "BTG", "ETREAT"})
UNNUMBERED = replace(
    ADULT, numbered=False, whose="he", mandates=frozenset({"mentor", "parent"}), relation=True
)
DOCTORS = [
    replace(DOCTOR, ura=ura, organization_type=kind, assurance=loa, authenticated_at=NOON)
    for (ura, kind), loa in product(
        [(HOSPITAL, "V4"), ("90000505", "AMB")], ["substantial", "high"]
    )
]
ASKERS = [
    *DOCTORS,
    replace(DOCTORS[1], only="he"),
    replace(DOCTORS[1], only="she"),
    System(ura=HOSPITAL, organization_type="V4"),
    Inhabitant(whose="he", assurance="high"),
    Inhabitant(whose="she", assurance="high"),
    Representative(whose="he", ground="mentor", assurance="high"),
]
PURPOSES = ["TREAT", "COC", "BTG", "ETREAT", "PATRQT", "HRESCH", None]
SAID: list[tuple[Statement, ...]] = [
    (),
    (yes(purposes=ALL_PURPOSES, data=ANY),),
    (yes(purposes=ALL_PURPOSES, custodian=GP, actor=HOSPITAL, data="res:Consent/tw1"),),
    (yes(purposes=ALL_PURPOSES, kind="implied"),),
    (yes(purposes=ALL_PURPOSES, source="mitz", recorded_by=None),),
    (no(purposes=ALL_PURPOSES),),
]
ABOUTS = [
    About(Section(GP, "H1", category), resource)
    for category, resource in product(["GGC002", None, CHOICES, CORRECTIONS], ["", "Consent/tw1"])
]
STATES: list[dict[str, Any]] = [
    {},
    {"deceased": True},
    {"born": date(2026, 2, 1)},
    {"incapable": ((date(2020, 1, 1), None),)},
    {"mitz": {GP: "permit"}},
    {"relation": False},
]


@pytest.mark.parametrize(
    "asker", ASKERS, ids=lambda one: f"{ASKERS.index(one)}-{type(one).__name__}"
)
def test_no_other_asker_sees_anything_for_any_purpose_by_any_choice(asker: Any) -> None:
    for purpose, said, state, about in product(PURPOSES, SAID, STATES, ABOUTS):
        facts = replace(UNNUMBERED, statements=said, sections=(about.section,), **state)
        question = Question(asker=asker, purpose=purpose, now=NOON, emergency=some.REASON)
        assert isinstance(decide(question, facts, about), Deny)
        told = scope(question, facts)
        assert not told.permits(GP, about.section.category, about.resource)


@given(some.askings, some.known, some.abouts)
def test_what_is_open_of_who_has_no_bsn_is_the_own_dossier(
    question: Question, facts: Facts, about: About
) -> None:
    decision = decide(question, replace(facts, numbered=False), about)
    if isinstance(decision, Permit):
        assert decision.reason == "C-OWN-DOSSIER"
        assert isinstance(question.asker, System | Professional)
        assert question.asker.ura == about.section.custodian


@given(some.askings, some.known, some.abouts)
def test_to_have_no_bsn_opens_nothing(question: Question, facts: Facts, about: About) -> None:
    without = decide(question, replace(facts, numbered=False), about)
    if isinstance(without, Permit):
        assert isinstance(decide(question, replace(facts, numbered=True), about), Permit)


def test_what_cannot_be_read_as_numbered_is_closed() -> None:
    facts = Facts(statements=(yes(),), sections=(SECTION,), relation=True, born=date.min)
    assert decide(QUESTION, facts, ABOUT) == Deny("without-bsn", "C-WITHOUT-BSN", 404)


def test_it_looks_as_if_nothing_were_there_and_not_even_a_person_is_told() -> None:
    assert answer(yes(), numbered=False) == Deny("without-bsn", "C-WITHOUT-BSN", 404)
    himself = Inhabitant(whose="he", assurance="high")
    question = Question(asker=himself, purpose="PATRQT", now=NOON)
    assert decide(question, replace(UNNUMBERED, sections=(SECTION,)), ABOUT) == Deny(
        "without-bsn", "C-WITHOUT-BSN", 404
    )


@pytest.mark.parametrize("purpose", ["TREAT", "COC", None])
def test_its_own_organisation_sees_it_as_ever(purpose: str | None) -> None:
    own = System(ura=GP, organization_type="H1")
    treats = asked(ura=GP, organization_type="H1", purpose=purpose or "TREAT")
    assert answer(ask=Question(asker=own, purpose=None, now=NOON), numbered=False) == Permit(
        "own-dossier", "C-OWN-DOSSIER"
    )
    assert answer(ask=treats, numbered=False) == Permit("own-dossier", "C-OWN-DOSSIER")
    assert answer(ask=treats, numbered=False, relation=False).reason == "C-WITHOUT-BSN"


def test_what_is_pushed_lies_closed_whatever_is_permitted() -> None:
    question = Question(asker=System(ura=GP, organization_type="H1"), purpose=None, now=NOON)
    facts = replace(ADULT, statements=(yes(),), sections=(SECTION,))
    assert decide_push(question, facts, ABOUT).reason == "D-PUSH-STORED-OPEN"
    without = replace(facts, numbered=False)
    assert decide_push(question, without, ABOUT).reason == "D-PUSH-STORED-CLOSED"
