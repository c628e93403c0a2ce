import copy

import pytest

from profiles.element import MANY
from profiles.packages.definitions import UnknownDefinition
from profiles.snapshot.growth import InvalidDefinition
from tests.profiles.structures import (
    OURS,
    R4,
    at,
    definitions,
    element,
    extension,
    grown,
    profile,
    sliced_by,
    typed,
    walked,
)


def test_what_a_profile_does_not_speak_of_is_the_node_of_its_base():
    known = definitions(profile("it", "Patient", element("Patient.name", min=1)))
    tree, base = known.tree(OURS + "it"), known.tree(R4 + "Patient")
    assert tree.children["name"].min == 1
    assert base.children["name"].min == 0
    untouched = [name for name in base.children if tree.children[name] is base.children[name]]
    assert untouched == [name for name in base.children if name != "name"]


def test_cardinality_only_narrows():
    wider = {"min": 0, "max": "*"}
    tree = grown(
        element("Observation.status", **wider),
        element("Observation.code", max="0"),
        base="Observation",
    )
    assert (tree.children["status"].min, tree.children["status"].max) == (1, 1)
    assert tree.children["code"].max == 0
    assert tree.children["category"].max == MANY


def test_values_bindings_and_limits_are_taken_over():
    tree = grown(
        element("Observation.status", patternCode="final"),
        element("Observation.value[x]", type=typed("string"), maxLength=10),
        element("Observation.issued", minValueInstant="2026-01-01T00:00:00Z"),
        element(
            "Observation.code",
            fixedCodeableConcept={"text": "a"},
            short="what",
            binding={"strength": "extensible", "valueSet": "http://example.org/vs|1"},
        ),
        base="Observation",
    )
    assert tree.children["status"].pattern == "final"
    assert tree.children["value[x]"].max_length == 10
    assert tree.children["issued"].min_value == "2026-01-01T00:00:00Z"
    code = tree.children["code"]
    assert (code.fixed, code.short) == ({"text": "a"}, "what")
    assert (code.binding.strength, code.binding.value_set) == (
        "extensible",
        "http://example.org/vs",
    )


def test_a_binding_may_be_sharpened_without_naming_its_value_set():
    base = profile(
        "base",
        "Observation",
        element("Observation.code", binding={"strength": "preferred", "valueSet": "urn:vs"}),
    )
    it = element("Observation.code", binding={"strength": "required"})
    tree = grown(it, base=OURS + "base", known=[base])
    assert tree.children["code"].binding.strength == "required"
    assert tree.children["code"].binding.value_set == "urn:vs"


def test_a_type_without_targets_keeps_those_of_its_base():
    tree = grown(element("Observation.encounter", type=typed("Reference")), base="Observation")
    assert tree.children["encounter"].types[0].targets == (f"{R4}Encounter",)


def test_invariants_add_up_each_key_once_and_tell_who_states_them():
    rule = {"key": "a-1", "severity": "error", "human": "one", "expression": "true"}
    base = profile("base", "Patient", element("Patient", constraint=[rule]))
    more = [rule | {"human": "again"}, rule | {"key": "a-2", "severity": "warning"}]
    tree = grown(element("Patient", constraint=more), base=OURS + "base", known=[base])
    found = [(each.key, each.human, each.source.removeprefix(OURS)) for each in tree.constraints]
    assert found == [("a-1", "one", "base"), ("a-2", "one", "it")]


def test_beneath_a_datatype_stands_its_profile():
    name = profile("name", "HumanName", element("HumanName.family", min=1))
    tree = grown(
        element("Patient.name", type=typed("HumanName", OURS + "name")),
        element("Patient.name.given", min=1),
        known=[name],
    )
    assert at(tree, "Patient.name.family").min == 1
    assert at(tree, "Patient.name.given").min == 1
    assert at(tree, "Patient.name.given").path == "Patient.name.given"


def test_a_narrower_type_profile_loses_nothing_that_was_said_beneath():
    wide = profile("wide", "HumanName", element("HumanName.family", min=1))
    narrow = profile(
        "narrow",
        OURS + "wide",
        element("HumanName.given", max="2"),
        element("HumanName.use", patternCode="official"),
    )
    base = profile(
        "base",
        "Patient",
        element("Patient.name", type=typed("HumanName", OURS + "wide")),
        element("Patient.name.given", min=1),
    )
    it = element("Patient.name", type=typed("HumanName", OURS + "narrow"))
    tree = grown(it, base=OURS + "base", known=[wide, narrow, base])
    given = at(tree, "Patient.name.given")
    assert (given.min, given.max) == (1, 2)
    assert at(tree, "Patient.name.family").min == 1
    assert at(tree, "Patient.name.use").pattern == "official"
    assert at(tree, "Patient.name").types[0].profiles == (OURS + "narrow",)


