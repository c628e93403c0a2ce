"""What is said of the examples that others publish is what the decision page explains."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from profiles.issue import Issue
from profiles.validator import shipped_validator
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.bundles import BASE
from tests.profiles.mutants.material import Example, published
from tests.profiles.mutants.places import Tree
from tests.profiles.mutants.rebuilt import EXAMPLES, examples

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


def every() -> tuple[Example, ...]:
    """The examples of beta 3 and of what stands beneath it, and those of 1.0."""
    return (*published(), *examples())


def test_no_example_is_refused_and_each_warning_is_explained() -> None:
    judge = shipped_validator().validate
    assert len(every()) == 93 + 25
    assert set().union(*(of(one.name, judge(one.resource)) for one in every())) == listed()
    assert {one.severity for one in listed()} == {"warning"}


def test_each_set_that_can_not_be_judged_by_is_explained() -> None:
    judge = shipped_validator().validate
    texts = [
        found.text
        for one in every()
        for found in judge(one.resource)
        if found.severity == "information"
    ]
    told = {oid for text in texts for oid in _OID.findall(text)}
    assert len([text for text in texts if not _OID.search(text)]) == 0
    assert told == {row[0].strip("`") for row in cells(3) if row[0].startswith("`")}


@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "silent"])
def test_no_example_of_the_guide_is_refused_that_does_not_say_its_release(
    *, is_declared: bool
) -> None:
    talks = [[one.resource for one in some] for some in (talk_of(TALK), examples())]
    for resources in talks:
        sent = resources if is_declared else [bare(one) for one in resources]
        found = shipped_validator().validate(as_bundle(sent))
        told = {one.rule for one in found if one.severity != "information"}
        assert told <= {"PZP-26"}
        assert not any("release" in one.text for one in found)


def test_a_talk_of_both_releases_is_told_of_once() -> None:
    """The persons of 1.0 beside the wishes of beta 3, about each other."""
    persons = {one.resource["resourceType"]: one.resource for one in examples()}
    names = ("Patient", "RelatedPerson", "Practitioner", "PractitionerRole")
    mixed = [
        persons[kind] | {"id": one["id"]} if (kind := one["resourceType"]) in names else one
        for one in (each.resource for each in talk_of(TALK))
    ]
    renamed = {f"{kind}/{persons[kind]['id']}": f"{kind}/{one['id']}"
               for one in mixed if (kind := one["resourceType"]) in names}  # fmt: skip
    text = json.dumps(as_bundle(mixed))
    for old, new in renamed.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    found = shipped_validator().validate(json.loads(text))
    assert {one.rule for one in found if one.severity != "information"} == {"PZP-26"}
    assert len([one for one in found if "another release" in one.text]) == 1


@pytest.mark.parametrize("bundle", [TALK, EXAMPLES], indirect=True)
def test_the_talk_as_one_bundle_gets_the_verdicts_of_its_resources(bundle: Tree) -> None:
    alone = {
        (one.severity, f"Bundle.entry[{place}].resource{_beneath(one.expression)}", one.rule)
        for place, entry in enumerate(bundle["entry"])
        for one in of("", shipped_validator().validate(entry["resource"]))
    }
    together = of("", shipped_validator().validate(bundle))
    assert {(one.severity, one.expression, one.rule) for one in together} == alone
    assert alone or bundle["entry"][0]["resource"]["resourceType"] == "CommunicationRequest"


def _beneath(expression: str) -> str:
    return "".join(expression.partition(".")[1:])


@pytest.fixture
def bundle(request: pytest.FixtureRequest) -> Tree:
    """The talk of a release as a Bundle in which every reference leads somewhere."""
    return as_bundle([one.resource for one in talk_of(request.param)])


def talk_of(folder: str) -> tuple[Example, ...]:
    names = {path.stem for path in shared_data(folder).glob("*.json")}
    return tuple(one for one in every() if one.name in names)


def bare(resource: Tree) -> Tree:
    """The same without a word of its profile."""
    return {name: value for name, value in resource.items() if name != "meta"}


def as_bundle(resources: list[Tree]) -> Tree:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one}
            for one in resources
        ],
    }
