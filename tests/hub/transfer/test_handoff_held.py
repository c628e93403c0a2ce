"""How many sections of a handoff say something."""

from typing import Any

import pytest

from hub.transfer.handoff import SECTIONS, Held, held_in

SNOMED = "http://snomed.info/sct"


def section(code: str, **members: Any) -> dict[str, Any]:
    return {"code": {"coding": [{"system": SNOMED, "code": code}]}, **members}


def test_each_section_that_says_something_counts_once_wherever_it_stands() -> None:
    entry = [{"reference": "Condition/1"}]
    inside = section("371524004", section=[section(one, entry=entry) for one in sorted(SECTIONS)])
    twice = section("52870002", entry=entry)
    assert held_in({"section": [inside, twice]}) == Held(12, 12)


@pytest.mark.parametrize(
    ("members", "filled"),
    [
        ({"entry": [{"reference": "Flag/1"}]}, 1),
        ({"text": {"div": "<div>x</div>"}}, 1),
        ({"section": [section("1", entry=[{"reference": "Flag/1"}])]}, 1),
        (
            {
                "emptyReason": {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                            "code": "nilknown",
                        }
                    ]
                }
            },
            1,
        ),
        ({"emptyReason": {"coding": [{"system": "x", "code": "unavailable"}]}}, 0),
        ({"entry": []}, 0),
        ({"text": {"status": "empty", "div": "<div>-</div>"}}, 0),
        ({"title": "Allergieën"}, 0),
    ],
)
def test_what_says_nothing_is_not_filled(members: dict[str, Any], filled: int) -> None:
    assert held_in({"section": [section("420134006", **members)]}).filled == filled


def test_another_section_or_system_is_none_of_these() -> None:
    other = {"code": {"coding": [{"system": "http://loinc.org", "code": "420134006"}]}}
    entry = {"entry": [{"reference": "Flag/1"}]}
    assert held_in({"section": [other | entry, section("397966007", **entry)]}).filled == 0
