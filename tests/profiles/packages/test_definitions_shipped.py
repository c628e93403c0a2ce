"""Every definition we ship is itself sound: valid R4, complete, and written by us."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.r4.tables import bases, value_sets
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data
from tests.profiles.shipped_files import by_canonical, elements, files, read

HL7 = "http://hl7.org/fhir/StructureDefinition/"
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
# Targets that zib and nl-core name and PZP never reaches: nobody is judged by them.
BEYOND = {
    f"{NICTIZ}{layer}-{name}"
    for layer in ("zib", "nl-core")
    for name in ("CareTeam", "TextResult.VisualResult")
}
PROSE = {"text", "mapping", "snapshot", "copyright", "contact", "publisher", "purpose"}
PRIMITIVES = {"boolean", "code", "date", "dateTime", "integer", "string", "uri", "url"}


def _each(key: str, tree: Any) -> Iterator[Any]:
    """Every value of a property, however deep, lists flattened."""
    if isinstance(tree, list):
        for part in tree:
            yield from _each(key, part)
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield from value if isinstance(value, list) else [value]
            else:
                yield from _each(key, value)


def _structures() -> dict[str, dict[str, Any]]:
    return {
        path.name: structure
        for path in files()
        if (structure := read(path))["resourceType"] == "StructureDefinition"
    }


def test_all_layers_are_shipped() -> None:
    layers = Counter(path.parts[-3] for path in files())
    assert layers["r4"] >= 30
    assert layers["zib"] >= 95
    assert layers["nl_core"] >= 23
    assert layers["pzp"] >= 26
    assert layers["pzp_1_0"] == 24
    assert layers["transfer"] >= 1


def test_each_file_is_a_valid_resource_of_r4() -> None:
    issues = {path.name: check_structure(parse(path.read_bytes())) for path in files()}
    assert {name: found for name, found in issues.items() if found} == {}


def test_a_file_is_named_after_its_type_and_id() -> None:
    for path in files():
        resource = read(path)
        assert path.name == f"{resource['resourceType']}-{resource['id']}.json"


def test_a_canonical_is_defined_once() -> None:
    urls = Counter(read(path)["url"] for path in files())
    assert [url for url, count in urls.items() if count > 1] == []


def test_a_definition_states_only_what_constrains() -> None:
    assert {path.name for path in files() if read(path).keys() & PROSE} == set()
    for name, structure in _structures().items():
        assert all("mapping" not in element for element in elements(structure)), name


def test_an_element_is_named_by_its_path_and_its_slices() -> None:
    for name, structure in _structures().items():
        ids = [element["id"] for element in elements(structure)]
        assert {step.partition(".")[0] for step in ids} <= {structure["type"]}, name
        assert len(ids) == len(set(ids)), name
        for element in elements(structure):
            steps = element["id"].split(".")
            assert element["path"] == ".".join(step.partition(":")[0] for step in steps)
            assert element.get("sliceName", "") == steps[-1].partition(":")[2], element["id"]


def test_an_element_stands_after_the_element_it_belongs_to() -> None:
    for structure in _structures().values():
        ids = [element["id"] for element in elements(structure)]
        for before, after in pairwise(ids):
            assert not before.startswith((f"{after}.", f"{after}:")), before


def test_an_extension_fixes_its_own_url() -> None:
    for structure in _structures().values():
        if structure["type"] == "Extension":
            fixed = {e["id"]: e["fixedUri"] for e in elements(structure) if "fixedUri" in e}
            assert fixed["Extension.url"] == structure["url"]
            assert structure["context"]


def test_every_canonical_that_a_definition_names_can_be_found() -> None:
    r4 = {HL7 + name for name in bases()} | {HL7 + name for name in PRIMITIVES}
    known = by_canonical().keys() | r4 | value_sets().keys() | BEYOND
    for path in files():
        for key in ("baseDefinition", "profile", "targetProfile", "valueSet"):
            named = {url.partition("|")[0] for url in _each(key, read(path))}
            assert named <= known, path.name


def test_a_required_binding_names_its_value_set() -> None:
    for structure in _structures().values():
        for element in elements(structure):
            binding = element.get("binding", {"strength": "example"})
            if "valueSet" not in binding:
                # The one exception makes a preferred binding of the extension required.
                assert "languageControl" in element["id"] or binding["strength"] == "example"


def test_an_invariant_says_in_our_words_what_holds() -> None:
    for structure in _structures().values():
        for constraint in _each("constraint", elements(structure)):
            assert constraint["human"].endswith(".")
            assert constraint["severity"] in {"error", "warning"}
            assert constraint["expression"]


@pytest.mark.parametrize("folder", ["nictiz-definitions", "pzp-definitions", "pzp-1.0-definitions"])
def test_no_sentence_of_the_official_definitions_is_ours(folder: str) -> None:
    official: set[str] = set()
    for path in shared_data(folder).glob("StructureDefinition-*.json"):
        official |= _sentences(path)
    ours = {path.name: _sentences(path) & official for path in files()}
    assert {name: same for name, same in ours.items() if same} == {}


def _sentences(path: Path) -> set[str]:
    keys = ("human", "short", "definition", "comment", "description", "requirements")
    found = {text for key in keys for text in _each(key, read(path)) if isinstance(text, str)}
    return {text for text in found if text.count(" ") > 2}
