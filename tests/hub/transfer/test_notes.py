"""What is written in an offer, and what that does to it."""

from dataclasses import replace

import pytest

from hub.transfer.moves.answer import Reject
from hub.transfer.moves.saying import Say
from hub.transfer.next_step import next_step
from hub.transfer.notes import Written, added, written
from hub.transfer.refused import Refused
from hub.transfer.step import step
from hub.transfer.telling import standing_of
from tests.hub.transfer.cases import (
    DESK,
    HAVEN,
    HOSPITAL,
    NOW,
    all_accepted,
    behind,
    under_way,
    with_offers,
)


def test_who_asks_waits_until_he_is_written_to() -> None:
    case, [event] = step(with_offers("haven"), Say("haven"), HAVEN, NOW)

    assert event.became == ("received", "awaiting-information")
    found = next_step(case)
    assert found
    assert (found.what, found.who) == ("answer-question", (DESK.ura, HOSPITAL.ura))

    answered, [told] = step(case, Say("haven"), HOSPITAL, NOW)

    assert told.became == ("received", None)
    found = next_step(answered)
    assert found
    assert (found.what, found.who) == ("answer-offer", (HAVEN.ura,))


def test_a_question_says_so_in_the_task_and_an_answer_takes_that_away() -> None:
    [asks] = behind(with_offers("haven"), (Say("haven"), HAVEN)).offers

    phase = standing_of(asks)["businessStatus"]["coding"][0]["code"]
    assert phase == "awaiting-information"
    assert standing_of(replace(asks, is_waiting_for_information=False))["businessStatus"] is None
    assert standing_of(replace(asks, status="cancelled"))["businessStatus"] is None


def test_who_answered_or_has_him_writes_and_nothing_else_changes() -> None:
    for case in (all_accepted(), under_way()):
        for actor in (HAVEN, DESK, HOSPITAL):
            assert step(case, Say("haven"), actor, NOW) == (case, [])


def test_notes_are_so_many_at_most() -> None:
    stands = [{"text": "a"}] * 39
    one = {"text": " b "}

    assert added({"note": stands}, {"note": [*stands, one]}) == "b"
    with pytest.raises(Refused) as refused:
        added({"note": [*stands, one]}, {"note": [*stands, one, one]})
    assert (refused.value.guard, refused.value.place) == ("T-NOTE", "Task.note")


def test_what_another_system_numbers_is_nobody_s_note() -> None:
    task = {"note": [{"authorReference": {"identifier": {"system": "s", "value": "1"}}}]}

    assert written(task) == [Written("", "", "")]


def test_who_said_no_is_asked_nothing_more() -> None:
    case = behind(with_offers("haven", "buiten"), (Say("haven"), HAVEN))
    after = behind(case, (Reject("haven", "no-staff"), HAVEN))

    found = next_step(after)
    assert found
    assert found.what == "answer-offer"
