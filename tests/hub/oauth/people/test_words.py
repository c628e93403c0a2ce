"""What the two pages say, in both languages: all of it, short, and in common words."""

import json
import re
from importlib.resources import files

import pytest
from wordfreq import zipf_frequency

from consent.asker import Ground
from hub.oauth.people.authorization_request import LANGUAGES
from hub.oauth.people.entitlement import GROUNDS

KNOWN = {"app", "inlogt", "ingelogd", "voogd", "curator", "mentor", "opgeschreven", "almere"}
"""Of these few, each is a name, or what the law calls somebody; 'ingelogd' everybody sees."""


def words(language: str) -> dict[str, str]:
    """The message file."""
    text = files("hub.oauth.people").joinpath(f"{language}.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def test_both_languages_have_the_same_keys_and_slots() -> None:
    one, other = (words(language) for language in LANGUAGES)
    assert list(one) == list(other)
    slot = re.compile(r"\{\w*\}")
    assert {key: set(slot.findall(text)) for key, text in one.items()} == {
        key: set(slot.findall(text)) for key, text in other.items()
    }


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_has_words(ground: Ground) -> None:
    assert all(words(language)[f"ground_{ground}"] for language in LANGUAGES)


def test_dutch_sentences_are_short_and_active() -> None:
    for text in words("nl").values():
        for sentence in re.split(r"[.?!:]\s*", text):
            assert len(sentence.split()) <= 15, sentence
        assert not re.search(r"\b(word(t|en)|werd(en)?)\b", text), text


def test_dutch_words_are_common() -> None:
    said = {
        word
        for key, text in words("nl").items()
        if key not in {"other_language", "months"}
        for word in re.findall(r"[a-zé]+", re.sub(r"\{\w+\}", "", text).lower())
    }
    rare = {word for word in said if zipf_frequency(word, "nl") < 3.5}
    assert rare - KNOWN == set()
