"""Several words on one subject: what differs stands side by side, and nothing is merged."""

import pytest

from profiles.pzp.reading.fact import Says
from tests.profiles.pzp.directives import agreement
from tests.profiles.pzp.reading.asked import GP, HOSPITAL, LABEL, before, now, of, reading
from tests.profiles.pzp.records import goal, observation


def test_two_sources_that_disagree_both_stand_newest_first():
    old = agreement(way="deny", name="a", date="2024-01-20", source=GP)
    new = agreement(way="permit", name="b", date="2025-05-12", source=HOSPITAL)

    for given in ([old, new], [new, old]):
        topic = reading(*given).resuscitation
        assert [(one.says, one.source) for one in topic.now] == [
            (Says.DO, HOSPITAL),
            (Says.DONT, GP),
        ]
        assert topic.differs


def test_a_later_decision_of_the_same_source_takes_the_place_of_its_earlier():
    old = agreement(way="permit", name="a", date="2024-01-20", source=GP)
    new = agreement(way="deny", name="b", date="2025-05-12", source=GP)

    topic = reading(old, new).resuscitation

    assert (now(topic), before(topic), topic.differs) == (
        ["NIET reanimeren"],
        ["WEL reanimeren"],
        False,
    )


@pytest.mark.parametrize("way", ["unknown", "undecided", "not discussed", "neither", "withheld"])
def test_a_later_word_that_decides_nothing_hides_no_do_not(way):
    old = agreement(way="deny", name="a", date="2024-01-20", source=GP)
    new = agreement(way=way, name="b", date="2025-05-12", source=GP)

    topic = reading(old, new).resuscitation

    assert Says.DONT in {one.says for one in topic.now}
    assert topic.differs


@pytest.mark.parametrize(
    ("one", "other"),
    [("2025", "2025-03-01"), ("2025-03-01", "2025-03-01"), (None, "2025-03-01"),
     ("2025-03-01T09:00:00Z", "2025-03-01")],
)  # fmt: skip
def test_of_one_source_and_dates_that_do_not_tell_both_stand(one, other):
    both = [
        agreement(way=way, name=way, date=date, source=GP)
        for way, date in (("deny", one), ("permit", other))
    ]

    assert {fact.says for fact in reading(*both).resuscitation.now} == {Says.DO, Says.DONT}


def test_a_word_without_a_source_replaces_nothing_and_is_replaced_by_nothing():
    old = agreement(way="deny", name="a", date="2024-01-20")
    new = agreement(way="permit", name="b", date="2025-05-12")

    assert now(reading(old, new).resuscitation) == ["WEL reanimeren", "NIET reanimeren"]


def test_an_older_word_is_not_put_aside_for_one_that_was_replaced_itself():
    words = [
        agreement(way="deny", name="a", date="2022-01-01", source=GP),
        agreement(way="deny", name="b", date="2023-01-01", source=HOSPITAL),
        agreement(way="permit", name="c", date="2024-01-01", source=HOSPITAL),
    ]

    assert now(reading(*words).resuscitation) == ["WEL reanimeren", "NIET reanimeren"]


def test_what_no_date_is_told_of_stands_before_what_is_dated():
    dated = agreement(way="permit", name="a", source=HOSPITAL)
    undated = agreement(way="deny", name="b", date=None, source=GP)

    assert now(reading(dated, undated).resuscitation) == ["NIET reanimeren", "WEL reanimeren"]


def test_who_speaks_in_the_name_of_another_is_marked_so_and_stays_apart():
    claimed = agreement(way="deny", name="a", source=GP)
    claimed["meta"]["security"] = [{"system": LABEL, "code": "claimed"}]
    plain = agreement(way="deny", name="b", source=GP)

    topic = reading(claimed, plain).resuscitation

    assert sorted(one.is_claimed for one in topic.now) == [False, True]


def test_what_differs_in_goals_is_told_and_words_of_two_people_are_no_difference():
    goals = [of(GP, goal("385987000")), of(HOSPITAL, goal("713148004"))]
    wishes = [of(one, observation("153851000146100", valueString=one)) for one in (GP, HOSPITAL)]

    found = reading(*goals, *wishes)

    assert found.goal.differs
    assert len(found.care_wishes.now) == 2
    assert not found.care_wishes.differs


def test_what_is_dated_after_this_moment_replaces_nothing_and_is_to_be_read():
    old = agreement(way="deny", name="a", date="2025-01-01", source=GP)
    new = agreement(way="permit", name="b", date="2030-01-01", source=GP)

    topic = reading(old, new).resuscitation

    assert now(topic) == ["WEL reanimeren (lees zelf)", "NIET reanimeren"]
