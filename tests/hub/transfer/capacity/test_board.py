"""Every site is on the board, in the order of how much to rely on it; sums guess nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.board import Row, board, disputed
from hub.transfer.capacity.reservation import each_once
from hub.transfer.capacity.statement import CareAt, Statement
from hub.transfer.capacity.total import summed, totals
from tests.hub.transfer.capacity.places import (
    BUITEN,
    HAVEN,
    HOME,
    LINDE,
    TERMS,
    kept,
    reservations,
    row,
    said,
    statements,
)
from tests.hub.transfer.cases import DAY, HOUR, NOW

LISTS = st.lists(statements(), max_size=6)
KEPT = st.lists(reservations(), max_size=4)
SOON = NOW + 10 * HOUR


def shown(listed: list[Statement], *known: CareAt, now=SOON, held=()) -> list[Row]:
    return board(known, listed, held, now, TERMS)


def test_what_is_fresh_is_on_top_and_nothing_vanishes() -> None:
    old = said(BUITEN, at=NOW - 3 * DAY, available=5)
    stale, fresh = said(HAVEN, at=NOW, available=3), said(HOME, at=NOW + 9 * HOUR, available=0)

    found = shown([old, stale, fresh], LINDE)

    assert [one.of for one in found] == [HOME, HAVEN, BUITEN, LINDE]
    assert [one.age.kind if one.age else None for one in found] == ["fresh", "stale", "old", None]
    assert [one.available for one in found] == [0, 3, 5, None]


def test_zero_is_full_and_empty_is_unknown() -> None:
    assert row([said(available=0)]).standing == "full"
    assert row([said(available=None)]).standing == "unknown"
    assert row([said(available=1)]).standing == "free"


def test_a_site_that_never_said_anything_has_what_is_kept_there() -> None:
    (found,) = board([], [], [kept()], SOON, TERMS)

    assert (found.of, found.reserved, found.available) == (HAVEN, 1, None)
    assert {count for _, count in found.expected} == {None}


def test_who_has_arrived_is_no_longer_among_the_reserved() -> None:
    found = row([said(available=3)], [kept(arrived_at=NOW + HOUR)])

    assert (found.reserved, found.available) == (0, 2)


@given(LISTS, KEPT, st.integers(0, 200))
def test_the_board_has_each_place_once_and_forgets_none(listed, held, hours: int) -> None:
    found = shown(listed, LINDE, now=NOW + hours * HOUR, held=held)

    asked = {one.of for one in listed} | {one.of for one in each_once(held)} | {LINDE}
    assert len(found) == len(asked)
    assert {one.of for one in found} == asked
    ranks = [["fresh", "stale", "old"].index(one.age.kind) if one.age else 3 for one in found]
    assert ranks == sorted(ranks)
    assert all(one.available is None or one.available >= 0 for one in found)
    assert all(one.reserved is None or one.reserved >= 0 for one in found)


@given(LISTS, KEPT, st.randoms())
def test_two_hubs_joined_show_what_one_that_heard_all_would(listed, held, random) -> None:
    here = [one for one in listed if random.random() < 0.7]
    there = [replace(one, of=replace(one.of, region="gooi")) for one in listed]
    held_here = [one for one in held if random.random() < 0.7]

    joined = shown([*here, *there], held=[*held_here, *held])

    alone = shown(listed, held=held)
    assert joined == alone
    if joined:
        assert sum(one.rows for one in totals(joined)) == len(alone)


def test_a_site_of_two_regions_is_counted_once_and_told() -> None:
    elsewhere = replace(HAVEN, region="gooi")
    listed = [said(HAVEN, available=1), said(elsewhere, at=NOW + HOUR, available=2)]

    found = totals(shown(listed))

    assert [(one.group.region, one.available.value) for one in found] == [("gooi", 2)]
    assert disputed(listed) == [HAVEN]
    assert disputed([said(), said(at=NOW + HOUR)]) == []


def test_sums_have_what_is_known_beside_how_much_is_not() -> None:
    assert (summed([]).value, summed([]).unknown) == (None, 0)
    assert (summed([None, None]).value, summed([None, None]).unknown) == (None, 2)
    assert (summed([0, None]).value, summed([0, None]).unknown) == (0, 1)


@given(st.lists(st.none() | st.integers(0, 9)))
def test_what_is_not_known_adds_nothing_and_is_no_zero(counts: list[int | None]) -> None:
    found = summed(counts)

    known = [one for one in counts if one is not None]
    assert found.unknown == len(counts) - len(known)
    assert found.value == (sum(known) if known else None)
    assert summed([*counts, None]).value == found.value


def test_beds_and_hours_are_never_added_up() -> None:
    hours = replace(HAVEN, unit="hours/week")

    found = totals(shown([said(HAVEN, available=1), said(hours, available=30)]))

    assert sorted((one.group.unit, one.available.value) for one in found) == [
        ("beds", 1), ("hours/week", 30),
    ]  # fmt: skip


def test_a_total_says_how_many_sites_are_not_fresh() -> None:
    (found,) = totals(shown([said(HAVEN, at=SOON, available=1, staffed=4), said(BUITEN)], LINDE))

    assert (found.rows, found.providers, found.not_fresh) == (3, 3, 2)
    assert (found.staffed.value, found.staffed.unknown) == (4, 2)
    assert [day.unknown for day in found.expected] == [3] * 7
