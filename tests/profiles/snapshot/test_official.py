"""The published profiles: their snapshots, which were generated, tell what ours should be."""

import time
from collections import Counter

import pytest

from profiles.constraint.soundness import unsound
from profiles.packages.definitions import Definitions
from profiles.packages.package import shipped
from profiles.snapshot.as_json import snapshot
from profiles.text.parse import parse
from profiles.validator import Validator
from tests.plugins.shared_data import shared_data
from tests.profiles.structures import official

# The snapshots differ where their generator did otherwise, and the verdict is the same.
EXPLAINED = {
    # A slice by type of a choice that has one type left was dropped: it says what the type says.
    ("Condition.onset[x]", "slices"),
    ("Condition.onset[x]", "slicing"),
    # R4's own type profile, which our tables overlook: no comparator.
    ("Observation.referenceRange.low", "types"),
    ("Observation.referenceRange.high", "types"),
}
SAME_RULES = ("min", "max", "fixed", "pattern", "is_modifier", "same_as", "max_length")


@pytest.fixture(scope="module")
def by_differential():
    return Definitions(official())


@pytest.fixture(scope="module")
def by_snapshot():
    return Definitions(official(), prefer_snapshots=True)


@pytest.fixture(scope="module")
def ours():
    return Definitions(shipped())


def structures(definitions):
    return [each for each in definitions.resources("StructureDefinition") if "snapshot" in each]


def said(node):
    """What an element says, but for bindings of R4 that bind no one."""
    facts = {name: getattr(node, name) for name in SAME_RULES}
    facts["types"] = {(kind.code, kind.profiles, frozenset(kind.targets)) for kind in node.types}
    facts["constraints"] = {(each.key, each.expression) for each in node.constraints}
    facts["slices"] = set(node.slices)
    facts["slicing"] = node.slicing if node.slices else None
    if node.binding is not None and node.binding.strength in {"required", "extensible"}:
        facts["binding"] = node.binding
    return facts


def beneath(definitions, node):
    return definitions.beneath(node) if node.children is None else node.children


def differences(one, first, other, second):
    """Pairs of element id and facet in which two trees differ."""
    mine, theirs = said(first), said(second)
    for facet in mine.keys() & theirs.keys():
        if mine[facet] != theirs[facet]:
            yield first.id, facet
    if not (first.children is None and second.children is None):
        left, right = beneath(one, first), beneath(other, second)
        for name in left.keys() ^ right.keys():
            yield f"{first.id}.{name}", "children"
        for name in left.keys() & right.keys():
            yield from differences(one, left[name], other, right[name])
    for name in first.slices.keys() & second.slices.keys():
        yield from differences(one, first.slices[name], other, second.slices[name])


def is_of_the_value(element_id):
    """A primitive's value: its length is R4's, and judged as R4."""
    return element_id.endswith(".value")


def test_a_differential_grows_into_the_tree_of_its_snapshot(by_differential, by_snapshot):
    compared = Counter()
    for structure in structures(by_differential):
        url = structure["url"]
        compared[url] += 1
        mine, theirs = by_differential.tree(url), by_snapshot.tree(url)
        for element_id, facet in differences(by_differential, mine, by_snapshot, theirs):
            if not is_of_the_value(element_id):
                assert (element_id, facet) in EXPLAINED, url
    assert len(compared) == 78


def test_the_snapshot_that_is_served_has_the_elements_of_the_published_one(by_differential):
    for structure in structures(by_differential):
        served = [each["id"] for each in snapshot(by_differential.tree(structure["url"]))]
        published = [each["id"] for each in structure["snapshot"]["element"]]
        extra = [each for each in served if each not in published]
        assert [each for each in served if each not in extra] == published
        assert all(each.startswith("Condition.onset[x]:") for each in extra)


def test_the_shipped_definitions_grow_into_the_trees_of_the_published_ones(by_differential, ours):
    for structure in structures(by_differential):
        url = structure["url"]
        mine, theirs = ours.tree(url), by_differential.tree(url)
        assert not list(differences(ours, mine, by_differential, theirs)), url
        for same in ("type", "baseDefinition", "derivation", "kind"):
            assert ours.structure(url)[same] == structure[same], url


def test_every_published_profile_can_be_judged_by(by_differential):
    for package in by_differential.packages:
        assert not list(unsound(by_differential, package))


def test_all_trees_are_there_before_anyone_waits(by_differential):
    started = time.perf_counter()
    fresh = Definitions(official())
    for structure in structures(by_differential):
        fresh.tree(structure["url"])
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("folder", ["pzp-examples", "nictiz-examples"])
def test_a_snapshot_gives_the_verdict_of_its_differential(by_differential, by_snapshot, folder):
    one, other = Validator(by_differential), Validator(by_snapshot)
    examples = sorted(shared_data(folder).glob("*.json"))
    for example in examples:
        resource = parse(example.read_bytes())
        assert one.validate(resource) == other.validate(resource), example.name
    assert len(examples) > 20
