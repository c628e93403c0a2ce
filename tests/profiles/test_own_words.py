"""What the hub asks an inhabitant, and what it takes for his own words."""

import pytest

from profiles import correction, own_words
from profiles.systems import HUB_OWN_WORDS


def test_each_question_is_asked_in_both_languages() -> None:
    for one in own_words.questions():
        assert set(one.text) == {"nl", "en"}
        assert all(text.endswith("?") for text in one.text.values())


def test_what_is_answered_is_a_sound_response() -> None:
    said = {one.link_id: f"over {one.link_id}\n\ten meer" for one in own_words.questions()}
    for language in ("nl", "en"):
        response = own_words.response("Patient/x", said, language)
        assert own_words.faults(response) == []
        assert own_words.answers(response) == said


def test_of_what_is_left_blank_nothing_is_said() -> None:
    response = own_words.response("Patient/x", {"matters": " \n", "warn": ""})
    assert response["item"] == []


@pytest.mark.parametrize("said", ["a\x00", "\x1b[31m", "\x07"])
def test_control_characters_are_no_text(said: str) -> None:
    response = own_words.response("Patient/x", {"matters": said})
    [fault] = own_words.faults(response)
    assert fault.expression == "QuestionnaireResponse.item[0].answer"


@pytest.mark.parametrize("tail", ["", "|1", "|0.9", "#matters", "|1#matters"])
def test_in_whatever_version_it_is_the_hubs_questionnaire(tail: str) -> None:
    assert own_words.is_own_words({"questionnaire": HUB_OWN_WORDS + tail})


@pytest.mark.parametrize("other", [None, 7, "", f"{HUB_OWN_WORDS}-too", "https://example.org"])
def test_another_is_not(other: object) -> None:
    assert not own_words.is_own_words({"questionnaire": other})


def test_a_request_as_it_is_made_is_sound() -> None:
    asked = correction.request("Patient/x", "Goal/y", "Dat zei ik niet.", "12345678")
    assert correction.is_correction(asked)
    assert list(correction.faults(asked)) == []
    assert correction.owner_of(asked) == "12345678"
