"""Each guard of a case stands: what is done at the wrong moment, or by another, is refused."""

from dataclasses import replace
from typing import get_args

import pytest

from hub.transfer.case import Case, Wanted
from hub.transfer.circumstances import Circumstances
from hub.transfer.moves.answer import Accept, PutOff, Receive, Reject
from hub.transfer.moves.choice import AskPatient, Select
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import PickUp, Refuse, Request, Triage
from hub.transfer.moves.offering import AgreeDate, Expire, MakeOffer, TakeBack
from hub.transfer.moves.saying import Say
from hub.transfer.moves.waiting import AskAgain, Cancel, Escalate, HandOver, Reopen, Resume, Wait
from hub.transfer.moves.way import Admit, AnswerAbort, Arrange, AskAbort, Begin, Complete, Fail
from hub.transfer.party import CLOCK, Actor
from hub.transfer.refused import Guard, Refused
from hub.transfer.step import Act, step
from tests.hub.transfer.cases import (
    BUITEN,
    DAY,
    DESK,
    HAVEN,
    HOSPITAL,
    HOUR,
    NOW,
    PROVIDERS,
    TOMORROW,
    WANTED,
    a_draft,
    accepted,
    all_accepted,
    behind,
    chosen,
    matching,
    offered,
    under_way,
    with_offers,
)

SYSTEM, OF_HAVEN = Actor(DESK.ura), Actor(DESK.ura, HAVEN.ura, is_person=True)
AN_OFFER = with_offers("haven", "buiten")
REQUESTED = behind(a_draft(), (Request(), HOSPITAL))
WAITING = behind(matching(), (Wait("waiting-list", NOW + DAY), DESK))
CANCELLED = behind(matching(), (Cancel("patient-recovered"), HOSPITAL))
PUT_OFF = behind(with_offers("haven"), (PutOff("haven", TOMORROW), HAVEN))
EXCLUDING = replace(matching(), excluded=frozenset({HAVEN.ura}))
SECOND_ROUND = behind(under_way(), (Fail("haven", "no-staff"), HAVEN))
CHOICE = Select("haven", is_patients_choice=True)

