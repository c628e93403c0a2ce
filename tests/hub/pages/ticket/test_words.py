"""What is read where a paper leads is plain, and every word of it has its place."""

import re
from importlib.resources import files

from hub.pages.ticket.door import PAGE
from hub.pages.words import words_of
from tests.plainness import faults_in

SAID = words_of(PAGE, "nl").said
ENGLISH = "scanned.found.english"
MADE = ("problem.", "scanned.care.how.")
"""Keys that a template makes of a code."""


def test_the_page_of_a_scan_is_plain_dutch() -> None:
    read = [text for key, text in SAID.items() if key.startswith("scanned.") and key != ENGLISH]

    assert faults_in(read) == []


def test_every_word_has_a_place() -> None:
    written = "".join(
        one.read_text("utf-8") for one in files("hub.pages.ticket").iterdir() if ".html" in one.name
    )

    assert [key for key in SAID if f'"{key}"' not in written and not key.startswith(MADE)] == []
    assert {*re.findall(r't\("([a-z.-]+[a-z])"\)', written)} <= {*SAID}


def test_whatever_goes_wrong_says_that_it_tells_nothing_of_the_wishes() -> None:
    for kind in ("revoked", "unknown", "busy", "fault"):
        said = " ".join(text for key, text in SAID.items() if key.startswith(f"problem.{kind}."))
        assert "Dit zegt niets over de wensen van de patiënt" in said
