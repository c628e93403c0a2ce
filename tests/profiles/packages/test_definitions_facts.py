"""What our definitions constrain is, facet by facet, what the official ones constrain."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.shared_data import shared_data
from tests.profiles.shipped_files import elements, files, read

FOLDERS = ("nictiz-definitions", "pzp-definitions", "pzp-1.0-definitions")
LAYERS = {
    "zib",
    "nl_core",
    "pzp",
    "pzp_1_0",
}  # R4's extensions and the transfer records are not beside us
PLAIN = ("min", "max", "maxLength", "contentReference", "isModifier")
VALUES = ("fixed", "pattern", "minValue", "maxValue")
HEADER = ("type", "kind", "abstract", "baseDefinition", "derivation", "context", "status")

Facts = dict[str, Any]


@pytest.fixture(scope="session")
def official() -> Mapping[str, Path]:
    paths = [path for folder in FOLDERS for path in shared_data(folder).glob("*.json")]
    return {url: path for path in paths if (url := _read(path).get("url"))}


@cache
def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_bytes())


def _shipped(kind: str) -> list[Any]:
    paths = [
        path for path in files() if path.name.startswith(f"{kind}-") and path.parts[-3] in LAYERS
    ]
    return [
        pytest.param(path, id=f"{path.parts[-3]}-{path.stem.removeprefix(f'{kind}-')}")
        for path in paths
    ]


@pytest.mark.parametrize("path", _shipped("StructureDefinition"))
def test_a_profile_constrains_what_the_official_one_does(
    path: Path, official: Mapping[str, Path]
) -> None:
    ours, theirs = read(path), _read(official[read(path)["url"]])
    assert _facts(ours) == _facts(theirs)
    for key in HEADER:
        assert ours.get(key) == theirs.get(key), key


@pytest.mark.parametrize("path", _shipped("ValueSet"))
def test_a_value_set_has_the_codes_of_the_official_one(
    path: Path, official: Mapping[str, Path]
) -> None:
    ours, theirs = read(path), _read(official[read(path)["url"]])
    assert _content(ours["compose"]) == _content(theirs["compose"])
    assert ours["version"] == theirs["version"]


@pytest.mark.parametrize("path", _shipped("CodeSystem"))
def test_a_code_system_has_the_codes_of_the_official_one(
    path: Path, official: Mapping[str, Path]
) -> None:
    ours, theirs = read(path), _read(official[read(path)["url"]])
    assert [code["code"] for code in ours["concept"]] == [c["code"] for c in theirs["concept"]]
    assert ours["content"] == theirs["content"] == "complete"


@pytest.mark.parametrize("path", _shipped("SearchParameter"))
def test_a_search_parameter_is_the_official_one(path: Path, official: Mapping[str, Path]) -> None:
    ours = read(path)
    if ours["url"] in official:
        theirs = _read(official[ours["url"]])
        for key in ("code", "base", "type", "expression"):
            assert ours[key] == theirs[key]


def test_every_official_definition_that_constrains_has_one_of_ours(
    official: Mapping[str, Path],
) -> None:
    ours = {read(path)["url"] for path in files()}
    kinds = {"StructureDefinition", "ValueSet", "SearchParameter"}
    missing = {url for url in official.keys() - ours if _kind(official[url]) in kinds}
    # Flag is in no wish and no transfer record: the hub's search for it is its own business.
    assert missing == {"http://nictiz.nl/fhir/SearchParameter/Flag-category"}


def _kind(path: Path) -> str:
    return str(_read(path)["resourceType"])


def _facts(structure: dict[str, Any]) -> dict[str, Facts]:
    """The facets of each element that has any, by element id.

    A slice of which nothing is said but its name is a fact where its list is sliced too; elsewhere
    it is an inherited slice that only carries a mapping.
    """
    sliced = {element["path"] for element in elements(structure) if "slicing" in element}
    facts = {element["id"]: _facets(element) for element in elements(structure)}
    for element in elements(structure):
        if "sliceName" in element and element["path"] in sliced:
            facts[element["id"]]["slice"] = element["sliceName"]
    return {name: found for name, found in facts.items() if found}


def _facets(element: dict[str, Any]) -> Facts:
    facts = {name: value for name, value in element.items() if name.startswith(VALUES)}
    facts |= {name: element[name] for name in PLAIN if name in element}
    if "type" in element:
        facts["type"] = sorted(map(_type, element["type"]))
    if "binding" in element:
        facts["binding"] = element["binding"]["strength"], element["binding"].get("valueSet")
    if "slicing" in element:
        facts["slicing"] = _slicing(element["slicing"])
    if "constraint" in element:
        facts["constraint"] = [
            (constraint["key"], constraint["severity"], constraint["expression"])
            for constraint in element["constraint"]
        ]
    return facts


def _type(kind: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    return kind["code"], sorted(kind.get("profile", [])), sorted(kind.get("targetProfile", []))


def _slicing(slicing: dict[str, Any]) -> tuple[list[tuple[str, str]], str, bool]:
    discriminators = [(part["type"], part["path"]) for part in slicing.get("discriminator", [])]
    return discriminators, slicing["rules"], slicing.get("ordered", False)


def _content(compose: dict[str, Any]) -> list[str]:
    assert "exclude" not in compose
    return sorted(map(_part, compose["include"]))


def _part(part: dict[str, Any]) -> str:
    codes = sorted(concept["code"] for concept in part.get("concept", []))
    return f"{part.get('system')} {part.get('valueSet')} {part.get('filter')} {codes}"
