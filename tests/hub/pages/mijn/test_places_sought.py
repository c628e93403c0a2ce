"""What an inhabitant is told of a place that is sought for him: he goes nowhere before it is so."""

from typing import Any

import pytest

from hub.demo import place_sought
from hub.pages.mijn.transfers import transfers_of
from hub.pages.words import words_of
from tests.hub.offers import coded

GP, DESK, HAVEN = "80000011", "80000012", "80000013"
NAMES = {DESK: "Transferpunt Almere", HAVEN: "De Haven"}
SELECTED = {"status": "accepted", "businessStatus": coded("transfer-status", "selected")}
BEGUN = {"status": "in-progress", "for": {"reference": "Patient/he"}}

SAID = [
    ("lead", {}, "Deze organisatie zoekt een plek voor u: Transferpunt Almere."),
    ("lead", {"status": "completed"}, "Dit is voorbij. Deze organisatie zocht een plek voor u"),
    ("offer", {}, "Aan deze organisatie is gevraagd of er plek is: De Haven."),
    ("offer", {"status": "cancelled"}, "Dit is voorbij. Aan deze organisatie is gevraagd"),
    ("offer", SELECTED, "Uw zorg gaat over naar: De Haven."),
    ("offer", BEGUN, "Uw zorg gaat over naar: De Haven."),
]


@pytest.mark.parametrize(("kind", "more", "sentence"), SAID)
def test_he_is_told_what_it_is(kind: str, more: dict[str, Any], sentence: str) -> None:
    tasks = {
        "lead": place_sought.lead(GP, DESK, "Patient/he", "ServiceRequest/asked"),
        "offer": place_sought.offer(DESK, HAVEN, "urn:uuid:a", "ServiceRequest/open"),
    }
    source = {"meta": {"source": f"http://fhir.nl/fhir/NamingSystem/ura#{GP}"}}

    [told] = transfers_of([tasks[kind] | source | more], NAMES, words_of("mijn", "nl"))

    assert told.sentence.startswith(sentence)
