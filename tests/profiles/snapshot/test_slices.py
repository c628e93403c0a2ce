import pytest

from profiles.element import MANY, Discriminator, Slicing
from tests.profiles.structures import (
    OURS,
    at,
    definitions,
    element,
    extension,
    grown,
    profile,
    sliced_by,
    typed,
)

BY_URL = Slicing((Discriminator("value", "url"),))


def test_a_new_slice_is_a_copy_of_what_is_sliced_that_need_not_be_there():
    rule = {"key": "a-1", "severity": "error", "human": "one", "expression": "true"}
    tree = grown(
        element(
            "Patient.identifier", min=1, constraint=[rule], slicing=sliced_by("value", "system")
        ),
        element("Patient.identifier.system", min=1),
        element("Patient.identifier:bsn", max="1"),
        element("Patient.identifier:bsn.system", patternUri="urn:bsn"),
    )
    bsn = tree.children["identifier"].slices["bsn"]
    assert (bsn.min, bsn.max, bsn.slice_name, bsn.slicing) == (0, 1, "bsn", None)
    assert bsn.id == "Patient.identifier:bsn"
    assert bsn.constraints == tree.children["identifier"].constraints
    system = bsn.children["system"]
    assert (system.id, system.min, system.pattern) == (
        "Patient.identifier:bsn.system",
        1,
        "urn:bsn",
    )
    assert system.path == "Patient.identifier.system"
    assert tree.children["identifier"].children["system"].pattern is None


def test_an_inherited_slice_is_narrowed_and_gets_a_neighbour():
    base = profile(
        "base",
        "Patient",
        element("Patient.identifier", slicing=sliced_by("value", "system")),
        element("Patient.identifier:one", min=1),
    )
    known = definitions(
        base,
        profile(
            "it",
            OURS + "base",
            element("Patient.identifier:one", max="1"),
            element("Patient.identifier:two", max="2"),
        ),
    )
    slices = known.tree(OURS + "it").children["identifier"].slices
    assert [(name, node.min, node.max) for name, node in slices.items()] == [
        ("one", 1, 1),
        ("two", 0, 2),
    ]
    assert known.tree(OURS + "base").children["identifier"].slices["one"].max == MANY


def test_a_slice_is_sliced_again_within_itself():
    tree = grown(
        element("Patient.identifier", slicing=sliced_by("value", "system")),
        element("Patient.identifier:one", slicing=sliced_by("value", "type")),
        element("Patient.identifier:one/first", max="1"),
    )
    one = tree.children["identifier"].slices["one"]
    assert list(tree.children["identifier"].slices) == ["one"]
    assert one.slices["one/first"].max == 1
    assert one.slices["one/first"].id == "Patient.identifier:one/first"


def test_slicing_that_is_restated_keeps_its_discriminator():
    base = profile(
        "base", "Patient", element("Patient.identifier", slicing=sliced_by("value", "system"))
    )
    closed = element("Patient.identifier", slicing={"rules": "closed", "ordered": True})
    tree = grown(closed, base=OURS + "base", known=[base])
    discriminators = (Discriminator("value", "system"),)
    assert tree.children["identifier"].slicing == Slicing(discriminators, "closed", ordered=True)


def test_extensions_are_sliced_by_url_without_saying_so():
    tree = grown(
        element("Patient.extension:a", type=typed("Extension", OURS + "a")),
        element("Patient.contact.modifierExtension:b", type=typed("Extension", OURS + "b")),
    )
    assert tree.children["extension"].slicing == BY_URL
    assert at(tree, "Patient.contact.modifierExtension").slicing == BY_URL


def test_how_often_an_extension_may_come_is_what_its_own_definition_says():
    a = extension("a", root={"max": "1", "isModifier": True})
    it = element("Patient.modifierExtension:a", type=typed("Extension", OURS + "a"))
    found = grown(it, known=[a]).children["modifierExtension"].slices["a"]
    assert (found.min, found.max, found.is_modifier) == (0, 1, True)


def test_beneath_an_extension_stands_what_its_own_definition_says():
    inner = element("Extension.extension:code.value[x]", type=typed("CodeableConcept"))
    a = extension("a", element("Extension.extension:code", min=1), inner)
    tree = grown(
        element("Patient.extension:a", type=typed("Extension", OURS + "a")),
        element("Patient.extension:a.extension:code.value[x]", min=1),
        known=[a],
    )
    assert at(tree, "Patient.extension:a.url").fixed == OURS + "a"
    assert at(tree, "Patient.extension:a.extension:code").min == 1
    value = at(tree, "Patient.extension:a.extension:code.value[x]")
    assert (value.min, [kind.code for kind in value.types]) == (1, ["CodeableConcept"])


def test_an_extension_that_no_package_defines_is_any_extension():
    tree = grown(
        element("Patient.extension:a", type=typed("Extension", OURS + "unknown")),
        element("Patient.extension:a.extension:code.value[x]", min=1),
    )
    assert at(tree, "Patient.extension:a.url").fixed is None
    assert at(tree, "Patient.extension:a.extension:code.value[x]").min == 1


@pytest.mark.parametrize(
    "named",
    [
        element("Observation.value[x]:valueString", maxLength=5),
        element("Observation.valueString", maxLength=5),
        {"path": "Observation.valueString", "maxLength": 5},
        {"path": "Observation.value[x]", "sliceName": "valueString", "maxLength": 5},
    ],
    ids=["slice", "short", "path", "path with slice"],
)
def test_a_choice_is_sliced_by_type_without_saying_so(named):
    value = grown(element("Observation"), named, base="Observation").children["value[x]"]
    assert value.slicing == Slicing((Discriminator("type", "$this"),))
    assert [kind.code for kind in value.slices["valueString"].types] == ["string"]
    assert value.slices["valueString"].max_length == 5
    assert len(value.types) > 5


def test_beneath_one_type_of_a_choice_stands_that_type():
    tree = grown(element("Observation.valueQuantity.code", min=1), base="Observation")
    assert at(tree, "Observation.value[x]:valueQuantity.code").min == 1
