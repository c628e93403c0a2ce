"""Definitions that come with a snapshot, and what is read of any JSON that calls itself one."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.packages.definitions import Definitions, UnknownDefinition
from profiles.snapshot.growth import InvalidDefinition
from tests.profiles.structures import (
    OURS,
    R4,
    at,
    definitions,
    element,
    package,
    profile,
    sliced_by,
    typed,
)

RULE = {"severity": "error", "human": "one", "expression": "true"}
IDS = (
    *("Patient", "Patient.name", "Patient.name.given", "Patient.name:official"),
    *("Patient.extension", "Patient.extension:a", "Patient.extension:a.value[x]"),
    *("Patient.deceased[x]", "Patient.deceasedBoolean", "Patient.contact.name.use", "Patient.x"),
)


def only_a_snapshot(*elements):
    made = profile("it", "Patient", *elements)
    made["snapshot"] = made.pop("differential")
    return made


def test_a_snapshot_alone_will_do():
    it = only_a_snapshot(
        element("Patient", min=0, max="*"),
        element("Patient.identifier", min=1, max="*", slicing=sliced_by("value", "system")),
        element("Patient.identifier:bsn", min=1, max="1"),
        element("Patient.identifier:bsn.system", min=1, max="1", patternUri="urn:bsn"),
    )
    tree = definitions(it).tree(OURS + "it")
    assert tree.children["identifier"].min == 1
    assert at(tree, "Patient.identifier:bsn.system").pattern == "urn:bsn"


@pytest.mark.parametrize(
    "source", [{"source": f"{R4}Element"}, {"source": "Patient"}, {}], ids=["url", "name", "none"]
)
def test_the_invariants_that_a_snapshot_repeats_from_r4_are_left_to_r4(source):
    rules = [RULE | {"key": "ele-1"} | source, RULE | {"key": "mine-1", "source": OURS + "it"}]
    it = only_a_snapshot(element("Patient"), element("Patient.contact", constraint=rules))
    contact = definitions(it).tree(OURS + "it").children["contact"]
    assert [each.key for each in contact.constraints] == ["mine-1"]


def test_the_differential_is_trusted_above_a_snapshot_unless_asked_otherwise():
    it = profile("it", "Patient", element("Patient.name", min=1))
    it["snapshot"] = {"element": [element("Patient"), element("Patient.name", min=0)]}
    assert definitions(it).tree(OURS + "it").children["name"].min == 1
    assert definitions(it, prefer_snapshots=True).tree(OURS + "it").children["name"].min == 0


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(IDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
facet = st.sampled_from(
    (
        *("min", "max", "type", "slicing", "sliceName", "binding", "constraint", "fixedCode"),
        *("patternCode", "path", "id", "maxLength", "isModifier"),
    )
)
likely = st.sampled_from(
    (
        typed("string"),
        typed("Extension", OURS + "it"),
        typed("Reference", targets=(OURS + "it",)),
        sliced_by("value", "$this"),
        {"strength": "required"},
        [RULE | {"key": "a-1"}],
    )
)
statements = st.lists(
    st.builds(
        lambda element_id, facets: element(element_id) | facets,
        st.sampled_from(IDS),
        st.dictionaries(facet, likely | json, max_size=3),
    ),
    max_size=6,
)


@given(statements, st.sampled_from(["differential", "snapshot"]))
def test_whatever_elements_say_a_tree_grows_or_the_fault_is_told(elements, part):
    made = profile("it", "Patient") | {"type": "Patient"}
    made.pop("differential")
    made[part] = {"element": elements}
    grows_or_tells(definitions(made), OURS + "it")


@given(json, st.sampled_from(["differential", "baseDefinition", "type", "snapshot"]))
def test_whatever_a_structure_says_a_tree_grows_or_the_fault_is_told(value, part):
    made = profile("it", "Patient", element("Patient.name", min=1)) | {part: value}
    grows_or_tells(Definitions([package(made)], prefer_snapshots=True), OURS + "it")


def grows_or_tells(known, url):
    with contextlib.suppress(InvalidDefinition, UnknownDefinition):
        tree = known.tree(url)
        assert tree.children
        assert known.tree(url) is tree
