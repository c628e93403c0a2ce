"""Every example of the guide, of both releases, against a reading written by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from profiles.pzp.reading.fact import Fact
from profiles.pzp.reading.shown import Reading
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.reading.asked import reading
from tests.profiles.pzp.records import Tree

BY_HAND: dict[str, Any] = json.loads(
    Path(__file__).with_name("national.json").read_text(encoding="utf-8")
)
EXAMPLES = {"beta3": 23, "1.0": 25}


def examples(release: str) -> list[Tree]:
    paths = sorted(shared_data(BY_HAND[release]["folder"]).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def row(fact: Fact) -> list[Any]:
    who = [one.name for one in fact.parties]
    return [fact.subject, fact.says, fact.code, fact.date, who, [*fact.addresses]]


@pytest.mark.parametrize("release", BY_HAND)
def test_it_reads_as_it_was_read_by_hand(release: str) -> None:
    given, by_hand = examples(release), BY_HAND[release]
    found = reading(*given)

    assert len(given) == EXAMPLES[release]
    assert [row(one) for topic in found.topics for one in topic.now] == by_hand["facts"]
    assert [row(one) for topic in found.topics for one in topic.before] == by_hand["before"]
    assert contraries(found) == by_hand["contrary"]
    assert [one.subject for one in found.topics if one.differs] == []
    assert [one.text for form in found.forms for one in form.answers] == by_hand["answers_left"]
    assert found.not_read == ()


@pytest.mark.parametrize("release", BY_HAND)
def test_the_people_are_those_of_the_talk(release: str) -> None:
    found = reading(*examples(release))

    (who,), (mate,), (talk,) = found.persons, found.contacts, found.talks
    assert (who.name, who.birth, who.age) == ("Hendrik Hartman", "1961-01-01", 65)
    assert (mate.name, mate.relations) == ("Michiel Hartman", ("BRO",))
    assert [*mate.roles] == BY_HAND[release]["roles"]
    assert mate.represents
    assert talk.date == "2020-10-01"
    assert [one.name for one in talk.parties] == [
        "Hendrik Hartman",
        "Michiel Hartman",
        "van Huissen",
    ]


@pytest.mark.parametrize("release", BY_HAND)
def test_words_are_those_of_the_example_to_the_letter(release: str) -> None:
    given = examples(release)
    wishes = {
        one["code"]["coding"][0]["code"]: one["valueString"]
        for one in given
        if "valueString" in one
    }
    found = reading(*given)

    for topic, code in (
        (found.care_wishes, "153851000146100"),
        (found.sense_of_purpose, "247751003"),
    ):
        assert [one.written for one in topic.now] == [(wishes[code],)]


@pytest.mark.parametrize("release", BY_HAND)
def test_each_alone_is_told_or_listed(release: str) -> None:
    for one in examples(release):
        found = reading(one)
        told = (
            [*found.facts(), *found.persons, *found.contacts, *found.talks, *found.forms]
        )  # fmt: skip
        assert bool(told) != bool(found.not_read), one["id"]


def test_both_releases_of_one_talk_say_the_same_of_every_limit() -> None:
    found = reading(*examples("beta3"), *examples("1.0"))

    for topic in (found.resuscitation, *found.limits, found.goal, found.capacity, found.donor):
        assert not topic.differs
        assert len(topic.now) <= 1


def contraries(found: Reading) -> list[list[Any]]:
    return [
        [topic.subject, one.agreement.date, one.will.date, one.is_linked]
        for topic in found.topics
        for one in topic.contrary
    ]
