"""What a site can say, and which of what it said stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.capacity.freshness import Terms, age
from hub.transfer.capacity.statement import CareAt, InvalidStatement, Statement, in_force
from tests.hub.transfer.capacity.places import HAVEN, HOME, TERMS, said, statements
from tests.hub.transfer.cases import DAY, HOUR, NOW

WRONG = {
    "a count below zero": (lambda: said(available=-1), "available"),
    "staff below zero": (lambda: said(staffed=-3), "staffed"),
    "a day below zero": (lambda: said(expected=(None,) * 6 + (-1,)), "expected-7"),
    "two days": (lambda: said(expected=(1, 2)), "expected"),
    "no window": (lambda: Statement(HAVEN, NOW, NOW, NOW), "end"),
    "no zone": (lambda: replace(said(), said_at=NOW.replace(tzinfo=None)), "said_at"),
    "a bare name": (lambda: replace(HAVEN, site="haven"), "site"),
    "a formula": (lambda: replace(HAVEN, site="Location/=1+1"), "site"),
    "no URA": (lambda: replace(HAVEN, provider="zorg"), "provider"),
    "beds in a district": (lambda: replace(HAVEN, district="1354"), "district"),
    "a zero in front": (lambda: replace(HOME, district="0354"), "district"),
    "a whole postcode": (lambda: replace(HOME, district="1354 AB"), "district"),
}


@pytest.mark.parametrize(("say", "place"), WRONG.values(), ids=WRONG)
def test_what_no_site_can_say_is_refused_by_its_place(say, place: str) -> None:
    with pytest.raises(InvalidStatement) as refused:
        say()

    assert refused.value.place == place


def test_the_last_said_stands_also_when_its_window_has_ended() -> None:
    morning = Statement(HAVEN, NOW, NOW, NOW + DAY, available=2)
    noon = Statement(HAVEN, NOW + HOUR, NOW + HOUR, NOW + 2 * HOUR, available=0)

    assert in_force([morning, noon], NOW + 5 * HOUR) is noon


def test_what_is_said_for_later_does_not_stand_before() -> None:
    today = said(available=1)
    weekend = Statement(HAVEN, NOW + HOUR, NOW + DAY, NOW + 2 * DAY, available=4)

    assert in_force([weekend, today], NOW + 2 * HOUR) is today
    assert in_force([weekend, today], NOW + DAY) is weekend


def test_what_was_told_of_the_weekend_stands_when_a_later_word_was_of_friday_alone() -> None:
    weekend = Statement(HAVEN, NOW - 3 * DAY, NOW + DAY, NOW + 3 * DAY, available=4)
    friday = Statement(HAVEN, NOW, NOW, NOW + 8 * HOUR, available=2)
    until_monday = replace(friday, said_at=NOW + HOUR, end=NOW + 3 * DAY, available=1)
    on_saturday = NOW + DAY + HOUR

    assert in_force([weekend, friday], NOW + 20 * HOUR) is friday
    assert in_force([weekend, friday], on_saturday) is weekend
    assert in_force([weekend, friday, until_monday], on_saturday) is until_monday


@given(st.lists(statements(st.just(HAVEN)), min_size=1, max_size=6), st.integers(0, 60))
def test_a_word_on_this_moment_is_never_beaten_by_an_older_one(listed, hours: int) -> None:
    now = NOW + hours * HOUR
    found = in_force(listed, now)
    begun = [one for one in listed if one.said_at <= now and one.start <= now]

    assert (found is None) == (not begun)
    runs = [one.said_at for one in begun if one.end > now]
    assert not runs or (found and found.said_at >= max(runs))


def test_of_the_windows_that_were_told_of_at_once_the_one_of_now_stands() -> None:
    day = Statement(HAVEN, NOW, NOW, NOW + 8 * HOUR, available=2)
    lunch = Statement(HAVEN, NOW, NOW + 2 * HOUR, NOW + 3 * HOUR, available=0)
    night = Statement(HAVEN, NOW, NOW + 8 * HOUR, NOW + DAY, available=1)

    stands = [in_force([night, lunch, day], NOW + hours * HOUR) for hours in (1, 2, 4, 8, 48)]

    assert stands == [day, lunch, day, night, night]


@pytest.mark.parametrize("less", [0, None])
def test_of_two_said_at_one_moment_the_one_that_promises_less_stands(less: int | None) -> None:
    more, fewer = said(available=1), said(available=less)

    assert in_force([more, fewer], NOW) is in_force([fewer, more], NOW) is fewer


def test_nothing_stands_before_anything_is_said() -> None:
    assert in_force([said(available=1)], NOW - HOUR) is None


@given(st.lists(statements(st.just(HAVEN)), max_size=6), st.randoms())
def test_the_order_in_which_statements_come_is_nothing(listed, random) -> None:
    mixed = random.sample(listed, len(listed))

    assert in_force(listed, NOW + 6 * HOUR) == in_force(mixed, NOW + 6 * HOUR)


def test_a_site_is_the_same_seen_from_another_region() -> None:
    elsewhere = CareAt("gooi", HAVEN.provider, HAVEN.site, HAVEN.care_type)

    assert elsewhere == HAVEN
    assert len({elsewhere, HAVEN}) == 1


@pytest.mark.parametrize(
    ("hours", "kind", "worth"),
    [(0, "fresh", 100), (8, "fresh", 50), (9, "stale", 46), (24, "stale", 12), (25, "old", 11)],
)
def test_a_statement_grows_stale_and_old_and_is_worth_less(hours, kind, worth) -> None:
    found = age(replace(said(), end=NOW + 3 * DAY), NOW + hours * HOUR, TERMS)

    assert (found.kind, found.worth, found.since) == (kind, worth, hours * HOUR)


def test_behind_the_end_of_its_window_a_statement_is_not_fresh() -> None:
    short = replace(said(), end=NOW + HOUR)

    assert age(short, NOW + HOUR, TERMS).kind == "stale"
    assert age(short, NOW + HOUR, TERMS).has_ended


@given(statements(), st.integers(0, 200), st.integers(0, 50))
def test_a_statement_is_never_worth_more_later(statement, hours: int, more: int) -> None:
    first = age(statement, NOW + hours * HOUR, TERMS)
    then = age(statement, NOW + (hours + more) * HOUR, TERMS)

    assert 100 >= first.worth >= then.worth >= 0
    assert ["fresh", "stale", "old"].index(first.kind) <= ["fresh", "stale", "old"].index(then.kind)


def test_terms_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="grows old"):
        Terms(timedelta(hours=8), timedelta(hours=7))


@pytest.mark.parametrize(
    ("counts", "odd"),
    [
        ({"staffed": 6, "occupied": 4, "reserved": 1, "available": 1}, ()),
        ({"staffed": 2, "available": 3}, ("available-above-staffed",)),
        ({"staffed": 6, "occupied": 5, "available": 2}, ("available-above-what-is-left",)),
        ({"staffed": 6, "occupied": 7}, ("occupied-above-staffed",)),
        ({"staffed": None, "occupied": 7, "available": 9}, ()),
    ],
)
def test_what_does_not_add_up_is_told_and_taken(counts, odd) -> None:
    assert said(**counts).oddities == odd


def test_a_day_that_was_not_told_of_is_unknown() -> None:
    told = said(expected=(0, 1, None, 3, 4, 5, 6))
    day = datetime(2026, 11, 22, tzinfo=UTC).date()

    assert [told.expected_on(day + timedelta(days=n)) for n in (0, 1, 2, 3, 7, 8)] == [
        None, 0, 1, None, 6, None,
    ]  # fmt: skip