REFUSED: list[tuple[Guard, Case, Act, Actor]] = [
    ("T-WHO", a_draft(), Request(), DESK),
    ("T-WHO", REQUESTED, PickUp(), HOSPITAL),
    ("T-WHO", AN_OFFER, Receive("haven"), BUITEN),
    ("T-WHO", AN_OFFER, accepted("haven"), DESK),
    ("T-WHO", AN_OFFER, Reject("haven", "no-staff"), HOSPITAL),
    ("T-WHO", all_accepted(), CHOICE, HAVEN),
    ("T-WHO", chosen(), Begin("haven", has_handoff=True), HAVEN),
    ("T-WHO", under_way(), Complete("haven"), DESK),
    ("T-WHO", under_way(), Fail("haven", "no-staff"), HOSPITAL),
    ("T-WHO", under_way(), Admit("haven"), BUITEN),
    ("T-WHO", AN_OFFER, Expire("haven"), DESK),
    ("T-WHO", AN_OFFER, accepted("haven"), CLOCK),
    ("T-WHO", AN_OFFER, Cancel("patient-died"), HAVEN),
    ("T-WHO", matching(), HandOver("90000103", "urk"), HOSPITAL),
    ("T-DESK", matching(), HandOver("90000104", None), DESK),
    ("T-UNDER-WAY", AN_OFFER, HandOver("90000103", "urk"), DESK),
    ("T-STATE", under_way(), HandOver("90000103", "urk"), DESK),
    ("T-FOR-WHOM", AN_OFFER, accepted("haven"), Actor(BUITEN.ura, HAVEN.ura, is_person=True)),
    ("T-FOR-WHOM", all_accepted(), CHOICE, Actor(HAVEN.ura, DESK.ura, is_person=True)),
    ("T-NO-OFFER", AN_OFFER, accepted("linde"), PROVIDERS["linde"]),
    ("T-REQUEST-INCOMPLETE", replace(a_draft(), wanted=Wanted()), Request(), HOSPITAL),
    *(
        ("T-REQUEST-INCOMPLETE", replace(a_draft(), wanted=replace(WANTED, **lacks)), Request(),
         HOSPITAL)
        for lacks in ({"permission": False}, {"care": None}, {"start": None}, {"contact": False})
    ),
    ("T-STATE", REQUESTED, Request(), HOSPITAL),
    ("T-STATE", matching(), PickUp(), DESK),
    ("T-STATE", AN_OFFER, Triage("grz"), DESK),
    ("T-STATE", REQUESTED, offered("haven"), DESK),
    ("T-STATE", matching(), Refuse("not-for-us"), DESK),
    ("T-STATE", AN_OFFER, Wait("waiting-list", NOW + DAY), DESK),
    ("T-STATE", matching(), Resume(), DESK),
    ("T-STATE", AN_OFFER, Escalate("no-capacity"), DESK),
    ("T-STATE", matching(), Reopen("patient-recovered"), DESK),
    ("T-STATE", matching(), AskAgain(), HOSPITAL),
    ("T-STATE", matching(), AskPatient(), DESK),
    ("T-STATE", chosen(), AskPatient(), DESK),
    ("T-STATE", AN_OFFER, CHOICE, DESK),
    ("T-STATE", AN_OFFER, Begin("haven", has_handoff=True), DESK),
    ("T-STATE", chosen(), Arrange(), DESK),
    ("T-STATE", behind(under_way(), (Admit("haven"), HAVEN)), Admit("haven"), HAVEN),
    ("T-STATE", chosen(), Complete("haven"), HAVEN),
    ("T-STATE", all_accepted(), PutOff("haven", TOMORROW), HAVEN),
    ("T-STATE", all_accepted(), Receive("haven"), HAVEN),
    ("T-STATE", AN_OFFER, AgreeDate("haven", NOW + DAY), DESK),
    ("T-STATE", under_way(), TakeBack("haven", "patient-died"), DESK),
    ("T-STATE", under_way(), AnswerAbort("haven", agrees=True), HAVEN),
    ("T-STATE", chosen(), AskAbort("haven", "patient-died"), DESK),
    ("T-STATE", all_accepted(), Expire("haven"), CLOCK),
    ("T-STATE", SECOND_ROUND, Complete("haven"), HAVEN),
    ("T-STATE", SECOND_ROUND, Reject("haven", "no-staff"), HAVEN),
    ("T-ENDED", CANCELLED, Cancel("patient-died"), DESK),
    ("T-PERSON", behind(REQUESTED, (PickUp(), DESK)), Triage("elv-hoog"), SYSTEM),
    ("T-CARE-TYPE", behind(REQUESTED, (PickUp(), DESK)), Triage(""), DESK),
    *(
        ("T-REASON", case, act, actor)
        for case, act, actor in (
            (REQUESTED, Refuse(None), DESK),
            (AN_OFFER, Reject("haven", ""), HAVEN),
            (AN_OFFER, TakeBack("haven", None), DESK),
            (under_way(), Fail("haven", None), HAVEN),
            (under_way(), AskAbort("haven", None), HOSPITAL),
            (matching(), Cancel(None), HOSPITAL),
            (matching(), Escalate(None), DESK),
            (CANCELLED, Reopen(None), DESK),
        )
    ),
    ("T-DEADLINE", matching(), offered("haven", NOW - DAY), DESK),
    ("T-DEADLINE", AN_OFFER, Expire("haven"), CLOCK),
    ("T-DEADLINE", AN_OFFER, Accept("haven", NOW + DAY, NOW), HAVEN),
    ("T-DEADLINE", AN_OFFER, Accept("haven", NOW + DAY, None), HAVEN),
    ("T-DEADLINE", AN_OFFER, PutOff("haven", None), HAVEN),
    ("T-DEADLINE", AN_OFFER, PutOff("haven", (NOW - DAY).date()), HAVEN),
    ("T-DEADLINE", PUT_OFF, AgreeDate("haven", NOW), DESK),
    ("T-CANDIDATE", matching(), offered("haven", misfit="closed-ward"), DESK),
    ("T-EXCLUDED", EXCLUDING, offered("haven"), DESK),
    ("T-ALREADY-OFFERED", AN_OFFER, offered("haven"), DESK),
    ("T-ALREADY-OFFERED", AN_OFFER,
     MakeOffer("another", HAVEN.ura, "service-haven", NOW + DAY), DESK),
    ("T-ALREADY-CHOSEN", chosen(), offered("buiten"), DESK),
    ("T-ALREADY-CHOSEN", chosen(), CHOICE, DESK),
    ("T-ALREADY-CHOSEN", under_way(), CHOICE, DESK),
    ("T-ALREADY-CHOSEN", chosen(), accepted("haven"), HAVEN),
    ("T-ALREADY-CHOSEN", chosen(), Reject("haven", "no-staff"), HAVEN),
    ("T-NOT-HELD", AN_OFFER, AskPatient(), DESK),
    ("T-NOT-HELD", AN_OFFER, Accept("haven", None, NOW + DAY), HAVEN),
    ("T-PATIENT-CHOICE", all_accepted(), Select("haven"), DESK),
    ("T-PATIENT-CHOICE", all_accepted(), CHOICE, SYSTEM),
    ("T-PATIENT-CHOICE", all_accepted(), Begin("haven", has_handoff=True), DESK),
    ("T-REVIEW-DATE", matching(), Wait("waiting-list", None), DESK),
    ("T-REVIEW-DATE", matching(), Wait("waiting-list", NOW), DESK),
    ("T-REVIEW-DATE", WAITING, Resume(), CLOCK),
    ("T-UNDER-WAY", AN_OFFER, Cancel("patient-died"), HOSPITAL),
    ("T-UNDER-WAY", under_way(), Cancel("patient-died"), DESK),
    ("T-MOMENT", under_way(), Admit("haven", NOW + HOUR), HAVEN),
    ("T-MOMENT", under_way(), Admit("haven", NOW.replace(tzinfo=None)), HAVEN),
    ("T-MOMENT", matching(), Describe(Circumstances(ready_at=NOW.replace(tzinfo=None))), HOSPITAL),
    ("T-WHO", under_way(), Describe(Circumstances()), HAVEN),
    ("T-WHO", AN_OFFER, Say("haven"), BUITEN),
    ("T-STATE", behind(AN_OFFER, (Reject("haven", "no-staff"), HAVEN)), Say("haven"), DESK),
    ("T-HANDOFF", chosen(), Begin("haven", has_handoff=False), DESK),
]  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "case", "act", "actor"),
    REFUSED,
    ids=[f"{guard}-{type(act).__name__}-{n}" for n, (guard, _, act, _) in enumerate(REFUSED)],
)
def test_what_may_not_be_done_is_refused_by_name(
    guard: Guard, case: Case, act: Act, actor: Actor
) -> None:
    with pytest.raises(Refused) as refused:
        step(case, act, actor, NOW)

    assert refused.value.guard == guard
    assert refused.value.why
    assert not any(word.isdecimal() for word in refused.value.why.split()), "it names nobody"


def test_each_guard_is_tried() -> None:
    # Of the door, where what was sent is compared with what was shown.
    at_door = {"T-ELEMENT", "T-NOTE", "T-NAMELESS"}
    assert {guard for guard, *_ in REFUSED} == set(get_args(Guard)) - at_door


def test_a_place_that_is_kept_no_longer_is_not_chosen() -> None:
    later = NOW + 9 * HOUR
    with pytest.raises(Refused) as refused:
        step(all_accepted(), CHOICE, DESK, later)
    assert refused.value.guard == "T-NOT-HELD"

    again = behind(all_accepted(), (accepted("haven", later), HAVEN), now=later)

    assert behind(again, (CHOICE, DESK), now=later).chosen is not None
