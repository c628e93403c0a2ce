"""What an inhabitant reads on paper is plain, and there in both languages."""

import re

import pytest

from hub.pages.paper.letter import Agreed, letter
from hub.pages.paper.messages import messages
from tests.plainness import faults_in, is_passive


def inhabitants_words() -> list[str]:
    """All but what the desk reads."""
    return [text for key, text in messages("nl").items() if not key.startswith("desk.")]


def test_both_languages_say_the_same_things() -> None:
    assert list(messages("nl")) == list(messages("en"))
    assert [key for key in messages("nl") if not messages("nl")[key].strip()] == []


def test_nobody_reads_a_dutch_sentence_in_the_english_letter() -> None:
    same = {key for key, text in messages("nl").items() if messages("en")[key] == text}

    # What the desk reads is Dutch in both, and a page says so (`lang`).
    assert {key for key in same if not key.startswith("desk.")} == {
        "letter.form.for.partner",
        "letter.form.only.ambulance",
    }


def test_the_dutch_is_plain() -> None:
    assert faults_in(inhabitants_words()) == []


def test_somebody_does_what_is_done() -> None:
    assert [one for one in inhabitants_words() if is_passive(one)] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_there_is_no_word_of_machinery(language: str) -> None:
    machinery = re.compile(
        r"\b(?:fhir|consent|resource|server|hub|json|pdf|token|ura|bsn|provider|technisch\w*)\b",
        re.IGNORECASE,
    )
    found = [text for text in messages(language).values() if machinery.search(text)]

    assert found == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_has_a_place_on_paper(language: str) -> None:
    """None is left over from a text that was changed."""
    written = "".join(
        letter(language, agreed)
        for agreed in (
            Agreed(mitz=True),
            Agreed(objections="open", minors="self12"),
        )
    )
    of_letter = {key for key in messages(language) if key.startswith(("letter.", "desk."))}

    assert {key for key in of_letter if messages(language)[key] not in written} == set()
