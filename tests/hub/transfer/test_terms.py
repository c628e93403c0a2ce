"""What ends first in a case."""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.transfer.moves.waiting import Wait
from hub.transfer.terms import Term, first_term
from tests.hub.transfer.cases import DAY, DESK, HOUR, NOW, behind, matching, with_offers

LATER = NOW + 9 * DAY


def test_nothing_ends_where_nobody_was_asked() -> None:
    assert first_term(matching()) is None
    assert first_term(replace(matching(), review_at=LATER)) is None


def test_a_case_that_waits_ends_its_waiting() -> None:
    waiting = behind(matching(), (Wait("waiting-list", LATER), DESK))

    assert first_term(waiting) == Term(LATER, "review")
    assert first_term(replace(waiting, review_at=None)) is None


def test_of_offers_the_first_to_be_answered_or_to_be_kept_counts() -> None:
    case = with_offers("haven", "linde")
    first, second = case.offers
    soon, sooner = NOW + HOUR, NOW + timedelta(minutes=5)

    def ends(until: datetime | None = sooner, *, is_selected: bool = False) -> Term | None:
        kept = replace(second, status="accepted", held_until=until, is_selected=is_selected)
        return first_term(replace(case, offers=(replace(first, answer_by=soon), kept)))

    assert ends() == Term(sooner, "held")
    assert ends(is_selected=True) == Term(soon, "answer")
    assert ends(None) == Term(soon, "answer")
