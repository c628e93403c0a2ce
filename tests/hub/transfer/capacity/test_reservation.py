"""What a case does to the places that are kept for it."""

import pytest

from hub.transfer.capacity.reservation import Asked, Reservation, each_once, followed
from hub.transfer.case import Case
from hub.transfer.moves.answer import Reject
from hub.transfer.moves.choice import Select
from hub.transfer.moves.offering import TakeBack
from hub.transfer.moves.waiting import Cancel
from hub.transfer.moves.way import Admit, AnswerAbort, AskAbort, Begin, Complete, Fail
from hub.transfer.party import Actor
from hub.transfer.step import Act, step
from tests.hub.transfer.capacity.places import BUITEN, HAVEN, LINDE, kept
from tests.hub.transfer.cases import (
    DESK,
    HOSPITAL,
    HOUR,
    NOW,
    PROVIDERS,
    accepted,
    with_offers,
)

PLACES = {"haven": HAVEN, "buiten": BUITEN, "linde": LINDE}
Kept = dict[str, tuple[Reservation, ...]]
TO_ADMIT: list[tuple[Act, Actor]] = [
    (accepted("haven"), PROVIDERS["haven"]),
    (Select("haven", is_patients_choice=True), DESK),
    (Begin("haven", has_handoff=True), HOSPITAL),
]


def walked(case: Case, *acts: tuple[Act, Actor]) -> Kept:
    """What is kept behind these acts, each an hour behind the other."""
    found: Kept = {}
    for hours, (act, actor) in enumerate(acts, 1):
        now = NOW + hours * HOUR
        case, _ = step(case, act, actor, now)
        for offer in case.offers:
            asked = Asked(PLACES[offer.id])
            before = found.get(offer.id, ())
            found[offer.id] = followed(before, offer, case.phase, asked, now)
    return found


def test_an_offer_that_nobody_accepted_keeps_nothing() -> None:
    found = walked(with_offers("haven"), (Reject("haven", "no-capacity"), PROVIDERS["haven"]))

    assert found == {"haven": ()}


def test_an_acceptance_keeps_a_place_until_its_term() -> None:
    (held,) = walked(with_offers("haven"), TO_ADMIT[0])["haven"]

    assert held == kept("haven", at=NOW + HOUR, until=NOW + 8 * HOUR)
    assert held.is_held_at(NOW + 8 * HOUR - HOUR / 60)
    assert not held.is_held_at(NOW + 8 * HOUR)


def test_who_is_chosen_has_a_place_without_a_term_and_the_others_give_theirs_back() -> None:
    found = walked(with_offers("haven", "buiten"),
                   (accepted("buiten"), PROVIDERS["buiten"]), *TO_ADMIT[:2])  # fmt: skip

    assert found["haven"][0].ended_at is None
    assert found["buiten"][0].ended_at == NOW + 3 * HOUR


@pytest.mark.parametrize(
    "last",
    [
        (Reject("haven", "no-staff"), PROVIDERS["haven"]),
        (TakeBack("haven", "patient-died"), DESK),
        (Cancel("patient-died"), DESK),
    ],
)
def test_whatever_ends_an_acceptance_gives_the_place_back(last: tuple[Act, Actor]) -> None:
    (held,) = walked(with_offers("haven"), TO_ADMIT[0], last)["haven"]

    assert held.released_at == NOW + 2 * HOUR


def test_who_is_admitted_keeps_the_place_for_good() -> None:
    acts = (*TO_ADMIT, (Admit("haven"), PROVIDERS["haven"]))
    (held,) = walked(with_offers("haven"), *acts, (Complete("haven"), PROVIDERS["haven"]))["haven"]

    assert (held.arrived_at, held.ended_at) == (NOW + 4 * HOUR, None)


def test_a_record_that_is_taken_over_means_that_he_is_there() -> None:
    acts = (*TO_ADMIT, (Complete("haven"), PROVIDERS["haven"]))
    (held,) = walked(with_offers("haven"), *acts)["haven"]

    assert held.arrived_at == NOW + 4 * HOUR


def test_a_transfer_that_fails_or_is_called_off_gives_the_place_back() -> None:
    failed = walked(with_offers("haven"), *TO_ADMIT, (Fail("haven", "date"), PROVIDERS["haven"]))
    called_off = walked(with_offers("haven"), *TO_ADMIT,
                        (AskAbort("haven", "patient-died"), DESK),
                        (AnswerAbort("haven", agrees=True), PROVIDERS["haven"]))  # fmt: skip

    assert failed["haven"][0].released_at == NOW + 4 * HOUR
    assert called_off["haven"][0].released_at == NOW + 5 * HOUR


def test_who_accepts_again_in_time_keeps_on_and_too_late_begins_anew() -> None:
    case = with_offers("haven")
    case, _ = step(case, accepted("haven"), PROVIDERS["haven"], NOW)
    first = followed((), case.offers[0], case.phase, Asked(HAVEN), NOW)
    case, _ = step(case, accepted("haven", NOW + HOUR), PROVIDERS["haven"], NOW + HOUR)
    in_time = followed(first, case.offers[0], case.phase, Asked(HAVEN), NOW + HOUR)
    late = NOW + 20 * HOUR
    case, _ = step(case, accepted("haven", late), PROVIDERS["haven"], late)
    anew = followed(in_time, case.offers[0], case.phase, Asked(HAVEN), late)

    assert [(one.made_at, one.until) for one in in_time] == [(NOW, NOW + 9 * HOUR)]
    assert [one.made_at for one in anew] == [NOW, late]


def test_of_what_two_hubs_tell_the_last_word_counts() -> None:
    old = kept(until=NOW + 8 * HOUR)
    new = kept(changed_at=NOW + HOUR)

    assert each_once([old, new]) == each_once([new, old]) == [new]
