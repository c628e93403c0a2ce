from dataclasses import replace
from datetime import date

import pytest

from consent.decision import Deny, Permit
from consent.push import decide_push
from consent.section import CHOICES
from consent.source import Source
from consent.statement import Statement
from tests.consent.builders import (
    ABOUT,
    FACTS,
    GP,
    HOSPITAL,
    NURSING,
    SYSTEM,
    about,
    asked,
    no,
    yes,
)

PUSH = asked(asker=SYSTEM, ura=GP, organization_type="H1", purpose=None)


def stored(*statements: Statement) -> str:
    decision = decide_push(PUSH, replace(FACTS, statements=statements), ABOUT)
    assert isinstance(decision, Permit)
    return decision.reason.removeprefix("D-PUSH-STORED-")


def test_nobody_pushes_in_the_name_of_another() -> None:
    decision = decide_push(asked(asker=SYSTEM), replace(FACTS, statements=(yes(),)), ABOUT)
    assert decision == Deny("push-custodian", "A-NOT-CUSTODIAN", 403)


def test_a_push_is_not_judged_on_role_or_purpose() -> None:
    push = asked(ura=GP, organization_type="H1", role="00.000", purpose="HRESCH")
    assert isinstance(decide_push(push, FACTS, ABOUT), Permit)


def test_a_choice_about_exchange_is_open_to_nobody_else() -> None:
    decision = decide_push(PUSH, replace(FACTS, statements=(yes(),)), about(category=CHOICES))
    assert decision.reason == "D-PUSH-STORED-CLOSED"


def test_what_a_source_says_that_does_not_treat_him_is_kept_closed() -> None:
    stranger = Source(custodian=GP)
    facts = replace(FACTS, statements=(yes(),), sources=(stranger,))
    assert decide_push(PUSH, facts, ABOUT).reason == "D-PUSH-STORED-CLOSED"
    treats = replace(facts, sources=(replace(stranger, contact=True),))
    assert decide_push(PUSH, treats, ABOUT).reason == "D-PUSH-STORED-OPEN"


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [no()],
        [yes(), no()],
        [yes(custodian=NURSING)],
        [yes(status="inactive")],
        [yes(ends=date(2026, 2, 1))],
        [yes(kind="implied")],
        [yes(purposes=frozenset({"BTG"}))],
        [yes(data="res:Goal/other")],
        [yes(actor="cat:V4"), no(custodian=GP)],
        [yes(actor=HOSPITAL), no(actor=HOSPITAL)],
    ],
)
def test_what_nobody_may_see_is_stored_closed(statements: list[Statement]) -> None:
    assert stored(*statements) == "CLOSED"


@pytest.mark.parametrize(
    "statements",
    [
        [yes()],
        [yes(custodian=GP, actor="*")],
        [yes(actor=HOSPITAL), no()],
        [yes(actor=HOSPITAL), no(actor=NURSING)],
        [yes(data="res:Consent/tw1"), no(actor="cat:V4")],
    ],
)
def test_what_at_least_one_party_may_see_is_stored_open(statements: list[Statement]) -> None:
    assert stored(*statements) == "OPEN"


def test_an_open_push_names_the_consent_that_opens_it() -> None:
    decision = decide_push(
        PUSH, replace(FACTS, statements=(yes(consent_id="c9", version=4),)), ABOUT
    )
    assert decision.evidence == (("c9", 4),)
