"""The words of who looked: plain, whole in each language, and there for each reason there is."""

from collections.abc import Iterator
from typing import Any

from consent.choices.catalogue import LANGUAGES
from consent.reason import WORDS
from hub.ledger.own import OWN
from hub.ledger.record import OPENING
from hub.query.log_line import COLUMNS, all_words
from tests.plainness import faults_in

NOT_ABOUT_A_CALL = {
    "A-CALLER": "nothing stands against him",
    "P-NO-PATIENT-CONTEXT": "it names no inhabitant, in whose log it would stand",
    "P-SCOPE-CHANGE": "a write that is refused is told as one that did not succeed",
    "P-WITHDRAW-INSTEAD": "likewise",
}


def flat(said: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, str):
            yield f"{before}{name}", value
        else:
            yield from flat(value, f"{before}{name}.")


def test_the_dutch_is_plain() -> None:
    assert faults_in(text for _, text in flat(dict(all_words()["nl"]))) == []


def test_every_word_is_there_in_each_language() -> None:
    dutch, english = (dict(flat(dict(all_words()[language]))) for language in LANGUAGES)

    assert list(dutch) == list(english)
    assert all(dutch.values())
    assert all(english.values())
    assert {*all_words()["nl"]["columns"]} == {*COLUMNS}


def test_each_reason_has_a_sentence_for_the_inhabitant() -> None:
    told = {*all_words()["nl"]["ground"]}

    assert ({*WORDS} | OPENING) - told == {*NOT_ABOUT_A_CALL}
    assert OWN - {"start", "stop", "configuration", "verify", "export", "expire", "probe"} <= told


def test_a_ground_is_a_sentence() -> None:
    for language in LANGUAGES:
        for text in all_words()[language]["ground"].values():
            assert text[0].isupper(), text
            assert text.endswith("."), text
