from dataclasses import replace

import pytest

from consent.asker import Inhabitant
from consent.decide import decide, decide_caller
from consent.decision import Deny, Permit
from consent.section import CHOICES
from tests.consent.builders import (
    ABOUT,
    FACTS,
    GP,
    QUESTION,
    SYSTEM,
    about,
    answer,
    asked,
    no,
    yes,
)

ALONE = asked(asker=SYSTEM, purpose=None)
AT_HOME = asked(ura=GP, organization_type="H1")
AT_HOME_ALONE = asked(asker=SYSTEM, ura=GP, organization_type="H1", purpose=None)


@pytest.mark.parametrize("purpose", ["HRESCH", "HMARKT", "PATRQT", "etreat", "treat", ""])
def test_another_purpose_than_treatment_is_refused_and_told(purpose: str) -> None:
    assert decide_caller(asked(purpose=purpose)) == Deny("purpose", "A-PURPOSE", 403)


@pytest.mark.parametrize("role", ["", "00.000", "99.000", "83.000", "1.015", "010.15", "arts"])
def test_a_role_that_is_not_clinical_is_refused_and_told(role: str) -> None:
    assert decide_caller(asked(role=role)) == Deny("role", "A-ROLE", 403)


def test_a_system_that_states_a_purpose_is_no_clinician() -> None:
    assert decide_caller(asked(asker=SYSTEM)) == Deny("role", "A-ROLE", 403)


@pytest.mark.parametrize("role", ["01.015", "01.000", "30.000", "81.000", "04.000"])
def test_a_clinician_may_ask(role: str) -> None:
    assert isinstance(decide_caller(asked(role=role)), Permit)


def test_who_works_by_a_clinicians_mandate_may_ask() -> None:
    assert isinstance(decide_caller(asked(role="00.000", mandated=True)), Permit)


def test_an_inhabitant_asks_on_his_own_request_and_for_nothing_else() -> None:
    himself = replace(QUESTION, asker=Inhabitant(whose="p", assurance="substantial"))
    assert decide_caller(himself) == Deny("purpose", "A-PURPOSE", 403)
    assert isinstance(decide_caller(replace(himself, purpose="PATRQT")), Permit)


def test_a_refusal_of_the_caller_is_the_same_whoever_the_patient_is() -> None:
    question = asked(role="00.000")
    known = decide(question, replace(FACTS, statements=(yes(),)), ABOUT)
    assert known == decide(question, FACTS, ABOUT) == decide_caller(question)


def test_a_permit_of_the_caller_opens_nothing() -> None:
    assert isinstance(decide_caller(QUESTION), Permit)
    assert isinstance(decide(QUESTION, FACTS, ABOUT), Deny)


def test_without_a_treatment_relation_a_consent_opens_nothing() -> None:
    decision = answer(yes(), relation=False)
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == ("A-NO-RELATION", 404)


def test_a_system_on_its_own_account_sees_nothing_of_others() -> None:
    decision = answer(yes(), ask=ALONE)
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == ("A-NO-RELATION", 404)


def test_a_source_always_sees_what_it_pushed_even_against_an_objection() -> None:
    assert answer(no(), ask=AT_HOME).reason == "C-OWN-DOSSIER"
    assert answer(no(), ask=AT_HOME_ALONE, relation=False).reason == "C-OWN-DOSSIER"


def test_the_own_dossier_is_known_by_the_number_not_by_how_it_is_written() -> None:
    own = answer(ask=asked(ura="00000123"), of=about(custodian="123"))
    assert own.reason == "C-OWN-DOSSIER"


def test_a_colleague_who_treats_nobody_does_not_see_the_own_dossier() -> None:
    assert answer(ask=AT_HOME, relation=False).reason == "A-NO-RELATION"


def test_a_privacy_consent_is_read_by_its_recorder_only() -> None:
    choices = about(category=CHOICES)
    assert answer(yes(), of=choices).reason == "S-NOT-ENTITLED"
    assert answer(ask=AT_HOME, of=choices).reason == "C-OWN-DOSSIER"


@pytest.mark.parametrize("ura", [GP, "90000202"])
def test_a_person_below_substantial_is_told_to_log_in_better_for_his_own_dossier_too(
    ura: str,
) -> None:
    question = asked(assurance="low", ura=ura)
    assert answer(yes(), ask=question) == Deny("assurance", "A-LOA", 401)


def test_a_system_on_its_own_account_is_known_by_its_key() -> None:
    assert isinstance(decide_caller(ALONE), Permit)
