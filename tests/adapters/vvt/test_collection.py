"""Wishes of one inhabitant as an ECD exports them: in a Bundle that is no document."""

from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import references
from tests.adapters.vvt.documents import URN, a_document
from tests.adapters.vvt.test_mapping import mapped


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
