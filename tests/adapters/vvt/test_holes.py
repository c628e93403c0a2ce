"""What a document names and does not hold is told three times, and hides nothing else."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.vvt.holes import REDACTED, TITLE, with_holes
from profiles.check.structure import check_structure
from profiles.resource.composition import parts
from tests.adapters.vvt.documents import URN, a_document, snomed

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def _naming(*references: str) -> dict[str, Any]:
    document = a_document()
    [section] = document["entry"][0]["resource"]["section"]
    entries = [{"reference": one, "display": "Wens"} for one in references]
    section["section"].append({"code": snomed("108329005"), "entry": entries})
    return document


def _faults(document: dict[str, Any]) -> list[str]:
    found = check_structure(document)
    return [one.expression for one in found if one.severity in {"error", "fatal"}]


def test_a_whole_document_is_left_as_it_is() -> None:
    document = a_document()

    assert with_holes(document) == (a_document(), ())


def test_a_hole_is_told_at_its_place_in_words_and_by_a_label() -> None:
    document = _naming(URN + "5", "Consent/gone")
    before = copy.deepcopy(document)

    told, holes = with_holes(document)

    composition = told["entry"][0]["resource"]
    kept, gone = composition["section"][0]["section"][1]["entry"]
    assert document == before
    assert kept == {"reference": URN + "5", "display": "Wens"}
    assert gone == {"display": "Wens", "extension": [{"url": ABSENT, "valueCode": "unknown"}]}
    assert composition["section"][-1]["title"] == TITLE
    assert "1 onderdeel is niet meegestuurd" in composition["section"][-1]["text"]["div"]
    assert told["meta"]["security"] == [REDACTED]
    assert _faults(told) == []
    [hole] = holes
    assert (hole.expression, hole.kind) == (
        "Composition.section[0].section[1].entry[1]",
        "Consent",
    )


def test_what_can_not_be_read_is_told_apart_from_what_was_not_sent() -> None:
    told, holes = with_holes(_naming("Consent/a", "Consent/b", "Flag/c"), {"Consent/a"}, files=2)

    words = told["entry"][0]["resource"]["section"][-1]["text"]["div"]
    assert [one.is_unread for one in holes] == [True, False, False]
    assert "1 onderdeel is van de bron niet te lezen" in words
    assert "2 onderdelen zijn niet meegestuurd" in words
    assert "2 bijlagen zijn niet te openen" in words


def test_an_address_that_names_no_type_names_none_to_the_owner() -> None:
    _, holes = with_holes(_naming("urn:uuid:00000000-0000-4000-8000-0000000000ff"))

    assert [one.kind for one in holes] == [""]


@given(st.lists(st.sampled_from([URN + "5", "Observation/weight", "Consent/x", "urn:oid:1.2"])))
def test_every_reference_leads_somewhere_or_is_told(references: list[str]) -> None:
    told, holes = with_holes(_naming(*references))

    left = [one.get("reference") for _, one in parts(told["entry"][0]["resource"])]
    assert (
        left.count(None)
        == len(holes)
        == sum(one[0] in "Cu" and one[4] != "u" for one in references)
    )
    assert _faults(told) == [] or not references
