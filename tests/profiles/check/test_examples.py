"""The official Dutch examples are valid R4, and one of them spoiled is not."""

import json
from pathlib import Path

import pytest

from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data

# zib2020 has categories of its own for problems, beside the two that R4 gives.
ADVISED = {("warning", "Condition.category[0]")}


@pytest.mark.parametrize("folder", ["pzp-examples", "nictiz-examples"])
def test_every_official_example_is_valid(folder: str) -> None:
    examples = sorted(shared_data(folder).glob("*.json"))
    assert examples
    found = [issue for path in examples for issue in validate(parse(path.read_bytes()))]
    assert {(issue.severity, issue.expression) for issue in found} <= ADVISED


def test_all_examples_of_one_talk_are_valid_as_one_transaction() -> None:
    entries = [
        {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}
        for resource in map(_read, sorted(shared_data("pzp-examples").glob("*.json")))
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    assert validate(bundle) == []
    del entries[3]["resource"]["status"]
    assert [issue.expression for issue in validate(bundle)] == ["Bundle.entry[3].resource.status"]


def test_each_element_of_an_example_is_missed_or_optional_when_removed() -> None:
    for path in sorted(shared_data("pzp-examples").glob("Consent-*.json")):
        for name in ("status", "scope", "category"):
            resource = {key: value for key, value in _read(path).items() if key != name}
            expressions = [issue.expression for issue in validate(resource)]
            assert expressions == [f"Consent.{name}"]


def _read(path: Path) -> dict[str, object]:
    return json.loads(path.read_bytes())
