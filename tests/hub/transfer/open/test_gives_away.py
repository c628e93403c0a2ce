"""What somebody types about a patient tells who it is, or does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.open.gives_away import gives_away
from tests.builders import a_bsn

BSN = "999940107"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "identifier": [
        {"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": BSN},
        {"system": "https://ziekenhuis.example.org/nummer", "value": "ZH-4471902"},
    ],
    "name": [
        {"family": "van der Poldermañ-Bos", "given": ["Johanna", "M."], "text": "Jopie Polderman"}
    ],
    "birthDate": "1940-05-01",
    "telecom": [
        {"system": "phone", "value": "+31 36 539 1234"},
        {"system": "email", "value": "post@example.org"},
    ],
    "address": [{"line": ["Kerkgracht 12"], "city": "Almere", "postalCode": "1354 AA"}],
    "contact": [{"name": {"family": "Wadman", "given": ["Tjeerd"]}}],
}
TELLS = [
    ("name", "mw Polderman-Bos"),
    ("name", "JOHANNA eet zelf"),
    ("name", "jopie eet zelf"),
    ("name", "haar man, de heer Wadman"),
    ("name", "Mevrouw POLDERMAN."),
    ("BSN", f"bsn:{BSN}"),
    ("BSN", "9999.40.107"),
    ("BSN", "9999 40 107"),
    ("identifier", "dossier ZH 4471902"),
    ("identifier", "4471-902"),
    ("birthDate", "geboren 1-5-1940"),
    ("birthDate", "geb. 01/05/40"),
    ("birthDate", "1 mei 1940"),
    ("birthDate", "1940-05-01"),
    ("birthDate", "19400501"),
    ("address", "woont kerkgracht  12"),
    ("address", "1354AA"),
    ("address", "1354 aa"),
    ("telecom", "bel 036-5391234"),
    ("telecom", "bel 0031 36 5391234"),
    ("telecom", "mail POST@example.org"),
]
SAYS_NOTHING = [
    "Ja, een passieve tillift, zij weegt 80 kilo.",
    "Van 8 tot 12 uur, op 3 december 2026.",
    "Zij komt uit Almere, postcode 1354.",
    "M. van der",
    "Bel het transferpunt: 036-1234567.",
    "Nee",
    "",
]


@pytest.mark.parametrize(("what", "text"), TELLS, ids=[text for _, text in TELLS])
def test_it_tells_who_it_is(what: str, text: str) -> None:
    assert gives_away(text, [PATIENT]) == what


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_is_said_of_anybody_tells_nothing(text: str) -> None:
    assert gives_away(text, [PATIENT]) is None


def test_anybody_s_bsn_is_told_from_any_number() -> None:
    assert gives_away(f"van {a_bsn()}", []) == "BSN"
    assert gives_away("van 123456789", []) is None


def test_each_that_is_known_of_him_counts() -> None:
    other = {"name": [{"text": "Roepnaam Zus"}]}

    assert gives_away("Zus zegt ja", [PATIENT, other]) == "name"


def test_who_is_known_by_nothing_is_told_by_nothing() -> None:
    strange = {"name": [{"family": 3, "given": "x"}, "y"], "address": [{"line": [1]}], "telecom": 4}

    assert gives_away("x y 3", [strange]) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_is_found_wherever_it_stands_as_a_word(before: str, behind: str) -> None:
    assert gives_away(f"{before} Wadman {behind}", [PATIENT]) is not None
