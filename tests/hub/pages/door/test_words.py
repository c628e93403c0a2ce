"""What people read at the door: both languages whole, every word used, and the Dutch plain (B1)."""

import re

from hub.pages.words import words_of
from tests.architecture.tree import ROOT
from tests.plainness import faults_in, is_passive

DUTCH, ENGLISH = words_of("door", "nl").said, words_of("door", "en").said
OF_INHABITANTS = ("door.", "own.", "help.", "problem.", "frame.")
"""The rest is for who works in care, or makes and runs systems: in words of their own."""
READ = {key: text for key, text in DUTCH.items() if key.startswith(OF_INHABITANTS)}


def test_the_languages_have_the_same_keys_and_slots() -> None:
    def slots(text: str) -> list[str]:
        return sorted(re.findall(r"\{[a-z_]+\}", text))

    assert set(DUTCH) == set(ENGLISH)
    assert {key for key in DUTCH if slots(DUTCH[key]) != slots(ENGLISH[key])} == set()


def test_every_text_is_used() -> None:
    pages = (ROOT / "hub" / "pages" / "door").glob("*.html")
    text = "\n".join(one.read_text() for one in pages)
    asked = set(re.findall(r"(?:\bt|other_words)\(\s*\"([\w.-]+)\"[,)]", text))

    assert asked <= set(DUTCH)
    assert {key for key in DUTCH if not key.startswith("problem.")} <= asked


def test_what_an_inhabitant_reads_is_plain() -> None:
    assert faults_in(READ.values(), line="iets") == []
    assert {key for key, text in READ.items() if is_passive(text)} == set()
