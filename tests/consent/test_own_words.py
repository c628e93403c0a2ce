"""What the inhabitant wrote himself, and what he asked to be corrected: who may see it."""

from dataclasses import replace

import pytest

from consent.decision import Deny, Permit
from consent.policy import Policy
from consent.question import Question
from consent.section import CORRECTIONS, INHABITANT
from consent.statement import Statement
from tests.consent.builders import GP, SYSTEM, about, answer, asked, no, yes
from tests.consent.test_emergency import EMERGENCY

OWN_WORDS = about(custodian=INHABITANT, custodian_type="", category="GGC002")
ASKED = about(custodian=GP, category=CORRECTIONS)


@pytest.mark.parametrize(
    "statement",
    [
        yes(custodian=GP),
        yes(custodian="cat:H1"),
        yes(recorded_by=GP),
        yes(custodian=INHABITANT, recorded_by=GP),
        no(),
    ],
)
def test_no_word_about_others_data_opens_own_words(statement: Statement) -> None:
    assert isinstance(answer(statement, of=OWN_WORDS), Deny)


@pytest.mark.parametrize(
    "statement", [yes(), yes(custodian=INHABITANT), yes(desk=True, recorded_by=GP)]
)
def test_his_word_over_all_data_opens_own_words(statement: Statement) -> None:
    assert isinstance(answer(statement, of=OWN_WORDS), Permit)


@pytest.mark.parametrize("says", ["permit", "deny", "unknown"])
def test_mitz_has_no_say_over_own_words(says: str) -> None:
    mitz = {INHABITANT: says}
    assert answer(mitz=mitz, of=OWN_WORDS).reason == "C-NO-CHOICE"
    leads = Policy(mitz_deny_overrules=True)
    assert answer(yes(), mitz=mitz, of=OWN_WORDS, policy=leads).reason == "C-EXPLICIT-PERMIT"


@pytest.mark.parametrize("statement", [yes(), yes(custodian=GP), yes(data="*")])
@pytest.mark.parametrize("question", [asked(), EMERGENCY])
def test_nothing_opens_a_request_to_correct_to_others(
    statement: Statement, question: Question
) -> None:
    decision = answer(statement, of=ASKED, ask=question)
    assert decision.reason == "S-NOT-ENTITLED"


def test_who_keeps_it_sees_what_it_is_asked_to_correct() -> None:
    question = Question(asker=replace(SYSTEM, ura=GP), purpose=None, now=asked().now)
    assert answer(of=ASKED, ask=question).reason == "C-OWN-DOSSIER"


def test_in_an_emergency_own_words_open_as_all_else_does() -> None:
    assert answer(of=OWN_WORDS, ask=EMERGENCY).reason == "C-BTG"
    objection = no(purposes=frozenset({"ETREAT", "BTG"}))
    assert answer(objection, of=OWN_WORDS, ask=EMERGENCY).reason == "C-BTG-FORBIDDEN"
