"""What a part of a handoff says: its sender's words, else its codes, and never nothing."""

from typing import Any

import pytest

from hub.pages.rtp.inbox.entries import entry_lines
from hub.pages.rtp.inbox.sections import sections
from hub.pages.words import words_of

T = words_of("rtp", "nl")


def coded(code: str, **more: str) -> dict[str, Any]:
    return {"coding": [{"code": code, **more}]}


def narrative(text: str) -> dict[str, str]:
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'}


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"resourceType": "Condition", "code": {"text": "COPD"}}, ["COPD"]),
        ({"resourceType": "Flag", "status": "inactive", "code": coded("1", display="MRSA")},
         ["MRSA (niet actief)"]),
        ({"resourceType": "Condition", "code": coded("13645005")}, ["13645005"]),
        ({"resourceType": "Condition", "code": {"text": "Delier"}, "status": "vreemd"},
         ["Delier (vreemd)"]),
        ({"resourceType": "Observation", "status": "final", "code": {"text": "Gewicht"},
          "effectiveDateTime": "2026-11-19", "valueQuantity": {"value": 72.5, "unit": "kg"}},
         ["Gewicht: 72.5 kg (19 november 2026)"]),
        ({"resourceType": "Observation", "code": {"text": "Pijn"},
          "valueQuantity": {"value": 3, "comparator": "<"}}, ["Pijn: < 3"]),
        ({"resourceType": "NutritionOrder"},
         [T("entry.other", kind="NutritionOrder")]),
        ({"resourceType": "Procedure", "text": narrative("<p>Wisselligging</p><p>elke 3 uur</p>")},
         ["Wisselligging", "elke 3 uur"]),
    ],
)  # fmt: skip
def test_it_is_told_as_it_is_written(one: dict[str, Any], said: list[str]) -> None:
    assert entry_lines(one, T) == said


def test_what_a_modifier_changes_is_told_to_be_changed() -> None:
    one = {"resourceType": "Condition", "code": {"text": "COPD"}}
    changed = {**one, "modifierExtension": [{"url": "x"}]}
    assert entry_lines(changed, T) == ["COPD", T("entry.modified")]


def test_a_wish_is_not_read_a_second_time_in_another_way() -> None:
    wish = {"resourceType": "Consent", "text": narrative("Wel reanimeren"), "provision": {}}
    assert entry_lines(wish, T) == [T("entry.wish")]


def test_what_is_not_there_is_counted_where_it_would_stand() -> None:
    entry = [{"reference": "Condition/1"}, {"reference": "Condition/2"}, {"display": "Jan"}]
    composition = {"section": [{"title": "Medisch", "text": narrative("-"), "entry": entry}]}
    records = {"Condition/1": {"resourceType": "Condition", "code": {"text": "COPD"}}}
    assert list(sections(composition, records, T)) == [
        (2, "Medisch", ["COPD", T("entry.closed-more", count=2)])
    ]
