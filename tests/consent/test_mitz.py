"""Mitz: asked where nothing valid was said here, and never yes by an answer that did not come."""

from dataclasses import replace
from datetime import date

import pytest

from consent.decision import Deny, Permit
from consent.policy import Policy
from tests.consent.builders import (
    FACTS,
    GP,
    NURSING,
    SECTION,
    SYSTEM,
    about,
    answer,
    asked,
    no,
    yes,
)
from tests.consent.test_emergency import EMERGENCY

MITZ_LEADS = Policy(mitz_deny_overrules=True)


@pytest.mark.parametrize(
    ("says", "reason"), [("deny", "C-MITZ-DENY"), ("unknown", "C-SOURCE-UNAVAILABLE")]
)
def test_without_a_choice_here_an_answer_that_is_no_yes_is_no(says: str, reason: str) -> None:
    decision = answer(mitz={GP: says})
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == (reason, 404)


def test_a_yes_about_one_holder_opens_nothing_of_another() -> None:
    assert answer(mitz={NURSING: "permit"}).reason == "C-NO-CHOICE"


def test_a_yes_is_about_treatment_data_and_opens_no_medication() -> None:
    assert answer(mitz={GP: "permit"}, of=about(category=None)).reason == "C-NO-CHOICE"


def test_a_yes_of_mitz_never_overrules_an_objection_here() -> None:
    assert answer(no(), mitz={GP: "permit"}).reason == "C-EXPLICIT-DENY"
    assert answer(no(data="res:Consent/tw1"), mitz={GP: "permit"}).reason == "C-EXPLICIT-DENY"


def test_a_yes_of_mitz_gives_nothing_to_a_system_or_without_a_relation() -> None:
    assert isinstance(answer(ask=asked(asker=SYSTEM), mitz={GP: "permit"}), Deny)
    assert answer(mitz={GP: "permit"}, relation=False).reason == "A-NO-RELATION"


@pytest.mark.parametrize("says", ["deny", "unknown"])
def test_a_valid_yes_here_goes_before_what_mitz_says(says: str) -> None:
    assert answer(yes(), mitz={GP: says}).reason == "C-EXPLICIT-PERMIT"


def test_a_yes_of_mitz_opens_where_nothing_valid_was_said() -> None:
    assert answer(mitz={GP: "permit"}) == Permit("mitz", "C-MITZ-PERMIT")
    assert answer(yes(status="inactive"), mitz={GP: "permit"}).reason == "C-MITZ-PERMIT"
    assert answer(yes(ends=date(2026, 2, 1)), mitz={GP: "deny"}).reason == "C-MITZ-DENY"


def test_what_lapsed_is_told_where_mitz_is_not_asked() -> None:
    assert answer(yes(status="inactive")).reason == "C-WITHDRAWN"


@pytest.mark.parametrize(
    ("says", "reason"), [("deny", "C-MITZ-DENY"), ("unknown", "C-SOURCE-UNAVAILABLE")]
)
def test_where_mitz_leads_its_no_and_its_silence_close_what_was_permitted_here(
    says: str, reason: str
) -> None:
    assert answer(yes(), mitz={GP: says}, policy=MITZ_LEADS).reason == reason
    assert answer(no(), mitz={GP: says}, policy=MITZ_LEADS).reason == "C-EXPLICIT-DENY"


def test_where_mitz_leads_but_is_not_asked_the_choice_here_holds() -> None:
    assert answer(yes(), policy=MITZ_LEADS).reason == "C-EXPLICIT-PERMIT"
    assert answer(yes(), mitz={GP: "permit"}, policy=MITZ_LEADS).reason == "C-EXPLICIT-PERMIT"


def test_an_own_dossier_needs_no_mitz() -> None:
    own = asked(ura=GP, organization_type="H1")
    assert answer(ask=own, mitz={GP: "deny"}).reason == "C-OWN-DOSSIER"
    assert replace(FACTS, sections=(SECTION,)).mitz == {}


def test_a_yes_of_mitz_opens_no_objection_in_an_emergency() -> None:
    assert answer(no(), ask=EMERGENCY, mitz={GP: "permit"}).reason == "C-BTG-FORBIDDEN"
    single = no(data="res:Consent/tw1")
    assert answer(single, ask=EMERGENCY, mitz={GP: "permit"}).reason == "C-BTG-FORBIDDEN"
    assert answer(ask=EMERGENCY, mitz={GP: "permit"}).reason == "C-MITZ-PERMIT"


def test_a_copied_yes_never_overrules_an_objection_here_however_broad() -> None:
    copied = yes(custodian=GP, actor="cat:RPZAC104", source="mitz", consent_id="a")
    assert answer(copied).reason == "C-EXPLICIT-PERMIT"
    assert answer(copied, no(consent_id="b")).reason == "C-EXPLICIT-DENY"
    lapsed = no(consent_id="b", status="inactive")
    assert answer(copied, lapsed).reason == "C-EXPLICIT-PERMIT"


def test_a_copied_no_stands_beside_a_yes_here_of_the_same_weight() -> None:
    here = yes(custodian=GP, actor="cat:RPZAC104", consent_id="a")
    copied = replace(here, consent_id="b", permit=False, status="inactive", source="mitz")
    assert answer(here, copied).reason == "C-EXPLICIT-DENY"
