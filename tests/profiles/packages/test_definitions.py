import pytest

from profiles.element import MANY
from profiles.packages.definitions import Definitions, UnknownDefinition, shipped_definitions
from profiles.r4 import tables, trees
from tests.profiles.structures import (
    OURS,
    R4,
    definitions,
    element,
    package,
    profile,
    sliced_by,
    typed,
)

NAME = profile("name", "HumanName", element("HumanName.family", min=1))
PATIENT = profile(
    "patient",
    "Patient",
    element("Patient.name", type=typed("HumanName", OURS + "name")),
    element("Patient.identifier", slicing=sliced_by("value", "system")),
)
KNOWN = definitions(NAME, PATIENT)


def test_a_canonical_is_found_whatever_its_version():
    assert KNOWN.structure(f"{OURS}name|9.9") == NAME
    assert KNOWN.tree(f"{OURS}name|9.9") is KNOWN.tree(OURS + "name")
    assert KNOWN.structure(OURS + "none") is None


def test_the_later_of_two_packages_wins():
    newer = profile("name", "HumanName", element("HumanName.given", min=1))
    known = Definitions([package(NAME), package(newer, name="example.two")])
    assert known.structure(OURS + "name") == newer
    assert known.resources("StructureDefinition") == [newer]
    assert known.tree(OURS + "name").children["given"].min == 1


def test_resources_are_found_by_type_and_those_without_a_canonical_left_out():
    known = definitions(NAME, {"resourceType": "ValueSet", "url": "urn:vs"}, {"resourceType": "X"})
    assert [each["url"] for each in known.resources("ValueSet")] == ["urn:vs"]
    assert known.resources("X") == known.resources("CodeSystem") == []


def test_the_type_that_a_profile_is_for_is_told():
    assert KNOWN.type_of(OURS + "name") == "HumanName"
    assert KNOWN.type_of(f"{R4}Patient") == "Patient"
    assert KNOWN.type_of(f"{R4}boolean") == "boolean"
    assert KNOWN.type_of(f"{R4}NoType") is None
    assert KNOWN.type_of(OURS + "none") is None


def test_r4_is_there_without_any_package():
    tree = Definitions([]).tree(f"{R4}Observation")
    assert (tree.id, tree.children["status"].min, tree.children["category"].max) == (
        "Observation",
        1,
        MANY,
    )
    assert tree.children["status"].binding.value_set.endswith("/observation-status")
    assert tree.children["status"].is_modifier
    assert tree.children["subject"].types[0].targets == (
        f"{R4}Device",
        f"{R4}Group",
        f"{R4}Location",
        f"{R4}Patient",
    )
    assert tree.children["extension"].base == "DomainResource.extension"
    assert tree.children["component"].children is None


def test_every_type_of_r4_has_a_tree_whose_elements_expand():
    known = Definitions([])
    for name in tables.bases():
        for child in known.tree(R4 + name).children.values():
            assert child.id == f"{name}.{child.name}"
            assert known.beneath(child).keys() >= {"id"}


def test_a_child_is_that_of_the_profile_first():
    tree = KNOWN.tree(OURS + "patient")
    assert KNOWN.child(tree, "name") is tree.children["name"]
    assert KNOWN.child(tree, "colour") is None


def test_a_child_is_that_of_the_type_profile_or_else_of_the_type():
    tree = KNOWN.tree(OURS + "patient")
    assert KNOWN.child(tree.children["name"], "family").min == 1
    assert KNOWN.child(tree.children["address"], "city").id == "Address.city"
    assert KNOWN.child(tree.children["contact"], "gender").id == "Patient.contact.gender"
    assert KNOWN.child(tree.children["gender"], "extension").max == MANY


def test_a_choice_of_types_has_only_what_all_of_them_have():
    choice = KNOWN.tree(f"{R4}Observation").children["value[x]"]
    assert {name: bool(KNOWN.child(choice, name)) for name in ("id", "extension", "code")} == {
        "id": True,
        "extension": True,
        "code": False,
    }


def test_a_content_reference_has_the_children_of_what_it_points_at():
    within = KNOWN.child(KNOWN.tree(f"{R4}Consent").children["provision"], "provision")
    assert within.same_as == "Consent.provision"
    assert KNOWN.child(within, "actor").types[0].code == "BackboneElement"


def test_a_profile_is_based_on_what_it_derives_from():
    known = definitions(PATIENT, profile("own", OURS + "patient", element("Patient")))
    assert known.is_based_on(OURS + "own", OURS + "own")
    assert known.is_based_on(OURS + "own", f"{OURS}patient|1")
    assert known.is_based_on(OURS + "own", f"{R4}Patient")
    assert known.is_based_on(OURS + "own", f"{R4}Resource")
    assert known.is_based_on(f"{R4}string", f"{R4}Element")
    assert not known.is_based_on(OURS + "patient", OURS + "own")
    assert not known.is_based_on(OURS + "patient", f"{R4}Person")


def test_profiles_in_a_circle_are_based_on_each_other_and_no_more():
    one = profile("one", OURS + "two", element("Patient"))
    known = definitions(one, profile("two", OURS + "one", element("Patient")))
    assert known.is_based_on(OURS + "one", OURS + "two")
    assert not known.is_based_on(OURS + "one", f"{R4}Patient")


def test_r4s_nodes_are_found_by_the_path_that_r4_gives_them():
    assert trees.by_base("Consent.provision.actor").min == 0
    assert trees.by_base("DomainResource.extension").max == MANY
    assert trees.by_base("Patient") is None


def test_the_shipped_definitions_are_made_once():
    assert shipped_definitions() is shipped_definitions()
    assert shipped_definitions().resources("SearchParameter")


def test_a_snapshot_is_read_where_the_package_of_the_base_is_not_there():
    named = element("Patient.name", min=1)
    lost = profile("lost", OURS + "none", element("Patient.gender", min=1))
    whole = lost | {"snapshot": {"element": [element("Patient"), named]}}

    with pytest.raises(UnknownDefinition):
        definitions(lost).tree(OURS + "lost")
    tree = definitions(whole).tree(OURS + "lost")
    assert tree.children["name"].min == 1
    assert tree.children["gender"].min == 0
