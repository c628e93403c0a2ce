"""Wishes of one inhabitant as an ECD exports them: in a Bundle that is no document."""

from collections.abc import Callable
from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import references
from tests.adapters.vvt.documents import URN, a_document, as_bytes
from tests.adapters.vvt.stu3 import a_directive, a_patient, as_xml
from tests.adapters.vvt.test_mapping import mapped, mapped_bytes


def _collection(*extra: dict[str, Any], kind: str = "collection") -> dict[str, Any]:
    _, patient, organization, weight = a_document()["entry"]
    entries = [patient, organization, weight, *({"resource": one} for one in extra)]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "batch"])
def test_each_resource_is_one_of_its_own_about_its_inhabitant(kind: str) -> None:
    [bundle] = mapped(_collection(kind=kind)).bundles

    urls = [one["request"]["url"] for one in bundle["entry"]]
    assert [url.partition("?")[0] for url in urls] == [
        "Patient",
        "Organization",
        "Observation/weight",
    ]
    inside = {one["fullUrl"] for one in bundle["entry"]}
    assert {name for one in bundle["entry"] for name in references(one["resource"])} <= inside
    assert [one for one in check_structure(bundle) if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("extra", "expression"),
    [
        ({"resourceType": "Patient", "id": "q"}, "Bundle.entry"),
        (
            {"resourceType": "Goal", "id": "g", "subject": {"reference": "Patient/q"}},
            "Bundle.entry[3].resource",
        ),
        (
            {"resourceType": "Goal", "subject": {"reference": URN + "3"}},
            "Bundle.entry[3].resource",
        ),
        ({"id": "what"}, "Bundle.entry[3]"),
    ],
    ids=["two people", "another's", "nameless", "no type"],
)
def test_what_is_not_one_inhabitants_is_not_taken(extra: dict[str, Any], expression: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        mapped(_collection(extra))

    assert [one.expression for one in caught.value.issues] == [expression]


@pytest.mark.parametrize("kind", ["Task", "Composition", "Patient"])
def test_a_resource_alone_is_refused_with_what_to_send(kind: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        mapped({"resourceType": kind, "id": "a"})

    assert "Bundle of type document" in caught.value.issues[0].text


def _in_stu3(*parts: dict[str, Any]) -> dict[str, Any]:
    entries = [{"resource": one} for one in (a_patient(), *parts)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@pytest.mark.parametrize("written", [as_bytes, as_xml], ids=["JSON", "XML"])
def test_wishes_in_stu3_are_taken_in_both_formats(
    written: Callable[[dict[str, Any]], bytes],
) -> None:
    found = mapped_bytes(written(_in_stu3(a_directive(), a_directive("wens-2", "JA", None))))

    [bundle] = found.bundles
    decided = [
        one["resource"]["provision"]["type"]
        for one in bundle["entry"]
        if one["resource"]["resourceType"] == "Consent"
    ]
    assert decided == ["deny", "permit"]
    assert found.to_mend == ()
    assert [one for one in check_structure(bundle) if one.severity == "error"] == []


def test_a_wish_that_contradicts_itself_hides_no_other_and_is_told() -> None:
    found = mapped(_in_stu3(a_directive(), a_directive("wens-2", "JA", "deny")))

    wishes = {
        one["resource"]["id"]: one["resource"]["provision"]
        for one in found.bundles[0]["entry"]
        if one["resource"]["resourceType"] == "Consent"
    }
    assert wishes["wens-1"]["type"] == "deny"
    assert "type" not in wishes["wens-2"]
    assert len(found.to_mend) == 1
