"""What does not hold any more is not shown as current, and is told."""

import pytest

from profiles.pzp.reading.fact import Standing
from tests.profiles.pzp.directives import agreement
from tests.profiles.pzp.reading.asked import GP, HOSPITAL, before, now, of, reading
from tests.profiles.pzp.records import concept, goal, observation


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("inactive", Standing.ENDED),
        ("entered-in-error", Standing.IN_ERROR),
        ("rejected", Standing.REJECTED),
        ("draft", Standing.NOT_YET),
        ("proposed", Standing.NOT_YET),
    ],
)
def test_a_directive_that_does_not_hold_is_history(status, standing):
    topic = reading(agreement(way="deny", status=status)).resuscitation

    assert now(topic) == []
    assert [one.standing for one in topic.before] == [standing]
    assert before(topic) == ["NIET reanimeren"]


def test_a_directive_past_its_end_is_history_with_that_end():
    ended = agreement(way="deny")
    ended["provision"]["period"] = {"end": "2026-01-01"}

    (fact,) = reading(ended).resuscitation.before

    assert (fact.standing, fact.ended) == (Standing.ENDED, "2026-01-01")


@pytest.mark.parametrize(
    ("record", "subject"),
    [
        (goal("385987000", lifecycleStatus="cancelled"), "goal"),
        (goal("385987000", lifecycleStatus="entered-in-error"), "goal"),
        (observation("395091006", status="entered-in-error",
                     valueCodeableConcept=concept("264362003")), "place_of_death"),
        (observation("665671000146101", status="cancelled", valueBoolean=False), "capacity"),
    ],
)  # fmt: skip
def test_an_answer_that_was_taken_back_is_history(record, subject):
    topic = getattr(reading(record), subject)

    assert (len(topic.now), len(topic.before)) == (0, 1)


@pytest.mark.parametrize("status", [None, "final ", "odd", "preliminary"])
def test_a_status_that_tells_nothing_does_not_put_a_word_aside(status):
    record = observation("665671000146101", valueBoolean=False)
    record["status"] = status

    (fact,) = reading(record).capacity.now

    assert fact.read_yourself is (status != "final ")


def use(status: str, **more):
    return {
        "resourceType": "DeviceUseStatement",
        "id": status,
        "status": status,
        "contained": [{"resourceType": "Device", "id": "d", "type": concept("72506001")}],
        "device": {"reference": "#d"},
        **more,
    }


def test_a_wish_about_an_icd_that_is_gone_is_history():
    found = reading(agreement("icd", "permit"), use("completed"))

    assert now(found.icd) == []
    assert [one.standing for one in found.limits[-1].before] == [Standing.DEVICE_GONE]
    assert now(found.limits[-1]) == []


def test_as_long_as_somebody_says_there_is_an_icd_the_wish_stands():
    found = reading(
        agreement("icd", "permit"), of(GP, use("completed")), of(HOSPITAL, use("active"))
    )

    assert now(found.limits[-1]) == ["ICD uit: uitzetten is afgesproken"]


def test_a_wish_of_after_the_icd_was_taken_out_is_about_another():
    gone = use("completed", timingPeriod={"end": "2021-01-01"})
    later = agreement("icd", "permit", date="2022-01-01")

    assert now(reading(later, gone).limits[-1]) == ["ICD uit: uitzetten is afgesproken"]


def test_an_icd_entered_in_error_ends_no_wish():
    found = reading(agreement("icd", "permit"), use("entered-in-error"))

    assert now(found.limits[-1]) == ["ICD uit: uitzetten is afgesproken"]


def test_an_icd_whose_time_has_passed_is_gone_whatever_its_status():
    found = reading(use("active", timingPeriod={"end": "2025"}))

    assert [one.standing for one in found.icd.before] == [Standing.ENDED]


def test_a_directive_whose_status_tells_nothing_is_shown_and_to_be_read():
    (fact,) = reading(agreement(way="deny", status="odd")).resuscitation.now

    assert (fact.standing, fact.read_yourself) == (Standing.UNSTATED, True)


def test_what_may_not_hold_takes_the_place_of_nothing():
    old = of(GP, observation("665671000146101", valueBoolean=False), id="a")
    new = of(
        GP,
        observation("665671000146101", valueBoolean=True, status="preliminary"),
        id="b",
        effectiveDateTime="2026-04-01",
    )

    assert [one.code for one in reading(old, new).capacity.now] == ["false", "true"]
