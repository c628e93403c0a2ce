"""The rules as a whole: their page, their cost, what they make of real records and of rubbish."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.pzp.rules import RULES, broken_rules, rules_for
from profiles.resource.surroundings import Surroundings, others_in
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.records import bundle, goal, issues_of, limit, observation, patient, will

PAGE = Path(__file__).parents[3] / "docs/decisions/0014-rules-beyond-the-definitions.md"
# What the national examples lack: each is a warning.
FLAWS = {
    ("QuestionnaireResponse-HendrikHartman-20201001.json", "PZP-26"),
    ("nl-core-HealthProfessional-Practitioner-01.json", "PZP-35"),
    ("nl-core-TreatmentDirective2-01-Practitioner-01.json", "PZP-35"),
    ("nl-core-TreatmentDirective2-02.json", "PZP-14"),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def test_every_rule_stands_on_the_page_as_it_stands_in_the_code():
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| PZP-")]
    assert rows == [
        f"| {rule.number} | {rule.severity} | {', '.join(rule.types)} | {rule.what} | "
        f"[{rule.source.rpartition('/')[2]}]({rule.source}) |"
        if len(rule.types) < 5
        else f"| {rule.number} | {rule.severity} | persons, and who a record is about | "
        f"{rule.what} | [{rule.source.rpartition('/')[2]}]({rule.source}) |"
        for rule in sorted(RULES, key=lambda rule: rule.number)
    ]


def test_numbers_are_given_once():
    numbers = [rule.number for rule in RULES]
    assert len(set(numbers)) == len(numbers)


def test_a_type_pays_for_its_own_rules_only():
    assert rules_for("Medication") == ()
    assert all("Goal" in rule.types for rule in rules_for("Goal"))


@pytest.mark.parametrize("folder", ["pzp-examples", "nictiz-examples"])
def test_the_national_examples_break_no_rule_but_what_they_lack(folder):
    found = {
        (path.name, issue.rule): issue.severity
        for path in shared_data(folder).glob("*.json")
        for issue in issues_of(parse(path.read_bytes()))
    }
    names = {path.name for path in shared_data(folder).glob("*.json")}
    assert found == {flaw: "warning" for flaw in FLAWS if flaw[0] in names}


def test_the_talk_of_the_guide_as_one_bundle_breaks_nothing_more():
    talk = [json.loads(path.read_bytes()) for path in shared_data("pzp-examples").glob("*.json")]
    around = others_in(bundle(*talk))
    found = [
        issue.rule
        for resource in (bundle(*talk), *talk)
        for issue in broken_rules(resource, Surroundings(resource, around))
    ]
    assert found == ["PZP-26"]


@given(st.data())
def test_whatever_stands_where_no_rule_raises(data):
    valid = [limit(), will(), observation(), goal("385987000"), patient(), {"resourceType": "X"}]
    resource = data.draw(st.sampled_from(valid))
    for spot in data.draw(st.lists(st.sampled_from(sorted(_spots(resource))), max_size=3)):
        _put(resource, spot, data.draw(ANYTHING))
    issues_of(resource, resource)
    issues_of(bundle(resource, limit()), resource)


def _spots(node: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if type(node) is dict else enumerate(node) if type(node) is list else ()
    found = [(*trail, step) for step, _ in inside]
    return found + [spot for step, one in inside for spot in _spots(one, (*trail, step))]


def _put(node: Any, spot: tuple[Any, ...], value: Any) -> None:
    for step in spot[:-1]:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return
    if type(node) is dict and spot[-1] != "resourceType":
        node[spot[-1]] = value
