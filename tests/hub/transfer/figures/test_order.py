"""Events of one moment are put in the order in which they can have happened."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.figures.order import in_order
from hub.transfer.moves.answer import PutOff
from hub.transfer.moves.intake import PickUp, Request, Triage
from hub.transfer.moves.offering import AgreeDate
from hub.transfer.moves.waiting import Cancel, Reopen
from hub.transfer.party import Actor
from hub.transfer.step import Act, Event, step
from tests.hub.transfer.cases import (
    DAY,
    DESK,
    HAVEN,
    HOSPITAL,
    HOUR,
    NOW,
    TOMORROW,
    a_draft,
    accepted,
    with_offers,
)

WAY: Sequence[tuple[Act, Actor]] = (
    (Request(), HOSPITAL),
    (PickUp(), DESK),
    (Triage("grz"), DESK),
    (Cancel("patient-withdrew"), DESK),
    (Reopen("patient-recovered"), DESK),
    (Cancel("patient-died"), DESK),
)


def _told(gaps: Sequence[int]) -> list[Event]:
    case, now, told = a_draft(), NOW, list[Event]()
    for (act, actor), gap in zip(WAY, gaps, strict=True):
        now += timedelta(minutes=gap)
        case, new = step(case, act, actor, now)
        told += new
    return told


@given(st.lists(st.integers(0, 1), min_size=len(WAY), max_size=len(WAY)), st.randoms())
def test_each_begins_where_the_one_before_ended(gaps: list[int], dice: Random) -> None:
    told = _told(gaps)
    mixed = [*told, *told]
    dice.shuffle(mixed)

    ordered = in_order(mixed)

    assert all(one.became == other.was for one, other in pairwise(ordered))
    assert ordered[-1].became == ("cancelled", None)
    assert set(ordered) == set(told)


def test_an_offer_that_was_answered_twice_at_once_ends_as_it_did() -> None:
    case, told = with_offers("haven"), list[Event]()
    for act, actor in (
        (PutOff("haven", TOMORROW), HAVEN), (AgreeDate("haven", NOW + DAY), DESK),
        (accepted("haven"), HAVEN),
    ):  # fmt: skip
        case, new = step(case, act, actor, NOW + HOUR)
        told += new

    assert [one.became[0] for one in in_order(reversed(told))] == [
        "on-hold", "requested", "accepted",
    ]  # fmt: skip
