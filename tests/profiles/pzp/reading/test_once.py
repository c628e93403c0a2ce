"""The same fact said twice by one source is shown once; what differs never is."""

from profiles.pzp.derived import as_request, as_told, legally_capable
from tests.profiles.pzp.directives import agreement
from tests.profiles.pzp.reading.asked import GP, HOSPITAL, capable, now, of, reading
from tests.profiles.pzp.records import concept, goal, observation, patient

TOLD = {
    "resourceType": "Communication", "id": "t", "status": "completed", "sent": "2026-03-01",
    "topic": concept("223449006"), "reasonCode": [concept("713603004")],
}  # fmt: skip
REQUEST = {
    "resourceType": "CommunicationRequest", "id": "r", "status": "completed",
    "authoredOn": "2026-03-01", "category": [concept("223449006")],
}  # fmt: skip


def test_one_agreement_in_two_releases_is_shown_once():
    both = [agreement(name=name, release=name, source=GP) for name in ("beta3", "1.0")]

    (fact,) = reading(*both).resuscitation.now

    assert fact.addresses == ("Consent/1.0", "Consent/beta3")


def test_of_two_sources_it_is_shown_twice():
    both = [agreement(name=name, source=name) for name in (GP, HOSPITAL)]

    assert len(reading(*both).resuscitation.now) == 2


def test_a_resource_that_is_given_twice_is_read_once():
    found = reading(goal("385987000"), goal("385987000"))

    assert len(found.goal.now) == 1


def test_what_is_derived_stands_at_its_origin():
    told = of(GP, TOLD, id="t")
    asked = of(GP, REQUEST, id="r")

    for origin, made in (
        (told, as_request(told, "Communication/t/_history/1")),
        (asked, as_told(asked, "CommunicationRequest/r/_history/1")),
    ):
        (fact,) = reading(origin, made).told.now
        assert not fact.is_derived
        assert fact.addresses == reading(origin).told.now[0].addresses


def test_a_derived_capacity_stands_at_the_patient_that_says_it():
    holder = of(GP, patient(extension=[capable(said=False)]))
    made = legally_capable(
        "Patient/p", capable=False, remark="", day="2026-01-01", meta=holder["meta"],
        source="Patient/p/_history/2",
    )  # fmt: skip

    (fact,) = reading(holder, made).capacity.now

    assert fact.date == ""


def test_what_says_that_it_is_derived_and_says_otherwise_is_not_put_aside():
    holder = of(GP, patient(extension=[capable(said=True)]))
    forged = legally_capable(
        "Patient/p", capable=False, remark="", day="", meta={}, source="Patient/p/_history/2"
    )

    assert len(reading(holder, forged).capacity.now) == 2


def test_what_was_said_before_in_the_same_words_is_history():
    goals = [
        of(GP, goal("385987000"), id=day, startDate=day) for day in ("2025-01-01", "2026-01-01")
    ]

    topic = reading(*goals).goal

    assert ([one.date for one in topic.now], [one.date for one in topic.before]) == (
        ["2026-01-01"],
        ["2025-01-01"],
    )


def test_a_moment_and_its_day_are_one_date():
    """Half past eleven at night in London is the next day here."""
    both = [
        of(GP, observation("153851000146100", valueString="rust", effectiveDateTime=date), id=name)
        for name, date in (("a", "2026-03-02"), ("b", "2026-03-01T23:30:00Z"))
    ]

    assert now(reading(*both).care_wishes) == ["“rust”"]


def test_what_is_derived_and_holds_is_not_told_by_an_origin_that_does_not():
    gone = of(GP, {**TOLD, "status": "entered-in-error"}, id="t")
    made = as_request({**gone, "status": "completed"}, "Communication/t/_history/1")

    assert len(reading(gone, made).told.now) == 1


def test_in_history_too_a_moment_and_its_day_are_one_date():
    both = [
        agreement(name=name, date=date, source=GP, status="inactive")
        for name, date in (("a", "2026-03-02"), ("b", "2026-03-01T23:30:00Z"))
    ]

    (fact,) = reading(*both).resuscitation.before

    assert fact.addresses == ("Consent/a", "Consent/b")
