"""What the figures are made of is told by the events, though a case stands where it stood."""

from dataclasses import replace

from hub.transfer.circumstances import Circumstances
from hub.transfer.moves.answer import Receive
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import Triage
from hub.transfer.moves.way import Admit, Complete, Fail
from hub.transfer.step import step
from tests.hub.transfer.cases import (
    DESK,
    HAVEN,
    HOSPITAL,
    HOUR,
    NOW,
    behind,
    matching,
    offered,
    under_way,
    with_offers,
)


def test_other_care_that_is_advised_later_is_told() -> None:
    _, [event] = step(matching(), Triage("grz"), DESK, NOW)

    assert (event.was, event.became) == (("accepted", "matching"), ("accepted", "matching"))
    assert (event.care_type, event.region) == ("grz", "almere")


def test_the_same_care_advised_again_is_nothing_new() -> None:
    assert step(matching(), Triage("elv-hoog"), DESK, NOW)[1] == []


def test_circumstances_that_become_known_are_told() -> None:
    known = Circumstances("22232009", "Almere", NOW - HOUR)

    case, [event] = step(matching(), Describe(known), HOSPITAL, NOW)

    assert (event.circumstances, case.circumstances) == (known, known)
    assert replace(case, circumstances=Circumstances()) == matching()


def test_an_admission_that_is_told_later_was_when_it_was() -> None:
    _, [event] = step(under_way(), Admit("haven", NOW - HOUR), HAVEN, NOW)

    assert (event.admitted_at, event.at) == (NOW - HOUR, NOW)


def test_who_comes_back_is_admitted_nowhere() -> None:
    case = behind(under_way(), (Admit("haven"), HAVEN), (Fail("haven", "no-staff"), HAVEN))

    assert case.admitted_at is None


def test_who_was_admitted_is_so_still_when_the_record_was_taken_over() -> None:
    case = behind(under_way(), (Admit("haven", NOW - HOUR), HAVEN), (Complete("haven"), HAVEN))

    assert (case.admitted_at, case.round) == (NOW - HOUR, 1)


def test_what_is_told_of_an_offer_says_whose_it_is() -> None:
    act = offered("haven")
    _, told = step(matching(), act, DESK, NOW)
    _, [seen] = step(with_offers("haven"), Receive("haven"), HAVEN, NOW)

    for event in (told[-1], seen):
        said = event.provider, event.service, event.round, event.answer_by
        assert said == (HAVEN.ura, "service-haven", 1, act.answer_by)
