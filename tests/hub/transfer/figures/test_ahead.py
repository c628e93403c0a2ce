"""What is expected of sites, and of a region together, tells nobody of another's places."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hub.transfer.capacity.statement import CareAt, Statement, Unit
from hub.transfer.figures.ahead import sites, sums
from hub.transfer.figures.forecast import Sight

FIRST, SIGHT = date(2026, 5, 4), Sight()
DAYS = 70
TODAY = FIRST + timedelta(days=DAYS - 1)
WEEK = [1, 2, 3, 4, 8, 9, 6]


def said(
    provider: str, free: int | None = 0, *, days: Sequence[int] = range(DAYS), unit: Unit = "beds"
) -> list[Statement]:
    """So many more than the week has, each of these days."""
    of = CareAt("almere", provider, f"Location/{provider}", "grz", unit)
    made = []
    for n in days:
        at = datetime(2026, 5, 4, 9, tzinfo=UTC) + timedelta(days=n)
        count = None if free is None else free + WEEK[at.weekday()]
        made.append(Statement(of, at, at, at + timedelta(hours=8), available=count))
    return made


def test_a_region_is_the_sum_of_its_sites_of_each_weekday() -> None:
    [both] = sums([*said("90010001"), *said("90010002", 2)], TODAY, SIGHT, None)

    assert [one.free for one in both.outlook.days] == [
        2 * WEEK[one.day.weekday()] + 2 for one in both.outlook.days
    ]
    assert (both.region, both.care_type, both.unit, both.site) == ("almere", "grz", "beds", None)
    assert both.outlook.error
    assert both.outlook.error.mean == 0 < both.outlook.error.naive


def test_a_site_that_is_silent_counts_for_a_week_and_then_no_more() -> None:
    silent = said("90010002", 3, days=range(DAYS - 10))
    together = [*said("90010001", 0), *silent]

    [early] = sums(together, FIRST + timedelta(days=DAYS - 5), SIGHT, None)
    [late] = sums(together, TODAY + timedelta(days=35), SIGHT, None)

    assert max(one.free or 0 for one in early.outlook.days) > 2 * max(WEEK)
    assert {one.free for one in late.outlook.days} <= {*WEEK, None}


def test_unknown_is_no_nought() -> None:
    [one] = sums([*said("90010001"), *said("90010002", None)], TODAY, SIGHT, None)

    assert [day.free for day in one.outlook.days] == [
        WEEK[day.day.weekday()] for day in one.outlook.days
    ]


def test_beds_and_hours_are_never_added() -> None:
    hours = said("90010002", unit="hours/week")

    found = list(sums([*said("90010001"), *hours], TODAY, SIGHT, None))

    assert [one.unit for one in found] == ["beds", "hours/week"]


def test_a_provider_is_told_no_sum_in_which_one_or_two_others_are() -> None:
    mine, others = said("90010001"), [said(f"9001000{n}") for n in range(2, 5)]

    def told(*listed: list[Statement]) -> list[int | None]:
        every = [one for each in listed for one in each]
        found = [one.outlook.days for one in sums(every, TODAY, SIGHT, "90010001")]
        return [day.free for days in found for day in days]

    assert told(mine, others[0]) == told(mine, *others[:2]) == []
    assert len(told(mine)) == len(told(mine, *others)) == SIGHT.days


def test_each_site_is_told_by_itself() -> None:
    found = list(sites([*said("90010001"), *said("90010002", 2)], TODAY, SIGHT))

    assert [(one.provider, one.site) for one in found] == [
        (ura, f"Location/{ura}") for ura in ("90010001", "90010002")
    ]
    first, second = ([day.free for day in one.outlook.days] for one in found)
    assert second == [free + 2 for free in first if free is not None]
