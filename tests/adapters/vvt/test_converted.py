"""A handoff in STU3: what is converted, what is lost, and a part that can't be believed."""

import json
from typing import Any

import pytest

from adapters.vvt.contradicted import WORDS
from adapters.vvt.taken import Taken, taken
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.adapters.vvt.stu3 import BSN, Tree, a_directive, a_document

BASE = "https://ecd.example/fhir"


def _taken(document: Tree) -> Taken:
    return taken(json.dumps(document).encode())


def _document(*parts: Tree, kind: str = "handoff") -> Tree:
    return a_document(BASE, kind, *parts)


def _wish(found: Taken, own_id: str = "wens-1") -> Tree | None:
    wishes = [one for _, one in found.document.entries() if one.get("id") == own_id]
    return wishes[0] if wishes else None


def _words(found: Taken) -> str:
    return json.dumps(found.document.composition["section"][-1], ensure_ascii=False)


@pytest.mark.parametrize("kind", ["handoff", "notice"])
def test_a_document_in_stu3_is_valid_r4_and_known_by_where_it_is(kind: str) -> None:
    found = _taken(_document(a_directive(), kind=kind))

    issues = check_structure(found.document.bundle)
    assert [one for one in issues if one.severity in {"error", "fatal"}] == []
    assert found.to_mend == ()
    assert found.document.identifier.value == f"{BASE}/Composition/{kind}-1"
    assert found.media_type == "application/fhir+json"


@pytest.mark.parametrize(
    ("permitted", "limit", "decision"), [("JA", None, "permit"), ("NEE", "deny", "deny")]
)
def test_a_decision_is_the_one_that_was_taken(
    permitted: str, limit: str | None, decision: str
) -> None:
    wish = _wish(_taken(_document(a_directive(permitted=permitted, limit=limit))))

    assert wish is not None
    assert wish["provision"]["type"] == decision


@pytest.mark.parametrize(
    ("permitted", "limit"), [("JA", "deny"), ("NEE", "permit"), ("XX", None), ("NASK", "deny")]
)
def test_a_directive_that_contradicts_itself_stays_and_is_decided_by_nobody(
    permitted: str, limit: str | None
) -> None:
    wish = a_directive("wens-2", permitted, limit)

    found = _taken(_document(a_directive(), wish))

    sound, contradicted = _wish(found), _wish(found, "wens-2")
    assert sound is not None
    assert contradicted is not None
    assert sound["provision"]["type"] == "deny"
    assert "type" not in contradicted["provision"]
    assert contradicted["provision"]["code"] == sound["provision"]["code"]
    said = [
        one["valueString"]
        for one in contradicted["modifierExtension"]
        if one["url"] == SPECIFICATION_OTHER
    ]
    assert said == [WORDS]
    [told] = found.to_mend
    assert told.startswith("Bundle.entry[7], Consent: ")


def test_a_directive_of_no_treatment_is_a_hole_beside_the_others() -> None:
    nameless = {**a_directive("wens-2"), "extension": []}

    found = _taken(_document(a_directive(), nameless))

    assert _wish(found) is not None
    assert _wish(found, "wens-2") is None
    assert "1 onderdeel is van de bron niet te lezen" in _words(found)
    assert len(found.to_mend) == 1


def test_a_directive_of_two_treatments_is_a_hole_beside_the_others() -> None:
    wish = a_directive("wens-2")
    [coding] = wish["extension"][0]["valueCodeableConcept"]["coding"]
    coding["display"] = "Opname op intensive care"

    found = _taken(_document(a_directive(), wish))

    assert _wish(found) is not None
    assert _wish(found, "wens-2") is None
    assert len(found.to_mend) == 1


def test_an_answer_in_two_places_is_decided_by_nobody() -> None:
    wish = a_directive()
    wish["extension"] += a_directive(permitted="JA", limit=None)["modifierExtension"]

    found = _taken(_document(wish))

    kept = _wish(found)
    assert kept is not None
    assert "type" not in kept["provision"]
    assert len(found.to_mend) == 1


def test_an_unknown_modifier_is_never_dropped() -> None:
    odd = a_directive("wens-2")
    odd["modifierExtension"].append({"url": "https://ecd.example/niet", "valueBoolean": True})

    wish = _wish(_taken(_document(odd)), "wens-2")

    assert wish is not None
    assert "type" not in wish["provision"]


def test_what_is_needed_and_can_not_be_read_ends_the_document() -> None:
    document = _document()
    document["entry"][1]["resource"]["modifierExtension"] = [
        {"url": "https://ecd.example/niet", "valueBoolean": True}
    ]

    with pytest.raises(InvalidRecord) as caught:
        _taken(document)

    assert "modifierExtension" in caught.value.issues[0].expression


def test_what_is_lost_is_told_by_its_place_and_no_value() -> None:
    found = _taken(_document(a_directive()))

    told = " ".join(found.notes)
    assert "Bundle.timestamp" in told
    assert BSN not in told
    assert "Waterman" not in told


def test_a_profile_that_a_part_does_not_conform_to_is_not_claimed_for_it() -> None:
    found = _taken(_document())

    [problem] = [one for _, one in found.document.entries() if one["resourceType"] == "Condition"]
    assert "nl-core-Problem" not in json.dumps(problem.get("meta", {}))
    assert any("nl-core-Problem is not claimed" in one for one in found.notes)


def test_the_mix_of_two_releases_is_refused_with_both_places() -> None:
    document: Any = _document()
    document["entry"][5]["resource"]["note"] = [{"text": "in R4"}]

    with pytest.raises(InvalidRecord) as caught:
        _taken(document)

    [issue] = caught.value.issues
    assert "Bundle.entry[5].resource.note" in issue.text
    assert issue.expression.startswith("Bundle.entry[")
