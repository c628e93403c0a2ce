"""What a person may still do with a choice, and how it stands on a day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from consent.agreement import STATUS_OF, acts, deciders, lets_in, waits, ways
from consent.asker import Asker, Inhabitant, Representative
from consent.choices.state import state_of
from consent.facts import Facts
from consent.mandate import Mandate
from consent.question import Question
from consent.statement import Statement
from tests.consent.builders import ADULT, GP, HOSPITAL, NOON, no, yes

TODAY = NOON.date()
CHILD = replace(ADULT, born=date(2012, 1, 1))
YOUNG = replace(ADULT, born=date(2018, 1, 1))
HIMSELF = Inhabitant(whose="he", assurance="high")


def parent(whose: str = "he") -> Representative:
    return Representative(whose=whose, ground="parent", assurance="high")


def asked(asker: Asker) -> Question:
    return Question(asker=asker, purpose="PATRQT", now=NOON)


def known(facts: Facts, asker: Asker) -> Facts:
    mandates = frozenset({asker.ground} if isinstance(asker, Representative) else ())
    return replace(facts, whose="he", mandates=mandates, represented_by=(PARENT,))


def stands(asker: Asker) -> Mandate | None:
    return PARENT if isinstance(asker, Representative) else None


BY_GP: dict[str, Any] = {"recorded_by": GP}
PROPOSED: dict[str, Any] = {"status": "proposed"}
PARENT = Mandate(person="Person/p", ground="parent", said_at=NOON)
BY_PARENT: dict[str, Any] = {"decided_by": "parent", "signed_by": (PARENT.person,)}


@pytest.mark.parametrize(
    ("facts", "asker", "statement", "may"),
    [
        # A grown inhabitant: what others wrote down waits for him, what he said he takes back.
        (ADULT, HIMSELF, yes(**BY_GP), {"confirm", "refuse"}),
        (ADULT, HIMSELF, no(**BY_GP), {"confirm", "refuse"}),
        (ADULT, HIMSELF, yes(**BY_GP, custodian=GP), {"withdraw"}),
        (ADULT, HIMSELF, yes(), {"withdraw"}),
        (ADULT, HIMSELF, no(), {"withdraw"}),
        (ADULT, HIMSELF, yes(**PROPOSED), {"confirm", "refuse"}),
        (ADULT, HIMSELF, yes(status="inactive"), set()),
        (ADULT, HIMSELF, yes(status="entered-in-error"), set()),
        (ADULT, HIMSELF, yes(**BY_GP, desk=True), {"withdraw"}),
        (ADULT, parent(), yes(**BY_GP), set()),
        (ADULT, Inhabitant(whose="she", assurance="high"), yes(**BY_GP), set()),
        (ADULT, replace(HIMSELF, assurance="low"), yes(**BY_GP), set()),
        (replace(ADULT, deceased=True), HIMSELF, yes(**BY_GP), set()),
        # A child of 14: a yes takes a parent too, a no is his alone.
        (CHILD, HIMSELF, yes(**BY_GP), {"agree", "refuse"}),
        (CHILD, HIMSELF, yes(**PROPOSED), {"refuse"}),
        (CHILD, HIMSELF, no(), set()),
        (CHILD, HIMSELF, yes(), {"withdraw"}),
        (CHILD, parent(), yes(**PROPOSED), {"confirm", "refuse"}),
        (CHILD, parent(), yes(**PROPOSED, **BY_GP), {"agree", "refuse"}),
        (CHILD, HIMSELF, yes(**PROPOSED, **BY_PARENT), {"confirm", "refuse"}),
        (CHILD, parent(), yes(**PROPOSED, **BY_PARENT), {"refuse"}),
        (CHILD, parent("she"), yes(**PROPOSED), set()),
        # A child of 8: the parent alone.
        (YOUNG, HIMSELF, yes(**BY_GP), set()),
        (YOUNG, parent(), yes(**BY_GP), {"confirm", "refuse"}),
    ],
)
def test_what_somebody_may_do_is_what_the_rule_lets_him(
    facts: Facts, asker: Asker, statement: Statement, may: set[str]
) -> None:
    found = acts(asked(asker), known(facts, asker), [statement], stands(asker))
    assert {*found} == may


def test_of_nothing_nothing_may_be_done() -> None:
    assert acts(asked(HIMSELF), known(ADULT, HIMSELF), []) == ()


def test_each_act_has_the_status_to_send() -> None:
    assert STATUS_OF == {
        "confirm": "active",
        "agree": "proposed",
        "refuse": "inactive",
        "withdraw": "inactive",
    }


def test_two_decide_together_by_the_very_same_alone() -> None:
    def who(before: list[Statement], now: list[Statement]) -> frozenset[str]:
        return deciders(PARENT, before, now, ()).grounds

    proposal = [yes(**PROPOSED)]
    assert who(proposal, [yes()]) == {"patient", "parent"}
    assert who(proposal, [yes(actor=HOSPITAL)]) == {"parent"}
    assert who([yes(**PROPOSED, **BY_GP)], [yes()]) == {"parent"}
    assert who([], [yes()]) == {"parent"}


def test_he_agrees_with_nobody_who_stands_for_him_no_longer() -> None:
    proposal, now = [yes(**PROPOSED, **BY_PARENT)], [yes()]
    assert deciders(None, proposal, now, (PARENT,)).grounds == {"patient", "parent"}
    assert deciders(None, proposal, now, ()).grounds == {"patient"}


@pytest.mark.parametrize(
    ("now", "before", "lets"),
    [
        ([yes()], [], True),
        ([yes(status="inactive")], [yes()], False),
        ([no()], [], False),
        ([no(status="inactive")], [no()], True),
        ([no()], [no()], False),
        ([no(actor=HOSPITAL)], [no()], True),
        ([no(status="inactive")], [no(status="proposed")], False),
        ([], [], False),
    ],
)
def test_what_lets_somebody_in(
    now: list[Statement], before: list[Statement], *, lets: bool
) -> None:
    assert lets_in(now, before) == lets


@pytest.mark.parametrize(
    ("said", "state", "is_waiting"),
    [
        ([yes()], "active", False),
        ([no()], "objected", False),
        ([yes(), no(actor=HOSPITAL)], "active", False),
        ([yes(ends=TODAY)], "active", False),
        ([yes(ends=date(2026, 2, 28))], "expired", False),
        ([yes(starts=date(2026, 3, 2))], "planned", False),
        ([yes(status="inactive")], "withdrawn", False),
        ([no(status="inactive")], "withdrawn", False),
        ([yes(status="entered-in-error")], "mistaken", False),
        ([], "mistaken", False),
        ([yes(**PROPOSED)], "proposed", True),
        ([yes(**BY_GP)], "active", True),
        ([no(**BY_GP)], "objected", True),
        ([yes(**BY_GP, custodian=GP)], "active", False),
        ([yes(**BY_GP, custodian=HOSPITAL)], "proposed", True),
        ([yes(**BY_GP, custodian=HOSPITAL, desk=True)], "active", False),
        ([yes(**BY_GP, custodian="cat:H1")], "active", True),
        ([yes(decided_by="mentor")], "not-entitled", False),
        ([no(decided_by="mentor")], "objected", False),
    ],
)
def test_how_a_choice_stands(said: list[Statement], state: str, *, is_waiting: bool) -> None:
    assert state_of(said, ADULT, TODAY) == state
    assert any(map(waits, said)) == is_waiting


def test_who_stands_for_him_takes_back_no_objection_of_another_who_does() -> None:
    """Else one of two parents would only have to take back the no of the other."""
    other = Mandate(person="Person/other", ground="parent", said_at=NOON)
    theirs = no(decided_by="parent", signed_by=(other.person,))
    ours = no(**BY_PARENT)
    facts = replace(known(YOUNG, parent()), represented_by=(PARENT, other))

    assert acts(asked(parent()), facts, [theirs], PARENT) == ()
    assert acts(asked(parent()), facts, [ours], PARENT) == ("withdraw",)


@pytest.mark.parametrize(
    ("facts", "asker", "statement", "may"),
    [
        (YOUNG, HIMSELF, yes(), ()),
        (YOUNG, HIMSELF, no(), ()),
        (CHILD, HIMSELF, yes(), ("agree",)),
        (CHILD, HIMSELF, no(), ("confirm", "agree")),
        (CHILD, parent(), yes(), ("agree",)),
        (YOUNG, parent(), yes(), ("confirm", "agree")),
        (ADULT, parent(), yes(), ()),
        (ADULT, HIMSELF, yes(), ("confirm", "agree")),
        (ADULT, parent("another"), yes(), ()),
    ],
)
def test_how_somebody_may_say_what_nobody_said_before(
    facts: Facts, asker: Asker, statement: Statement, may: tuple[str, ...]
) -> None:
    whose = known(facts, asker)

    assert ways(asked(asker), whose, [statement], stands(asker)) == may
