"""What each figure means, by cases that were made for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hub.transfer.case import Case
from hub.transfer.circumstances import Circumstances
from hub.transfer.figures.facts import Facts, Site, Statement
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import Line, for_desk
from hub.transfer.figures.terms import Period
from hub.transfer.moves.answer import PutOff, Reject
from hub.transfer.moves.choice import Select
from hub.transfer.moves.describe import Describe
from hub.transfer.moves.intake import PickUp, Request, Triage
from hub.transfer.moves.offering import Expire
from hub.transfer.moves.waiting import Cancel, Escalate, Reopen
from hub.transfer.moves.way import Admit, Begin, Complete, Fail
from hub.transfer.party import CLOCK, Actor
from hub.transfer.step import Act, Event, step
from tests.hub.transfer.cases import (
    DAY,
    DESK,
    HAVEN,
    HOSPITAL,
    HOUR,
    a_draft,
    accepted,
    offered,
)
from tests.hub.transfer.figures.simulated import TERMS

FRIDAY = datetime(2026, 10, 23, 9, tzinfo=UTC)  # at eleven here: on Sunday the clock goes back
OCTOBER, LATER = Period.month(2026, 10), FRIDAY + 60 * DAY
SITES = {"service-haven": Site(HAVEN.ura, "almere", "Almere", "42665001")}
Done = tuple[timedelta, Act, Actor]


def asked(hours: int = 0) -> list[Done]:
    """By the hospital, and triaged by the desk two hours later."""
    at = hours * HOUR
    return [(at, Request(), HOSPITAL), (at + HOUR, PickUp(), DESK),
            (at + 2 * HOUR, Triage("grz"), DESK)]  # fmt: skip


def placed(at: timedelta) -> list[Done]:
    """At Haven, who was asked, said yes and was chosen then."""
    now = FRIDAY + at
    return [(at, offered("haven", now), DESK), (at, accepted("haven", now), HAVEN),
            (at, Select("haven", is_patients_choice=True), DESK),
            (at, Begin("haven", has_handoff=True), HOSPITAL)]  # fmt: skip


def told(done: Sequence[Done], case: Case | None = None) -> list[Event]:
    """The events of all this, so long after Friday."""
    case, events = case or a_draft(), list[Event]()
    for after, act, actor in done:
        case, new = step(case, act, actor, FRIDAY + after)
        events += new
    return events


def lines(
    events: Sequence[Event], facts: Facts | None = None, at: datetime = LATER
) -> dict[str, Line]:
    """The whole of each figure."""
    found = figures_of(events, facts or Facts(SITES), TERMS, OCTOBER, at)
    return {line.code: line for line in for_desk(found) if not line.of}


def test_both_kinds_of_wrong_bed_are_counted_apart() -> None:
    known = Circumstances("22232009", "Almere", FRIDAY - 5 * DAY, date(2026, 10, 20),
                          date(2026, 10, 22))  # fmt: skip
    done = [
        (-DAY, Describe(known), HOSPITAL),
        *asked(),
        *placed(DAY),
        (3 * DAY, Admit("haven"), HAVEN),
    ]

    found = lines(told(done))

    assert found["wait-nights"].scores["total"] == 8
    assert found["wrong-bed-nights-nza"].scores["total"] == 4, "from the day that the Wlz began"
    assert not {one for one in found if "nights" in one} - {
        "wait-nights", "wait-nights-until-now", "wrong-bed-nights-nza",
    }, "and never added"  # fmt: skip


def test_without_a_started_wlz_stay_no_night_is_of_the_nza() -> None:
    for known in (
        Circumstances(ready_at=FRIDAY, specialist_until=FRIDAY.date()),
        Circumstances(ready_at=FRIDAY, specialist_until=FRIDAY.date(),
                      wlz_stay_from=FRIDAY.date() + 9 * DAY),
    ):  # fmt: skip
        done = [(HOUR, Describe(known), HOSPITAL), *asked(2), *placed(DAY),
                (3 * DAY, Admit("haven"), HAVEN)]  # fmt: skip
        found = lines(told(done))

        assert dict(found["wrong-bed-nights-nza"].why) == {"no-started-wlz-stay": 1}
        assert found["wait-nights"].scores["total"] == 3


def test_the_night_in_which_the_clock_goes_back_is_one() -> None:
    known = Circumstances(ready_at=FRIDAY + DAY)
    done = [(HOUR, Describe(known), HOSPITAL), *asked(2), *placed(DAY),
            (2 * DAY + HOUR, Admit("haven"), HAVEN)]  # fmt: skip

    found = lines(told(done))

    assert found["wait-nights"].scores["total"] == 1
    assert found["ready-to-admission"].scores["p50"] == 25


def test_a_case_that_is_opened_again_counts_once_from_when_it_was_asked_for() -> None:
    done = [*asked(), (3 * HOUR, Escalate("no-capacity"), DESK),
            (DAY, Reopen("no-capacity"), DESK), (DAY + HOUR, Cancel("patient-withdrew"), DESK),
            (2 * DAY, Reopen("patient-recovered"), DESK), *placed(3 * DAY)]  # fmt: skip

    found = lines(told(done))

    assert (found["opened-again"].counted, dict(found["opened-again"].parts)) == (
        1, {"opened-again": 1},
    )  # fmt: skip
    assert found["time-to-place"].scores["p50"] == 72
    assert dict(found["outcome"].parts) == {"placed": 1}


def test_a_case_that_two_hubs_tell_of_counts_once() -> None:
    here = told([*asked(), *placed(DAY)])

    assert lines([*here, *here]) == lines(here)


def test_the_place_that_counts_is_the_one_that_he_came_to() -> None:
    case, events = a_draft(), list[Event]()
    late = replace(offered("haven", FRIDAY + 4 * DAY), id="again")
    done = [*asked(), *placed(DAY), (2 * DAY, Fail("haven", "no-staff"), HAVEN),
            (4 * DAY, late, DESK), (4 * DAY, replace(accepted("haven", FRIDAY + 4 * DAY),
             offer="again"), HAVEN), (4 * DAY, Select("again", is_patients_choice=True), DESK),
            (5 * DAY, Begin("again", has_handoff=True), DESK)]  # fmt: skip
    for after, act, actor in done:
        case, new = step(case, act, actor, FRIDAY + after)
        events += new

    found = lines(events)

    assert found["time-to-place"].scores["p50"] == 96
    assert dict(found["placed-in-round"].parts) == {"later": 1}
    assert dict(found["transfer-failed"].parts) == {"failed": 1}


def test_who_does_not_answer_is_counted_at_his_deadline_not_when_it_was_noticed() -> None:
    asks = [*asked(), (3 * HOUR, offered("haven", FRIDAY + 3 * HOUR), DESK)]
    noticed = [*asks, (30 * HOUR, Expire("haven"), CLOCK)]

    for events in (told(asks), told(noticed)):
        found = lines(events)
        assert found["response-time"].scores["p50"] == 6
        assert dict(found["answer"].parts) == {"no-response": 1}
    early = lines(told(asks), at=FRIDAY + 4 * HOUR)
    assert dict(early["response-time"].why) == {"open": 1}


def test_what_the_desk_was_told_by_phone_is_no_answer_time_of_the_provider() -> None:
    phone = Actor(DESK.ura, HAVEN.ura, is_person=True)
    now = FRIDAY + 3 * HOUR
    found = lines(told([*asked(), (3 * HOUR, offered("haven", now), DESK),
                        (5 * HOUR, accepted("haven", now), phone)]))  # fmt: skip

    assert dict(found["response-time"].why) == {"told-by-phone": 1}
    assert dict(found["answer"].parts) == {"accepted": 1}


def test_a_promise_is_broken_by_who_said_yes_and_then_no_or_had_a_place() -> None:
    now = FRIDAY + 3 * HOUR
    offer = (3 * HOUR, offered("haven", now), DESK)
    no = (5 * HOUR, Reject("haven", "no-capacity"), HAVEN)
    said = Statement("service-haven", "grz", FRIDAY, 1)
    facts = Facts(SITES, (said, replace(said, at=FRIDAY + 9 * HOUR, available=0)))

    after_yes = lines(told([*asked(), offer, (4 * HOUR, accepted("haven", now), HAVEN), no]), facts)
    at_once = lines(told([*asked(), offer, no]), facts)

    assert dict(after_yes["promise"].parts) == {"broken": 1}
    assert dict(at_once["refused-with-place"].parts) == {"place-was-stated": 1}
    assert dict(at_once["promise"].why) == {"not-accepted": 1}
    unknown = lines(told([*asked(), offer, no]), Facts(SITES, (replace(said, available=None),)))
    assert dict(unknown["refused-with-place"].why) == {"capacity-not-known": 1}


def test_another_date_is_an_answer_and_no_refusal() -> None:
    done = [*asked(), (3 * HOUR, offered("haven", FRIDAY + 3 * HOUR), DESK),
            (4 * HOUR, PutOff("haven", date(2026, 10, 30)), HAVEN)]  # fmt: skip

    found = lines(told(done))

    assert (found["response-time"].scores["p50"], dict(found["answer"].parts)) == (
        1, {"other-date": 1},
    )  # fmt: skip


def test_a_case_of_which_the_request_is_not_known_is_left_out_and_told() -> None:
    offers_alone = [one for one in told([*asked(), *placed(DAY)]) if one.offer is not None]

    found = lines(offers_alone)

    for code in ("time-to-place", "outcome", "opened-again", "requested-in-shift"):
        assert (found[code].counted, dict(found[code].why)) == (0, {"request-not-known": 1})
    assert found["answer"].counted == 1


def test_a_case_is_of_the_month_of_its_day_here() -> None:
    last = datetime(2026, 10, 31, 22, 30, tzinfo=UTC) - FRIDAY  # 23:30 in winter time
    for after, number in ((last, 1), (last + HOUR, 0), (timedelta(days=-30), 0)):
        found = lines(told([(after, Request(), HOSPITAL)]))
        assert ("outcome" in found and found["outcome"].counted) == number


def test_the_care_that_was_advised_last_counts_and_that_it_changed_is_told() -> None:
    done = [*asked(), (3 * HOUR, Triage("elv-laag"), DESK), *placed(DAY),
            (2 * DAY, Admit("haven"), HAVEN), (3 * DAY, Complete("haven"), HAVEN)]  # fmt: skip
    found = figures_of(told(done), Facts(SITES), TERMS, OCTOBER, LATER)

    [by_care] = [one for one in for_desk(found)
                 if (one.code, one.by) == ("time-to-place", ("care-type",))]  # fmt: skip
    assert by_care.of == ("elv-laag",)
    whole = {one.code: one for one in for_desk(found) if not one.of}
    assert dict(whole["care-advised-anew"].parts) == {"changed": 1}
    assert whole["desk-time"].scores["p50"] == 2, "triage was done the first time"
    assert whole["time-to-takeover"].scores["p50"] == 24


def test_it_is_as_it_was_known_then_and_of_who_is_not_ready_yet_no_night_counts() -> None:
    known = Circumstances(ready_at=FRIDAY + 4 * DAY)
    events = told([(HOUR, Describe(known), HOSPITAL), *asked(2), *placed(5 * DAY)])

    early, late = (lines(events, at=FRIDAY + n * DAY) for n in (2, 6))

    assert dict(early["wait-nights-until-now"].why) == {"not-ready": 1}
    assert dict(early["outcome"].parts) == {"open": 1}
    assert late["wait-nights-until-now"].scores["total"] == 2
    assert dict(late["outcome"].parts) == {"placed": 1}
