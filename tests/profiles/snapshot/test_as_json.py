"""A tree written as a snapshot is one that others read, and that grows into the same tree."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from profiles.packages.definitions import Definitions
from profiles.packages.package import Package, shipped
from profiles.snapshot.as_json import snapshot

PROFILES = [
    str(one["url"])
    for package in shipped()
    for one in package.resources
    if one["resourceType"] == "StructureDefinition"
]


@cache
def definitions() -> Definitions:
    return Definitions(shipped())


def written(url: str) -> list[dict[str, Any]]:
    return snapshot(definitions().tree(url))


@cache
def read_back() -> Definitions:
    """Our definitions as others would have them: snapshots alone."""
    resources = [
        {key: value for key, value in one.items() if key != "differential"}
        | {"snapshot": {"element": written(one["url"])}}
        for one in definitions().resources("StructureDefinition")
    ]
    return Definitions([Package("snapshots", "1", tuple(resources), {})])


@pytest.mark.parametrize("url", PROFILES, ids=lambda url: url.removeprefix("http"))
def test_every_shipped_profile_is_written_whole(url: str) -> None:
    elements = written(url)

    assert [
        name for name, times in Counter(one["id"] for one in elements).items() if times > 1
    ] == []
    for one in elements:
        assert {"path", "definition", "min", "max", "base"} <= set(one)
        assert one["id"].split(":")[0].startswith(one["path"].split(".")[0])
    above = {one["id"] for one in elements}
    assert all(one["id"].rpartition(".")[0] in above | {""} for one in elements)


@pytest.mark.parametrize("url", PROFILES, ids=lambda url: url.removeprefix("http"))
def test_what_was_written_grows_into_the_same_tree(url: str) -> None:
    assert snapshot(read_back().tree(url)) == written(url)


def test_what_a_profile_says_is_told_as_fhir_names_it() -> None:
    found = {
        one["id"]: one
        for one in written("https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective")
    }

    assert "type" not in found["Consent"]
    assert found["Consent"]["base"] == {"path": "Consent", "min": 0, "max": "*"}
    assert found["Consent.status"]["isModifier"]
    assert found["Consent.provision.type"]["type"] == [{"code": "code"}]
    assert found["Consent.provision.provision"]["contentReference"] == "#Consent.provision"
    assert found["Consent.category"]["slicing"]["rules"] == "open"
    assert any(key.startswith("pattern") for one in found.values() for key in one)
    assert any("binding" in one for one in found.values())
    assert any("targetProfile" in kind for one in found.values() for kind in one.get("type", []))


def test_an_id_a_url_and_the_value_of_a_primitive_have_types_of_fhirpath() -> None:
    patient = {
        one["id"]: one["type"][0]
        for one in written("https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient")
        if len(one.get("type", ())) == 1
    }

    assert patient["Patient.id"]["code"] == "http://hl7.org/fhirpath/System.String"
    value = patient["Patient.gender.value"]
    assert value["code"] == "http://hl7.org/fhirpath/System.String"
    assert value["extension"][0]["valueUrl"] == "code"
    url = patient["Patient.contact.extension:contactPerson.url"]
    assert url["extension"][0]["valueUrl"] == "uri"
