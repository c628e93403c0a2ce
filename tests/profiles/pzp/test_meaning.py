"""One question in one release's words asks the same in those of the others, and no more."""

import pytest

from profiles import systems
from profiles.pzp.meaning import also_asked, also_shown
from profiles.search.values import TokenValue
from tests.profiles.pzp.records import concept

SCT = systems.SNOMED
CATEGORY = ("category", SCT, "713603004")
ALL = ["385987000", "1351964001", "713148004"]


def described(*codes: str, system: str | None = SCT) -> list[tuple[str, str | None, str]]:
    return [("description", system, code) for code in codes]


def test_the_category_asks_for_every_goal_of_treatment_of_before_too() -> None:
    told = also_asked("Goal", [CATEGORY])
    assert {*described(*ALL, "225353007"), CATEGORY} == told
    assert also_asked("Goal", [("category", None, "713603004")]) == told


def test_all_that_a_description_can_say_asks_for_the_category_too() -> None:
    assert CATEGORY in also_asked("Goal", described(*ALL))
    assert CATEGORY in also_asked("Goal", described(*ALL, system=None))


@pytest.mark.parametrize("code", ["713148004", "225353007"])
def test_symptoms_alone_are_asked_by_either_of_their_codes(code: str) -> None:
    assert also_asked("Goal", described(code)) == {*described("713148004", "225353007")}


@pytest.mark.parametrize(
    "asked",
    [
        described("385987000"),
        described("385987000", "1351964001"),
        [("category", "https://example.org/codes", "713603004")],
        [("lifecycle-status", None, "713603004")],
    ],
)
def test_who_asks_for_less_is_given_no_more(asked: list[tuple[str, str | None, str]]) -> None:
    assert also_asked("Goal", asked) == frozenset()


def test_another_type_is_asked_as_it_is() -> None:
    assert also_asked("Observation", [("category", SCT, "713603004")]) == frozenset()


def test_a_goal_of_treatment_shows_its_category_and_another_goal_none() -> None:
    known = {"resourceType": "Goal", "description": concept("385987000")}
    assert [*also_shown(known)] == [TokenValue("category", SCT, "713603004")]
    assert [*also_shown({**known, "description": concept("41829006")})] == []


def test_what_relatives_were_told_shows_why_also_by_its_topic_alone() -> None:
    told = {"resourceType": "Communication", "topic": concept("223449006")}
    assert [*also_shown(told)] == [TokenValue("reason-code", SCT, "713603004")]
    assert [*also_shown({**told, "topic": concept("41829006")})] == []
