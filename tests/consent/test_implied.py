"""Assumed consent: with continuity of care, by the same precedence, and never to treat."""

from dataclasses import replace
from datetime import date

import pytest

from consent.decision import Deny, Permit
from consent.push import decide_push
from tests.consent.builders import ABOUT, FACTS, GP, HOSPITAL, SYSTEM, answer, asked, no, yes

COC = frozenset({"COC"})
HANDOVER = asked(purpose="COC")
ASSUMED = yes(kind="implied", custodian=GP, actor=HOSPITAL, data="res:Consent/tw1", purposes=COC)
BOTH = frozenset({"TREAT", "COC"})


def test_what_is_assumed_never_opens_to_treat() -> None:
    assert answer(replace(ASSUMED, purposes=BOTH)).reason == "C-NO-CHOICE"


def test_it_ends_with_the_transfer() -> None:
    assert answer(replace(ASSUMED, ends=date(2026, 2, 28)), ask=HANDOVER).reason == "C-EXPIRED"


def test_an_objection_as_narrow_beats_it_and_a_broad_one_does_not() -> None:
    narrow = no(custodian=GP, actor=HOSPITAL, data="res:Consent/tw1", purposes=BOTH)
    assert answer(ASSUMED, narrow, ask=HANDOVER).reason == "C-EXPLICIT-DENY"
    assert answer(ASSUMED, no(purposes=BOTH), ask=HANDOVER).reason == "C-IMPLIED-COC"


def test_an_explicit_yes_to_treat_is_none_for_continuity_of_care() -> None:
    assert answer(yes(), ask=HANDOVER).reason == "C-NO-CHOICE"


def test_it_opens_to_the_receiver_whoever_is_entitled_to_consent() -> None:
    decision = answer(ASSUMED, ask=HANDOVER, born=None)
    assert isinstance(decision, Permit)
    assert (decision.reason, decision.evidence) == ("C-IMPLIED-COC", (("c1", 1),))


@pytest.mark.parametrize("mode", ["deceased", "relation"])
def test_it_opens_nothing_of_the_dead_or_without_a_relation(mode: str) -> None:
    facts = {"deceased": True} if mode == "deceased" else {"relation": False}
    assert isinstance(answer(ASSUMED, ask=HANDOVER, **facts), Deny)


def test_a_dead_mans_push_lies_closed_whatever_he_permitted() -> None:
    push = asked(asker=SYSTEM, ura=GP, organization_type="H1", purpose=None)
    facts = replace(FACTS, statements=(yes(),), deceased=True)
    assert decide_push(push, facts, ABOUT).reason == "D-PUSH-STORED-CLOSED"


def test_of_the_dead_the_own_dossier_stays_open_and_nothing_else() -> None:
    own = asked(ura=GP, organization_type="H1")
    assert answer(ask=own, deceased=True).reason == "C-OWN-DOSSIER"
    closed = answer(yes(), deceased=True, mitz={GP: "permit"})
    assert closed == Deny("deceased", "C-DECEASED", 404)
