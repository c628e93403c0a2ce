"""The texts of the choices: whole in each language, plain, and never changed once shown."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from consent.choices.catalogue import LANGUAGES, Choice, Text, catalogue
from consent.choices.written import all_words
from tests.plainness import faults, faults_in

CHOICES = list(catalogue().choices.values())
SLOT = re.compile(r"\{([a-z]+)\}")
SHOWN = {
    "everyone/1": "8395de64fe6c8c87",
    "everyone-but/1": "04af710e531f5d78",
    "one-organization/1": "c945bc67c1d78715",
    "one-kind/1": "ca51b0d796294011",
    "one-source/1": "8a7b374f5630b7cf",
    "nobody/1": "9282b662737f7f47",
    "nobody-but-in-haste/1": "983fe09e0e95602c",
    "not-one/1": "dae32a03ab7ad740",
    "not-one-kind/1": "65bba378699a89d9",
    "not-in-haste/1": "f3be71d3c66c9c12",
}
"""The digest of each text: what was shown stays as it was, and a new wording is a new version."""


def texts() -> list[tuple[str, str, Text]]:
    return [
        (f"{choice.code}/{version.number}", language, version.texts[language])
        for choice in CHOICES
        for version in choice.versions
        for language in LANGUAGES
    ]


@pytest.mark.parametrize(("name", "language", "text"), texts())
def test_a_text_says_all_that_it_must(name: str, language: str, text: Text) -> None:
    said = asdict(text)
    about_source = said.pop("about_source")
    choice = catalogue().choices[name.split("/", maxsplit=1)[0]]

    assert all(said.values())
    assert bool(about_source) == ("source" in choice.free)
    slots = {slot for one in said.values() for slot in SLOT.findall(one)}
    assert slots == {*choice.needed}
    assert {*SLOT.findall(about_source)} == {*choice.free}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, language, text in texts() if language == "nl"]
)
def test_the_dutch_of_a_choice_is_plain(name: str, text: Text) -> None:
    kinds = catalogue().kinds.values()
    longest = max((one.names["nl"] for one in kinds), key=lambda one: len(one.split()))

    assert faults_in(asdict(text).values(), kind=longest) == []


def test_the_dutch_around_them_is_plain() -> None:
    kinds = [one.names["nl"] for one in catalogue().kinds.values()]
    said = [*all_words()["nl"].values(), *catalogue().notes["nl"].values(), *kinds]

    assert faults_in(said, who="iedereen die u zorg geeft") == []


def test_every_word_is_there_in_each_language() -> None:
    dutch, english = (all_words()[language] for language in LANGUAGES)

    assert dutch.keys() == english.keys()
    assert [key for key in dutch if SLOT.findall(dutch[key]) != SLOT.findall(english[key])] == []
    assert [key for key in dutch if dutch[key] == english[key]] == []
    assert {*catalogue().notes["nl"]} == {*catalogue().notes["en"]}


def test_a_text_that_was_shown_is_never_changed() -> None:
    said = json.loads(files("consent.choices").joinpath("catalogue.json").read_text("utf-8"))

    digests = {
        f"{choice['code']}/{version['version']}": digest({**version, "stands": choice["stands"]})
        for choice in said["choices"]
        for version in choice["versions"]
    }

    assert digests == SHOWN, "give the new wording a version of its own"


def digest(said: dict[str, Any]) -> str:
    kept = {name: value for name, value in said.items() if name != "ends"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: one.code)
def test_each_day_has_one_newest_text_and_versions_follow_each_other(choice: Choice) -> None:
    numbers = [one.number for one in choice.versions]

    assert numbers == list(range(1, len(numbers) + 1))
    assert choice.offered(date(2026, 11, 29)) is choice.versions[-1]
    assert choice.offered(date(2020, 1, 1)) is None


def test_the_words_of_a_name_are_never_filled_in_again() -> None:
    text = catalogue().choices["everyone-but"].versions[0].texts["nl"]

    said = text.said({"organization": "{kind}{organization} {"})

    assert "maar {kind}{organization} { niet?" in said.question


def test_there_is_a_text_that_is_not_plain() -> None:
    assert faults("Proactieve zorgplanning.")