def test_a_narrower_type_profile_brings_its_narrower_targets():
    target = profile("target", "Organization", element("Organization"))
    wide = profile(
        "wide",
        "Identifier",
        element("Identifier.assigner", type=typed("Reference", targets=(f"{R4}Organization",))),
    )
    narrow = profile(
        "narrow",
        OURS + "wide",
        element("Identifier.assigner", type=typed("Reference", targets=(OURS + "target",))),
    )
    base = profile(
        "base",
        "Patient",
        element("Patient.identifier", type=typed("Identifier", OURS + "wide")),
        element("Patient.identifier.assigner", min=1),
    )
    it = element("Patient.identifier", type=typed("Identifier", OURS + "narrow"))
    tree = grown(it, base=OURS + "base", known=[target, wide, narrow, base])
    assigner = at(tree, "Patient.identifier.assigner")
    assert assigner.min == 1
    assert assigner.types[0].targets == (OURS + "target",)


def test_a_content_reference_is_walked_into():
    tree = grown(
        element("Consent.provision.provision.code", max="1"),
        base="Consent",
    )
    assert at(tree, "Consent.provision.provision.code").max == 1
    assert at(tree, "Consent.provision").children["code"].max == MANY


def test_a_resource_within_a_bundle_is_walked_into():
    tree = grown(
        element("Bundle.entry", slicing=sliced_by("type", "resource")),
        element("Bundle.entry:patient.resource", type=typed("Patient")),
        element("Bundle.entry:patient.resource.birthDate", min=1),
        base="Bundle",
    )
    assert at(tree, "Bundle.entry:patient.resource.birthDate").min == 1


def test_a_primitive_is_walked_into():
    tree = grown(element("Patient.gender.extension:a", max="1"))
    gender = tree.children["gender"]
    assert set(gender.children) == {"id", "extension", "value"}
    assert gender.children["extension"].slices["a"].max == 1


def test_ids_that_are_missing_follow_from_paths_and_slice_names():
    tree = grown(
        {"path": "Patient"},
        {"path": "Patient.identifier", "slicing": sliced_by("value", "system")},
        {"path": "Patient.identifier", "sliceName": "one"},
        {"path": "Patient.identifier.system", "patternUri": "urn:1"},
        {"path": "Patient.identifier", "sliceName": "two"},
        {"path": "Patient.identifier.system", "patternUri": "urn:2"},
    )
    slices = tree.children["identifier"].slices
    assert [slices[name].children["system"].pattern for name in slices] == ["urn:1", "urn:2"]


def test_an_id_that_leaves_its_slice_out_is_overlooked():
    by_system = sliced_by("value", "system")
    tree = grown(
        element("Patient.identifier", slicing=by_system),
        {"id": "Patient.identifier", "path": "Patient.identifier", "sliceName": "bsn", "min": 1},
        {"id": "Patient.identifier.value", "path": "Patient.identifier.value", "min": 1},
    )
    assert tree.children["identifier"].min == 0
    assert at(tree, "Patient.identifier:bsn").min == 1


def test_ids_that_are_something_else_are_overlooked():
    made = [
        {"id": "urn:uuid:1", "path": "Patient"},
        {"id": "urn:uuid:2", "path": "Patient.name", "min": 1},
    ]
    assert grown(*made).children["name"].min == 1


def test_every_id_in_a_tree_is_that_of_its_place_and_comes_once():
    tree = grown(
        element("Patient.contact.name.given", min=1),
        element("Patient.contact.extension:a.value[x]", min=1),
        element("Patient.deceased[x]:deceasedBoolean", max="1"),
    )
    ids = [node.id for node in walked(tree)]
    assert len(ids) == len(set(ids))
    for node in walked(tree):
        for name, child in (node.children or {}).items():
            assert child.id == f"{node.id}.{name}"
            assert child.path == f"{node.path}.{name}"


def test_a_base_is_not_changed_by_what_is_based_on_it():
    base = profile("base", "Patient", element("Patient.contact.name.given", min=1))
    known = definitions(
        base, profile("it", OURS + "base", element("Patient.contact.name.given", max="0"))
    )
    before = copy.deepcopy(known.tree(OURS + "base"))
    known.tree(OURS + "it")
    assert known.tree(OURS + "base") == before


def test_an_element_that_is_not_there_is_told():
    with pytest.raises(InvalidDefinition, match=r"Patient\.colour, which Patient does not have"):
        grown(element("Patient.colour", min=1))


def test_a_slice_of_a_list_that_is_sliced_by_nothing_is_told():
    with pytest.raises(InvalidDefinition, match="add slicing with a discriminator"):
        grown(element("Patient.name:official", min=1))


def test_a_profile_that_is_its_own_base_is_told():
    one = profile("one", OURS + "two", element("Patient"))
    two = profile("two", OURS + "one", element("Patient"))
    with pytest.raises(InvalidDefinition, match="based on itself"):
        definitions(one, two).tree(OURS + "one")


def test_an_extension_may_hold_itself():
    a = extension("a", element("Extension.extension:a", type=typed("Extension", OURS + "a")))
    tree = definitions(a).tree(OURS + "a")
    assert tree.children["extension"].slices["a"].types[0].profiles == (OURS + "a",)


def test_an_unknown_base_is_told_with_what_to_do():
    with pytest.raises(UnknownDefinition, match=f"{OURS}none.*hub profiles add"):
        grown(element("Patient.name", min=1), base=OURS + "none")


def test_a_new_type_is_no_profile():
    model = profile("model", "Element", element("model"), derivation="specialization")
    with pytest.raises(InvalidDefinition, match="defines a new type"):
        definitions(model).tree(OURS + "model")
