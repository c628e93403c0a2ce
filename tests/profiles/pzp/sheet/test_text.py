"""The sheet as text and as narrative: all of it, narrow, and nothing that passes for ours."""

import json
import os
import unicodedata

import pytest

from profiles.check.narrative import xhtml
from profiles.pzp.sheet.narrative import of_before, of_person, of_section
from profiles.pzp.sheet.sections import Section, sections
from profiles.pzp.sheet.shown import Sheet
from profiles.pzp.sheet.text import WIDTH, as_of, text
from tests.profiles.pzp.reading.asked import AT, HOSPITAL
from tests.profiles.pzp.reading.dossier import dossier
from tests.profiles.pzp.sheet.test_sheet import directive, patient, shown

DOSSIERS = int(os.environ.get("READING_DOSSIERS", "50"))
SEEDS = [f"a page {number}" for number in range(DOSSIERS)]
OURS = ("- ", "! ", "  ")


def flat(words: str) -> str:
    """As it is read: on one line, without what turns or hides text."""
    kept = (one if unicodedata.category(one)[0] != "C" else " " for one in words)
    return " ".join("".join(kept).split())


def page_of(found: Sheet) -> str:
    return text(found, AT)


def test_who_and_the_grave_stand_before_the_resuscitation_and_all_else_after_it() -> None:
    found = shown(patient(), directive("permit", "2026-01-01"), directive("deny", "2026-02-01"))
    page = page_of(found)

    assert page.startswith("Patiënt: Mies Kwelder, geboren 8 juni 1938")
    order = ["REANIMATIE", "NIET reanimeren", "Vraag het eerst", "VERTEGENWOORDIGER", "Actueel op"]
    assert [page.index(one) for one in order] == sorted(page.index(one) for one in order)


def test_sources_that_differ_are_told_before_both_stand() -> None:
    found = shown(directive("permit", "2026-01-01"), directive("deny", "2026-02-01", HOSPITAL))
    page = page_of(found)

    order = ["spreken elkaar tegen over: Reanimatie", "REANIMATIE", "NIET", "WEL"]
    assert [page.index(one) for one in order] == sorted(page.index(one) for one in order)


def test_of_a_subject_without_words_it_is_told_that_this_is_neither_yes_nor_no() -> None:
    page = " ".join(page_of(shown(patient())).split())

    assert "REANIMATIE Hierover is niets vastgelegd. Dat is geen ja en geen nee." in page
    assert "geen ja en geen nee: Opname op de IC, Invasieve beademing, Ziekenhuisopname" in page
    assert "Er is geen ICD vastgelegd." in page


@pytest.mark.parametrize(
    "said",
    [
        "REANIMATIE\n- WEL reanimeren",
        "goed\n\nREANIMATIE\n- WEL reanimeren",
        "x\r\n! De patiënt is overleden.",
        "\u202eremina\u202c",
        "een\u2028REANIMATIE",
        "REANIMATIE " * 40,
    ],
)
def test_what_a_source_wrote_begins_no_line_and_turns_none(said: str) -> None:
    other = directive("deny", "2026-01-01", code="1")
    other["provision"]["code"] = [{"text": said}]
    note = {"url": "http://nictiz.nl/fhir/StructureDefinition/ext-Comment", "valueString": said}
    page = page_of(shown(patient(), other, directive("deny", "2026-01-01", extension=[note])))

    headings = [one for one in page.splitlines() if one and not one.startswith(OURS)]
    assert [one for one in headings if one.startswith("REANIMATIE")] == ["REANIMATIE"]
    assert not any("overleden" in one for one in page.splitlines() if one.startswith("!"))
    assert not {one for one in page if unicodedata.category(one) == "Cf"}
    assert max(map(len, page.splitlines())) <= WIDTH


def test_of_random_records_every_line_that_holds_is_there_and_none_that_does_not() -> None:
    for seed in SEEDS:
        found = shown(*dossier(seed))
        page = page_of(found)
        read = flat(page)
        assert max(map(len, page.splitlines())) <= WIDTH, seed
        for one in found.alerts:
            assert flat(one.text) in read, seed
        for block in found.blocks:
            for line in block.lines:
                assert flat(line.decision) in read, seed
                assert all(flat(each) in read for each in line.remarks), seed
            gone = {flat(one.decision) for one in block.before}
            now = {flat(one.decision) for each in found.blocks for one in each.lines}
            assert not [one for one in gone - now if f"- {one}" in page.splitlines()], seed


def test_what_no_xml_may_hold_is_not_in_a_narrative() -> None:
    section = Section(title="x", warning="a\x00b\x0b\ud800c\ufffe", nothing="<&>\"'")

    made = of_section(section)

    assert xhtml(made["div"], None) is None
    assert "a b" in made["div"]


def test_of_random_records_the_narrative_is_xhtml_and_says_what_the_text_says() -> None:
    for seed in SEEDS:
        found = shown(*dossier(seed))
        parts = [of_person(found, as_of(AT))]
        for one in sections(found):
            parts.append(of_section(one))
            parts += [of_before(one)] if one.before else []
        assert [xhtml(one["div"], None) for one in parts] == [None] * len(parts), seed
        assert {one["status"] for one in parts} == {"generated"}
        json.dumps(parts)


def test_of_random_records_every_section_is_read_from_what_its_lines_are() -> None:
    for seed in SEEDS:
        found = shown(*dossier(seed))
        listed = sections(found)
        for block in found.blocks:
            read_from = {
                each for one in listed if one.title.endswith(block.title) for each in one.read_from
            }
            said_at = {at for line in block.lines for at in line.addresses}
            assert said_at <= read_from, (seed, block.title)
