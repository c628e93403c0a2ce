"""What is said of the examples that others publish is what the decision page explains."""

import re
from pathlib import Path
from typing import NamedTuple

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.bundles import BASE
from tests.profiles.mutants.material import published
from tests.profiles.mutants.places import Tree

PAGE = Path(__file__).parents[2] / "docs/decisions/0016-verdicts-on-the-national-examples.md"
COLUMNS = 6
TALK = "pzp-examples"
_OID = re.compile(r"ValueSet/([\d.]+)")


class Finding(NamedTuple):
    example: str
    severity: str
    expression: str
    rule: str


def cells(width: int) -> list[list[str]]:
    """The rows of the page's tables that are so wide."""
    rows = [line.strip("|").split("|") for line in PAGE.read_text().splitlines()]
    return [[cell.strip() for cell in row] for row in rows if len(row) == width]


def listed() -> set[Finding]:
    return {
        Finding(example, severity, expression.strip("`"), rule)
        for example, severity, expression, rule, *_ in cells(COLUMNS)
        if expression.startswith("`")
    }


def of(example: str, issues: list[Issue]) -> set[Finding]:
    return {
        Finding(example, one.severity, one.expression, one.rule or "–")
        for one in issues
        if one.severity != "information"
    }


def test_no_example_is_refused_and_each_warning_is_explained() -> None:
    judge = shipped_validator().validate
    assert len(published()) == 93
    assert set().union(*(of(one.name, judge(one.resource)) for one in published())) == listed()
    assert {one.severity for one in listed()} == {"warning"}


def test_each_set_that_can_not_be_judged_by_is_explained() -> None:
    judge = shipped_validator().validate
    texts = [
        found.text
        for one in published()
        for found in judge(one.resource)
        if found.severity == "information"
    ]
    told = {oid for text in texts for oid in _OID.findall(text)}
    assert len([text for text in texts if not _OID.search(text)]) == 0
    assert told == {row[0].strip("`") for row in cells(3) if row[0].startswith("`")}


def test_the_talk_as_one_bundle_gets_the_verdicts_of_its_resources() -> None:
    bundle = talk()
    alone = {
        (one.severity, f"Bundle.entry[{place}].resource{_beneath(one.expression)}", one.rule)
        for place, entry in enumerate(bundle["entry"])
        for one in of("", shipped_validator().validate(entry["resource"]))
    }
    together = of("", shipped_validator().validate(bundle))
    assert {(one.severity, one.expression, one.rule) for one in together} == alone
    assert alone


def _beneath(expression: str) -> str:
    return "".join(expression.partition(".")[1:])


def talk() -> Tree:
    """The guide's talk as a Bundle in which every reference leads somewhere."""
    names = {path.stem for path in shared_data(TALK).glob("*.json")}
    resources = [one.resource for one in published() if one.name in names]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one}
            for one in resources
        ],
    }
