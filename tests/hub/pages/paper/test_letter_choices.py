"""What can be ticked on the letter is what can be chosen: each box is a choice of the catalogue."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product

import pytest

from consent.choices.catalogue import catalogue
from consent.choices.made import consent_of, made
from consent.choices.recognised import choice_of
from hub.pages.paper.letter import Agreed, letter
from hub.pages.paper.messages import messages
from tests.architecture.tree import ROOT

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SOMEBODY = {"organization": "90000001"}
ONE = "letter.form.only"
TICKED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "letter.form.all": ("everyone", {}),
    "letter.form.except": ("everyone-but", SOMEBODY),
    f"{ONE}.gp": ("one-kind", {"kind": "gp"}),
    f"{ONE}.hospital": ("one-kind", {"kind": "hospital"}),
    f"{ONE}.nursing": ("one-kind", {"kind": "care"}),
    # Ambulances have no category of their own: a service is let in by its name.
    f"{ONE}.ambulance": ("one-organization", SOMEBODY),
    f"{ONE}.other": ("one-organization", SOMEBODY),
}
NOBODY = {"closed": "nobody", "open": "nobody-but-in-haste"}
"""What the last box is, by what the region agreed on for objections in an emergency."""
NO_CHOICE = {
    "letter.form.stop": "it withdraws the one that there is",
    ONE: "the boxes under it are",
}
PERMITS = "permit"


def boxes(objections: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {**TICKED, "letter.form.none": (NOBODY[objections], {})}


def test_each_box_of_the_letter_is_known() -> None:
    template = (ROOT / "hub" / "pages" / "paper" / "letter.html").read_text()
    whom, _, _ = template.partition('say["letter.form.for"]')
    drawn = set(re.findall(r'(?:box|choice)\("(letter\.form\.[\w.]+)"', whom))

    assert drawn == {*boxes("closed"), *NO_CHOICE}


@pytest.mark.parametrize("objections", NOBODY)
def test_each_box_is_a_choice_that_can_be_made_and_is_known_again(objections: str) -> None:
    for code, filled in boxes(objections).values():
        one = made(code, NOW.date(), **filled)
        assert choice_of(consent_of(one, "Patient/x", NOW)) is not None, code


@pytest.mark.parametrize(("objections", "language"), [*product(NOBODY, ("nl", "en"))])
def test_a_box_says_what_its_choice_does(objections: str, language: str) -> None:
    said = messages(language)
    for key, (code, _) in boxes(objections).items():
        stands = catalogue().choices[code].stands
        text = said[key if key.count(".") == 2 else ONE].split(",")[0].lower()
        assert text.startswith(("ja", "yes")) == (stands["type"] == PERMITS), key
    purposes = catalogue().choices[NOBODY[objections]].stands["purposes"]
    assert ("BTG" in purposes) == (objections == "closed")
    assert said[f"letter.form.none.{objections}"] in letter(language, Agreed(objections))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_kind_is_called_as_the_catalogue_calls_it(language: str) -> None:
    said, kinds = messages(language), catalogue().kinds
    for key, (_, filled) in TICKED.items():
        if "kind" in filled:
            names = set(re.findall(r"\w{3,}", kinds[filled["kind"]].names[language].lower()))
            assert names & set(re.findall(r"\w{3,}", said[key].lower())) - {"and"}, key
