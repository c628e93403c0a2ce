"""R4's own invariants that are judged as they are written."""

import csv
import json
import tarfile
from decimal import Decimal
from typing import Any

import pytest

from profiles.element import Constraint
from profiles.fhirpath import Environment, compile_invariant
from profiles.r4.stated import constraints
from profiles.r4.tables import elements
from tests.plugins.shared_data import shared_data

ROWS = [(path, each) for path, listed in constraints().items() for each in listed]
# Said of the object that holds the element, so that one check sees both.
HOISTED = {"eld-3", "ras-1", "sdf-10"}
# `Boolean` is a type of the language, which no answer is; R5 has `boolean`. A category is no
# string. What R4's patterns do not anchor is found in any text.
MENDED = {"que-7", "con-3", "eld-20"}


@pytest.mark.parametrize(("path", "row"), ROWS, ids=[f"{row.key} {path}" for path, row in ROWS])
def test_each_is_compiled_and_stands_on_an_object_of_r4(path: str, row: Constraint) -> None:
    assert elements(path)
    assert compile_invariant(row.expression).is_compiled
    # They are judged with the element for a resource, and without what references point at.
    assert "%resource" not in row.expression
    assert "%rootResource" not in row.expression


def test_their_facts_are_those_of_the_standard() -> None:
    with (shared_data("r4") / "invariants.tsv").open(encoding="utf-8", newline="") as file:
        facts = {
            (row["key"], row["first_path"]): (row["severity"], " ".join(row["expression"].split()))
            for row in csv.DictReader(file, delimiter="\t")
        }
    for path, row in ROWS:
        if row.key in MENDED or "name.matches" in row.expression:
            assert facts[row.key, path][0] == row.severity
        elif row.key not in HOISTED:
            assert facts[row.key, path] == (row.severity, row.expression)


def test_published_definitions_keep_those_of_a_structure_definition() -> None:
    judged = 0
    for file in shared_data("packages").glob("*.tgz"):
        with tarfile.open(file) as archive:
            for member in archive:
                if "StructureDefinition-" not in member.name or not member.name.endswith(".json"):
                    continue
                content = archive.extractfile(member)
                assert content is not None
                judged += broken_in(json.load(content, parse_float=Decimal), member.name)
    assert judged > 50


def broken_in(definition: Any, name: str) -> int:
    if definition.get("resourceType") != "StructureDefinition":
        return 0
    for row in constraints()["StructureDefinition"]:
        holds = compile_invariant(row.expression).holds(definition, Environment(definition))
        assert holds is not False, (row.key, name)
    return 1


@pytest.mark.parametrize(
    ("path", "key", "good", "bad"),
    [
        ("Timing.repeat", "tim-4", {"duration": 1}, {"duration": -1}),
        ("Linkage", "lnk-1", {"item": [{}, {}]}, {"item": [{}]}),
        (
            "Questionnaire.item",
            "que-3",
            {"type": "group", "code": [{}]},
            {"type": "display", "code": [{}]},
        ),
        ("ElementDefinition", "eld-3", {"max": "*"}, {"max": "-1"}),
        (
            "Questionnaire.item.enableWhen",
            "que-7",
            {"operator": "exists", "answerBoolean": True},
            {"operator": "exists", "answerInteger": 1},
        ),
        (
            "RiskAssessment.prediction",
            "ras-2",
            {"probabilityDecimal": 1},
            {"probabilityDecimal": 101},
        ),
        (
            "RiskAssessment.prediction",
            "ras-1",
            {"probabilityRange": {"low": {"code": "%", "system": "http://unitsofmeasure.org"}}},
            {"probabilityRange": {"low": {"code": "%", "system": "http://example.org"}}},
        ),
        (
            "StructureDefinition.snapshot",
            "sdf-10",
            {"element": [{}]},
            {"element": [{"binding": {}}]},
        ),
    ],
)
def test_it_is_kept_and_broken(path: str, key: str, good: Any, bad: Any) -> None:
    row = next(each for each in constraints()[path] if each.key == key)
    invariant = compile_invariant(row.expression)
    assert invariant.holds(good, Environment(good)) is True
    assert invariant.holds(bad, Environment(bad)) is False
