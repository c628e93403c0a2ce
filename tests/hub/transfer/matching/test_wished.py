"""What is wished of a place, as a case says it and as it is typed."""

import pytest

from hub.transfer.matching.languages import languages_in
from hub.transfer.matching.need import Wish
from hub.transfer.matching.wished import wishes_of
from tests.hub.offers import coded


def said(kind: str, text: object) -> dict[str, object]:
    return {"type": coded("case-element", kind), "valueString": text}


def test_each_kind_of_wish_is_read_as_match_has_it() -> None:
    task = {
        "input": [
            said("wish-place", "Location/haven"),
            said("wish-near", "1354|12"),
            said("wish-near", "1315"),
            said("wish-faith", "rk"),
            said("wish-language", "tr"),
            said("city", "Almere"),
        ]
    }

    assert wishes_of(task) == (
        Wish("place", "Location/haven"),
        Wish("near", "1354", 12),
        Wish("near", "1315", 5),
        Wish("faith", "rk"),
        Wish("language", "tr"),
    )


@pytest.mark.parametrize("text", ["", "Haven", "0354", "1354|", "1354|x", "1354|1000", 1354, None])
def test_what_can_t_be_weighed_is_no_wish(text: object) -> None:
    assert wishes_of({"input": [said("wish-near", text)]}) == ()


def test_a_wish_of_another_system_is_none_of_ours() -> None:
    other = {"type": {"coding": [{"system": "https://elsewhere.example", "code": "wish-place"}]}}

    assert wishes_of({"input": [other | {"valueString": "Location/haven"}]}) == ()
    assert wishes_of({}) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Turks", ["tr"]),
        ("liefst TURKS of arabisch", ["ar", "tr"]),
        ("Nederlandse gebarentaal", ["dse"]),
        ("Nederlands", ["nl"]),
        ("Oekraïens", ["uk"]),
        ("Turkse tulpen, Klingon", []),
        ("", []),
    ],
)
def test_languages_are_known_by_their_dutch_names(text: str, codes: list[str]) -> None:
    assert sorted(languages_in(text)) == codes
