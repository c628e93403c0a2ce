"""A place that is kept is not there for another, and nobody is counted twice."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.left import change_since
from hub.transfer.capacity.reservation import Reservation
from hub.transfer.capacity.statement import Statement
from tests.hub.transfer.capacity.places import (
    HAVEN,
    HOME,
    kept,
    reservations,
    row,
    said,
    statements,
)
from tests.hub.transfer.cases import HOUR, NOW

LATER = NOW + 2 * HOUR


def left(statement: Statement, *kept_there: Reservation, now: datetime = LATER) -> int | None:
    return change_since(statement, kept_there, now).applied_to(statement.available)


def test_an_acceptance_takes_a_place_at_once_and_gives_it_back_when_it_ends() -> None:
    held = kept(at=NOW + HOUR)
    three = said(available=3)

    assert left(three, held, now=NOW) == 3
    assert left(three, held, now=NOW + HOUR) == 2
    assert left(three, replace(held, released_at=LATER)) == 3
    assert left(three, replace(held, until=LATER)) == 3


def test_a_statement_that_counts_the_place_as_reserved_does_not_take_it_twice() -> None:
    held = kept(at=NOW - HOUR)

    assert left(said(available=1, reserved=1), held) == 1
    assert left(said(available=2, reserved=0), held) == 1
    assert change_since(said(reserved=1), [held], LATER).counted == ("offer",)


def test_where_reserved_is_empty_the_place_is_taken_off() -> None:
    assert left(said(available=2, reserved=None), kept(at=NOW - HOUR)) == 1


def test_a_place_that_the_site_had_counted_comes_free_when_it_is_given_back() -> None:
    held = kept(at=NOW - HOUR, released_at=NOW + HOUR)

    assert left(said(available=1, reserved=1), held) == 2
    assert change_since(said(reserved=1), [held], LATER).given_back == ("offer",)


def test_who_has_arrived_is_taken_off_until_the_site_has_counted_again() -> None:
    arrived = kept(at=NOW - HOUR, arrived_at=NOW + HOUR)

    assert left(said(available=2, reserved=0), arrived) == 1
    assert left(said(at=LATER, available=1, reserved=0), arrived) == 1


def test_who_left_again_gives_the_place_back_to_what_was_said_before_he_came() -> None:
    gone = kept(at=NOW - HOUR, arrived_at=NOW + HOUR, released_at=LATER)

    assert left(said(available=2, reserved=0), gone) == 2
    assert left(said(at=NOW + HOUR, available=1, reserved=0), gone) == 1


def test_more_promised_than_there_is_leaves_nothing_and_is_told() -> None:
    found = row([said(available=1)], [kept("a"), kept("b"), kept("c")])

    assert (found.available, found.short, found.standing) == (0, 2, "full")


def test_another_site_takes_nothing() -> None:
    assert left(said(available=1), kept(of=HOME)) == 1


def test_hours_that_nobody_counted_make_unknown_what_is_left() -> None:
    found = row([said(HOME, available=20)], [kept(of=HOME, amount=None)])

    assert (found.available, found.reserved, found.standing) == (None, None, "unknown")
    assert found.change.unmeasured == ("offer",)


def test_hours_are_taken_by_their_number() -> None:
    assert left(said(HOME, available=20), kept(of=HOME, amount=7)) == 13


def test_the_longest_kept_are_the_ones_that_the_site_had_counted() -> None:
    old, new = kept("old", at=NOW - 2 * HOUR), kept("new", at=NOW - HOUR)

    change = change_since(said(reserved=1, available=4), [new, old], LATER)

    assert (change.counted, change.taken) == (("old",), ("new",))


@pytest.mark.parametrize("field_name", ["available", "expected"])
def test_days_to_come_have_one_less_too(field_name: str) -> None:
    found = row([said(available=3, expected=(3,) * 7)], [kept()])

    assert found.available == 2
    assert [count for _, count in found.expected] == [2] * 7


@given(statements(st.just(HAVEN)), st.lists(reservations(st.just(HAVEN))), st.integers(0, 100))
def test_what_is_left_is_never_below_zero_and_unknown_stays_unknown(
    statement: Statement, listed: list[Reservation], quarters: int
) -> None:
    now = NOW + quarters * HOUR / 4
    change = change_since(statement, listed, now)

    for count in (statement.available, *statement.expected):
        found = change.applied_to(count)
        assert found is None if count is None or change.unmeasured else found is not None
        assert found is None or found >= 0


@given(statements(st.just(HAVEN)), st.lists(reservations(st.just(HAVEN))), st.randoms())
def test_order_is_nothing_and_what_two_hubs_tell_counts_once(statement, listed, random) -> None:
    mixed = random.sample(listed * 2, len(listed) * 2)

    assert change_since(statement, listed, LATER) == change_since(statement, mixed, LATER)


@dataclass
class Site:
    """One that knows what happens to it: independent of how the hub counts."""

    staffed: int
    held: dict[str, Reservation] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    all: dict[str, Reservation] = field(default_factory=dict)

    def do(self, what: str, now: datetime) -> None:
        if what == "accept" and len(self.held) + len(self.there) < self.staffed:
            name = f"offer-{len(self.all):02}"
            self.held[name] = self.all[name] = kept(name, at=now)
        elif what in {"release", "expire", "admit"} and self.held:
            name = next(iter(self.held))
            held = self.held.pop(name)
            told = {"release": "released_at", "expire": "until", "admit": "arrived_at"}[what]
            self.all[name] = replace(held, **{told: now}, changed_at=now)
            if what == "admit":
                self.there.add(name)

    def says(self, how: str, now: datetime) -> Statement:
        occupied, held = len(self.there), len(self.held)
        reserved = {"counted": held, "not counted": 0, "not told": None}[how]
        taken = held if how != "not counted" else 0
        free = self.staffed - occupied - taken
        return said(at=now, staffed=self.staffed, occupied=occupied, reserved=reserved,
                    available=free)  # fmt: skip

    @property
    def free(self) -> int:
        return self.staffed - len(self.there) - len(self.held)


STEPS = st.lists(st.sampled_from(["accept", "accept", "release", "expire", "admit", "say"]))


@given(st.integers(0, 5), STEPS, st.sampled_from(["counted", "not counted", "not told"]))
def test_whatever_happens_a_site_that_tells_the_truth_has_what_it_has(staffed, steps, how) -> None:
    site, now = Site(staffed), NOW
    statement = site.says(how, now)
    for what in steps:
        now += HOUR / 4
        if what == "say":
            statement = site.says(how, now)
            now += HOUR / 4
        site.do(what, now)
        found = left(statement, *site.all.values(), now=now)
        assert found is not None
        # Who counts a place as taken and does not say so has it taken twice, never given twice.
        assert found <= site.free if how == "not told" else found == site.free
