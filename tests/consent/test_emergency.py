"""An emergency: who may declare one, what it opens, and what stays closed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decide import decide, decide_caller
from consent.decision import Deny, Permit
from consent.declaration import Declaration
from consent.facts import Facts
from consent.obligation import obligations_of
from consent.policy import Policy
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, About
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import DOCTOR, FACTS, GP, HOSPITAL, NOON, SYSTEM, about, answer, no, yes

WHY = Declaration(code="consciousness", words="bewusteloos binnengebracht")
RESCUER = replace(DOCTOR, assurance="high", authenticated_at=NOON - timedelta(minutes=4))
EMERGENCY = Question(asker=RESCUER, purpose="ETREAT", now=NOON, emergency=WHY)
BTG = frozenset({"BTG"})
OPENS_OBJECTIONS = Policy(emergency_opens_objections=True)


def declared(**changes: Any) -> Question:
    of_asker = {name: changes.pop(name) for name in list(changes) if hasattr(DOCTOR, name)}
    return replace(EMERGENCY, asker=replace(RESCUER, **of_asker), **changes)


def minutes(number: float) -> Any:
    return NOON - timedelta(minutes=number)


REFUSED: dict[str, tuple[Question, str, int]] = {
    "a system": (replace(EMERGENCY, asker=SYSTEM), "A-BTG-NEEDS-PERSON", 403),
    "a clerk": (declared(role="00.000"), "A-ROLE", 403),
    "a clerk with a mandate": (declared(role="00.000", mandated=True), "A-BTG-ROLE", 403),
    "a physiotherapist": (declared(role="04.000"), "A-BTG-ROLE", 403),
    "a doctor by his password": (declared(assurance="low"), "A-BTG-REAUTH", 401),
    "a doctor at substantial": (declared(assurance="substantial"), "A-BTG-REAUTH", 401),
    "who logged in at an unknown moment": (
        declared(authenticated_at=None),
        "A-BTG-REAUTH",
        401,
    ),
    "who logged in too long ago": (
        declared(authenticated_at=minutes(5.01)),
        "A-BTG-REAUTH",
        401,
    ),
    "who logs in tomorrow": (declared(authenticated_at=minutes(-1.1)), "A-BTG-REAUTH", 401),
    "who gives no reason": (declared(emergency=None), "A-BTG-NO-REASON", 400),
    "who gives a code alone": (
        declared(emergency=Declaration(code="consciousness", words="  spoed    ")),
        "A-BTG-NO-REASON",
        400,
    ),
    "who gives words alone": (
        declared(emergency=Declaration(code=" ", words=WHY.words)),
        "A-BTG-NO-REASON",
        400,
    ),
}


@pytest.mark.parametrize("who", REFUSED)
def test_no_emergency_is_declared_by(who: str) -> None:
    question, reason, http = REFUSED[who]
    decision = decide_caller(question)
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == (reason, http)
    assert answer(yes(), ask=question) == decision


@pytest.mark.parametrize("role", ["01.015", "03.000", "30.000", "81.000"])
@pytest.mark.parametrize("purpose", ["ETREAT", "BTG"])
def test_an_emergency_is_declared_by_who_treats(role: str, purpose: str) -> None:
    question = declared(role=role, purpose=purpose)
    assert isinstance(decide_caller(question), Permit)
    assert answer(ask=question).reason == "C-BTG"


@pytest.mark.parametrize("ago", [-0.9, 0, 5])
def test_a_log_in_counts_for_five_minutes_and_clocks_may_differ(ago: float) -> None:
    assert answer(ask=declared(authenticated_at=minutes(ago))).reason == "C-BTG"


def test_a_reason_without_the_purpose_declares_nothing() -> None:
    assert answer(ask=declared(purpose="TREAT")).reason == "C-NO-CHOICE"


FORBIDDEN: dict[str, list[Statement]] = {
    "an objection to everyone": [no()],
    "an objection to this hospital beside a yes to hospitals": [
        yes(actor="cat:V4"),
        no(actor=HOSPITAL),
    ],
    "an objection from Mitz, which comes inactive": [no(status="inactive", source="mitz")],
    "emergencies excluded, and nothing else said": [no(purposes=BTG)],
    "emergencies excluded beside an objection": [no(), no(purposes=BTG)],
    "an exception for emergencies and none for them": [no(), yes(purposes=BTG), no(purposes=BTG)],
    "emergencies opened to everyone, and an objection to this hospital": [
        no(),
        yes(purposes=BTG),
        no(actor=HOSPITAL),
    ],
    "an exception that is over": [no(), yes(purposes=BTG, ends=date(2026, 2, 28))],
    "an exception that the hospital wrote down itself": [
        no(),
        yes(purposes=BTG, recorded_by=HOSPITAL, desk=True),
    ],
    "an objection to this one resource": [no(data="res:Consent/tw1")],
}


@pytest.mark.parametrize("said", FORBIDDEN)
def test_in_an_emergency_stays_closed(said: str) -> None:
    decision = answer(*FORBIDDEN[said], ask=EMERGENCY)
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == ("C-BTG-FORBIDDEN", 404)


OPENED: dict[str, list[Statement]] = {
    "nothing was said": [],
    "a yes to others": [yes(actor="cat:X3")],
    "an objection to others": [no(actor="cat:X3")],
    "a yes that is over": [yes(ends=date(2026, 2, 28))],
    "a withdrawn yes": [yes(status="inactive")],
    "a withdrawn objection": [no(status="inactive")],
    "a yes by who may not decide": [yes(decided_by="mentor")],
    "an objection that excepts emergencies": [no(), yes(purposes=BTG)],
    "an objection to this hospital that excepts them": [
        no(actor=HOSPITAL),
        yes(actor=HOSPITAL, purposes=frozenset({"ETREAT"})),
    ],
    "emergencies excluded for others": [no(actor="cat:X3", purposes=BTG)],
    "an objection for continuity of care": [no(purposes=frozenset({"COC"}))],
}


@pytest.mark.parametrize("said", OPENED)
def test_an_emergency_opens(said: str) -> None:
    assert answer(*OPENED[said], ask=EMERGENCY).reason == "C-BTG"


@pytest.mark.parametrize("answered", ["deny", "unknown"])
def test_mitz_does_not_stand_in_the_way_of_an_emergency(answered: str) -> None:
    assert answer(ask=EMERGENCY, mitz={GP: answered}).reason == "C-BTG"


def test_a_valid_consent_is_used_before_the_emergency() -> None:
    assert answer(yes(), ask=EMERGENCY).reason == "C-EXPLICIT-PERMIT"
    assert answer(ask=EMERGENCY, mitz={GP: "permit"}).reason == "C-MITZ-PERMIT"
    excluded = answer(yes(), no(purposes=BTG), ask=EMERGENCY)
    assert excluded.reason == "C-EXPLICIT-PERMIT"


def test_an_emergency_opens_neither_the_choices_nor_a_dead_mans_record_nor_a_strangers() -> None:
    assert answer(ask=EMERGENCY, of=about(category=CHOICES)).reason == "S-NOT-ENTITLED"
    assert answer(ask=EMERGENCY, deceased=True).reason == "C-DECEASED"
    assert answer(ask=EMERGENCY, relation=False).reason == "A-NO-RELATION"


def test_a_region_may_agree_that_an_emergency_opens_objections() -> None:
    assert answer(no(), ask=EMERGENCY, policy=OPENS_OBJECTIONS).reason == "C-BTG"
    excluded = answer(no(), no(purposes=BTG), ask=EMERGENCY, policy=OPENS_OBJECTIONS)
    assert excluded.reason == "C-BTG-FORBIDDEN"


def test_the_ground_names_the_consent_that_speaks_of_emergencies() -> None:
    exception = yes(consent_id="c7", version=3, purposes=BTG)
    assert answer(no(), exception, ask=EMERGENCY).evidence == (("c7", 3),)
    assert answer(no(consent_id="c8"), ask=EMERGENCY).evidence == (("c8", 1),)


def test_an_emergency_is_followed_up_and_a_consent_is_not() -> None:
    assert {"LOG", "LOG-BTG", "REVIEW-72H", "NOTIFY-PATIENT"} <= set(obligations_of("C-BTG"))
    assert obligations_of("C-EXPLICIT-PERMIT") == ("LOG",)


def as_declared(question: Question, purpose: str = "ETREAT") -> Question:
    asker = replace(RESCUER, ura=question.asker.ura, role="01.015")
    asker = replace(asker, organization_type=question.asker.organization_type)
    return replace(question, asker=asker, purpose=purpose, emergency=WHY)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts, st.data())
def test_an_emergency_never_opens_less_than_treatment_does(
    question: Question, facts: Facts, of: About, data: st.DataObject
) -> None:
    facts = replace(facts, mitz=data.draw(some.mitz), policy=data.draw(some.policies))
    if isinstance(decide(as_declared(question, "TREAT"), facts, of), Permit):
        assert isinstance(decide(as_declared(question), facts, of), Permit)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts)
def test_an_emergency_never_opens_what_was_objected_to_unless_emergencies_are_excepted(
    question: Question, facts: Facts, of: About
) -> None:
    treating = decide(as_declared(question, "TREAT"), facts, of)
    saved = decide(as_declared(question), facts, of)
    if treating.reason == "C-EXPLICIT-DENY" and isinstance(saved, Permit):
        [(consent, _)] = saved.evidence
        excepting = [one for one in facts.statements if one.permit and "BTG" in one.purposes]
        assert consent in {one.consent_id for one in excepting}


def test_the_scope_of_an_emergency_is_what_is_decided_one_by_one() -> None:
    facts = replace(FACTS, statements=(no(data="res:Consent/tw1"),))
    reach = scope(EMERGENCY, facts)
    assert reach.decision(GP, "GGC002", "Goal/g1").reason == "C-BTG"
    assert reach.decision(GP, "GGC002", "Consent/tw1").reason == "C-BTG-FORBIDDEN"


@given(
    some.questions(), some.statements.flatmap(some.facts), some.abouts, some.statement(permit=False)
)
def test_an_objection_more_never_opens_anything_in_an_emergency_either(
    question: Question, facts: Facts, of: About, objection: Statement
) -> None:
    more = replace(facts, statements=(*facts.statements, objection))
    if isinstance(decide(as_declared(question), more, of), Permit):
        assert isinstance(decide(as_declared(question), facts, of), Permit)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts, st.randoms())
def test_the_order_of_what_was_said_does_not_matter_in_an_emergency(
    question: Question, facts: Facts, of: About, random: Any
) -> None:
    shuffled = list(facts.statements)
    random.shuffle(shuffled)
    asked = as_declared(question)
    other = decide(asked, replace(facts, statements=tuple(shuffled)), of)
    assert other == decide(asked, facts, of)
