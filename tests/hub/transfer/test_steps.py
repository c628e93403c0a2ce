"""What becomes of a case by each act, and what is told of it."""

from datetime import timedelta

from hub.transfer.moves.answer import PutOff, Receive, Reject
from hub.transfer.moves.choice import AskPatient, Select
from hub.transfer.moves.intake import Refuse, Request
from hub.transfer.moves.offering import AgreeDate, Expire, MakeOffer, TakeBack
from hub.transfer.moves.waiting import Cancel, Escalate, Reopen, Resume, Wait
from hub.transfer.moves.way import Admit, AnswerAbort, Arrange, AskAbort, Begin, Complete, Fail
from hub.transfer.next_step import next_step
from hub.transfer.party import CLOCK, Actor
from hub.transfer.step import step
from tests.hub.transfer.cases import (
    BUITEN,
    DAY,
    DESK,
    HAVEN,
    HOSPITAL,
    HOUR,
    NOW,
    TOMORROW,
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


def test_the_whole_way_ends_with_the_record_taken_over() -> None:
    case = behind(
        under_way(), (Arrange(), DESK), (Admit("haven"), HAVEN), (Complete("haven"), HAVEN)
    )

    assert (case.status, case.phase) == ("completed", "record-received")
    assert case.offers[0].status == "completed"
    assert next_step(case) is None


def test_a_choice_lets_all_others_go_in_the_same_step() -> None:
    case, events = step(all_accepted(), Select("haven", is_patients_choice=True), DESK, NOW)

    assert {one.id: (one.status, one.reason) for one in case.offers} == {
        "haven": ("accepted", None),
        "buiten": ("cancelled", "not-selected"),
        "linde": ("cancelled", "not-selected"),
    }
    assert {one.offer: one.became for one in events} == {
        None: ("in-progress", "selected"),
        "haven": ("accepted", "selected"),
        "buiten": ("cancelled", None),
        "linde": ("cancelled", None),
    }


def test_who_acts_and_on_whose_word_is_told_apart() -> None:
    by_phone = Actor(DESK.ura, HAVEN.ura, is_person=True)

    _, [event] = step(with_offers("haven"), accepted("haven"), by_phone, NOW)

    assert (event.actor.ura, event.actor.for_whom, event.at) == (DESK.ura, HAVEN.ura, NOW)


def test_with_the_last_no_candidates_are_looked_for_again() -> None:
    case = behind(
        with_offers("haven", "buiten"),
        (Reject("haven", "no-capacity"), HAVEN),
        (Reject("buiten", "no-staff"), BUITEN),
    )

    assert (case.status, case.phase, case.round) == ("accepted", "matching", 1)
    found = next_step(case)
    assert found
    assert (found.what, found.who) == ("find-candidates", (DESK.ura,))


def test_nobody_who_answered_in_time_is_a_no() -> None:
    case = behind(with_offers("haven"), (Expire("haven"), CLOCK), now=NOW + 6 * HOUR)

    assert (case.offers[0].status, case.offers[0].reason) == ("rejected", "no-response")


def test_a_place_that_is_lost_before_the_choice_may_be_taken_back() -> None:
    case = behind(all_accepted(), (Reject("haven", "no-staff"), HAVEN))

    assert case.offers[0].status == "rejected"
    assert not case.offers[0].holds_at(NOW)


def test_who_was_chosen_and_is_taken_back_leaves_a_new_round() -> None:
    case = behind(chosen("haven", "buiten"), (TakeBack("haven", "patient-withdrew"), DESK))

    assert (case.status, case.phase, case.round) == ("accepted", "matching", 2)
    again = behind(case, (MakeOffer("b2", BUITEN.ura, "s", NOW + DAY), DESK))
    assert [one.id for one in again.open_offers] == ["b2"]


def test_a_transfer_that_fails_goes_back_to_matching() -> None:
    case, events = step(under_way(), Fail("haven", "no-staff"), HAVEN, NOW)

    assert (case.status, case.phase, case.round) == ("accepted", "matching", 2)
    assert {one.offer: one.became[0] for one in events} == {None: "accepted", "haven": "failed"}


def test_a_transfer_under_way_ends_by_agreement_alone() -> None:
    asked = behind(under_way(), (AskAbort("haven", "patient-deteriorated"), HOSPITAL))
    found = next_step(asked)
    assert found
    assert (found.what, found.who) == ("answer-abort", (HAVEN.ura,))

    goes_on = behind(asked, (AnswerAbort("haven", agrees=False), HAVEN))
    ends = behind(asked, (AnswerAbort("haven", agrees=True), HAVEN))

    assert (goes_on.offers[0].status, goes_on.offers[0].abort_asked) == ("in-progress", None)
    assert (ends.offers[0].status, ends.offers[0].reason) == ("cancelled", "patient-deteriorated")
    assert (ends.status, ends.round) == ("accepted", 2)


def test_another_date_is_proposed_agreed_and_answered_anew() -> None:
    put_off = behind(with_offers("haven"), (PutOff("haven", TOMORROW), HAVEN))
    assert (put_off.offers[0].status, put_off.offers[0].other_date) == ("on-hold", TOMORROW)

    anew = behind(put_off, (AgreeDate("haven", NOW + DAY), HOSPITAL))

    assert (anew.offers[0].status, anew.offers[0].answer_by) == ("requested", NOW + DAY)
    assert behind(anew, (accepted("haven"), HAVEN)).offers[0].status == "accepted"


def test_a_candidate_who_has_to_know_more_says_so_and_answers_later() -> None:
    case, [event] = step(with_offers("haven"), Receive("haven", needs_information=True), HAVEN, NOW)
    assert event.became == ("received", "awaiting-information")

    assert behind(case, (accepted("haven"), HAVEN)).offers[0].is_waiting_for_information is False


def test_the_desk_overrules_what_does_not_fit_with_a_reason() -> None:
    act = offered("haven", misfit="closed-ward", overruled="the ward opens tomorrow")

    assert behind(matching(), (act, DESK)).open_offers


def test_a_case_waits_until_its_day_has_come() -> None:
    waiting = behind(matching(), (Wait("waiting-list", NOW + DAY), DESK))
    assert (waiting.status, waiting.phase) == ("on-hold", "waiting-list")

    back = behind(waiting, (Resume(), CLOCK), now=NOW + DAY)

    assert (back.status, back.phase, back.review_at) == ("accepted", "matching", None)


def test_an_offer_ends_the_waiting() -> None:
    waiting = behind(matching(), (Wait("waiting-list", NOW + DAY), DESK))

    assert behind(waiting, (offered("haven"), DESK)).phase == "offers-open"


def test_a_case_without_a_place_is_opened_again_as_the_same() -> None:
    for ended in (
        behind(matching(), (Escalate("no-capacity"), DESK)),
        behind(matching(), (Cancel("went-elsewhere"), HOSPITAL)),
    ):
        again = behind(ended, (Reopen("no-capacity"), DESK))
        assert (again.id, again.status, again.phase) == (ended.id, "accepted", "matching")


def test_the_inhabitant_is_asked_when_there_is_something_to_choose() -> None:
    case = behind(all_accepted(), (AskPatient(), DESK))

    assert case.phase == "choice-patient"
    found = next_step(case)
    assert found
    assert found.what == "choose"


def test_the_desk_calls_a_case_off_with_all_that_is_open() -> None:
    case = behind(all_accepted(), (Cancel("patient-died"), DESK))

    assert (case.status, case.phase, case.reason) == ("cancelled", None, "patient-died")
    assert {one.status for one in case.offers} == {"cancelled"}
    assert not any(one.holds_at(NOW) for one in case.offers)


def test_a_request_that_is_not_for_the_transfer_point_is_told_why() -> None:
    case = behind(a_draft(), (Request(), HOSPITAL), (Refuse("better-elsewhere"), DESK))

    assert (case.status, case.reason) == ("rejected", "better-elsewhere")


def test_a_chosen_place_is_kept_without_a_term() -> None:
    assert chosen().offers[0].holds_at(NOW + timedelta(days=30))


def test_what_the_chosen_begins_with_is_the_handoff() -> None:
    case = behind(chosen(), (Begin("haven", has_handoff=True), DESK))

    assert (case.phase, case.offers[0].status) == ("handoff-ready", "in-progress")
