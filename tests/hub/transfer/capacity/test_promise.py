"""Who does otherwise than he said is asked to set it right, and nobody else is."""

import pytest

from hub.transfer.capacity.promise import correction
from hub.transfer.case import Case
from hub.transfer.moves.answer import PutOff, Reject
from hub.transfer.moves.offering import Expire, TakeBack
from hub.transfer.party import CLOCK, Actor
from hub.transfer.step import Act, step
from tests.hub.transfer.capacity.places import row, said
from tests.hub.transfer.cases import (
    DAY,
    DESK,
    HAVEN,
    HOUR,
    NOW,
    TOMORROW,
    accepted,
    behind,
    with_offers,
)


def asked(act: Act, actor: Actor, available: int | None, case: Case | None = None, now=NOW):
    """The corrections that come of an act, where the site had said this."""
    case, events = step(case or with_offers("haven"), act, actor, now)
    before = row([said(at=NOW - HOUR, available=available)], now=NOW)
    found = (correction(event, case.offers[0], before) for event in events if event.offer)
    return [one for one in found if one]


@pytest.mark.parametrize("reason", ["no-capacity", "no-staff"])
def test_who_said_a_place_was_free_and_has_none_is_asked_to_set_it_right(reason: str) -> None:
    (found,) = asked(Reject("haven", reason), HAVEN, available=2)

    assert (found.kind, found.reason, found.available) == ("said-free-and-refused", reason, 2)
    assert (found.of.provider, found.said_at, found.refused_at) == (HAVEN.ura, NOW - HOUR, NOW)


@pytest.mark.parametrize("available", [0, None])
def test_who_said_that_it_was_full_or_said_nothing_broke_no_promise(available) -> None:
    assert asked(Reject("haven", "no-capacity"), HAVEN, available) == []


def test_another_reason_says_nothing_of_places() -> None:
    assert asked(Reject("haven", "care-not-offered"), HAVEN, available=2) == []


@pytest.mark.parametrize("reason", ["no-capacity", "too-complex"])
def test_who_accepted_and_rejects_broke_a_promise_whatever_it_had_said(reason: str) -> None:
    case = behind(with_offers("haven"), (accepted("haven"), HAVEN))

    (found,) = asked(Reject("haven", reason), HAVEN, None, case)

    assert found.kind == "accepted-and-rejected"


def test_what_others_do_is_no_broken_promise() -> None:
    case = behind(with_offers("haven"), (accepted("haven"), HAVEN))

    assert asked(TakeBack("haven", "patient-died"), DESK, 2, case) == []
    assert asked(Expire("haven"), CLOCK, 2, now=NOW + DAY) == []
    assert asked(PutOff("haven", TOMORROW), HAVEN, 2) == []
