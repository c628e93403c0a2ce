"""Who may search without naming an inhabitant: a system, in what its organisation put here."""

from dataclasses import replace

import pytest

from consent.asker import Inhabitant
from consent.decide import decide_own_search
from consent.decision import Deny, Permit
from consent.rules.own_search import own_search
from tests.consent.builders import QUESTION, SYSTEM, asked

ALONE = asked(asker=SYSTEM, purpose=None)
NO = Deny("own-search", "P-NO-PATIENT-CONTEXT", 400)


def test_a_system_that_states_no_purpose_may() -> None:
    assert decide_own_search(ALONE) == Permit("own-search", "C-OWN-DOSSIER")


def test_a_professional_and_a_person_may_not() -> None:
    himself = Inhabitant(whose="p", assurance="substantial")
    assert decide_own_search(asked()) == NO
    assert decide_own_search(replace(QUESTION, purpose=None)) == NO
    assert decide_own_search(replace(QUESTION, asker=himself, purpose="PATRQT")) == NO


@pytest.mark.parametrize(("purpose", "reason"), [("TREAT", "A-ROLE"), ("HMARKT", "A-PURPOSE")])
def test_a_system_that_states_a_purpose_is_refused_as_any_caller(purpose: str, reason: str) -> None:
    decision = decide_own_search(asked(asker=SYSTEM, purpose=purpose))
    assert isinstance(decision, Deny)
    assert decision.reason == reason


def test_the_rule_itself_opens_nothing_to_a_system_with_a_purpose() -> None:
    assert own_search(asked(asker=SYSTEM, purpose="TREAT")) == NO
