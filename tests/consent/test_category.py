import json

import pytest

from consent.category import OTV_CATEGORIES, OTV_CATEGORY_OF, keys_of, ura_text
from consent.data_category import category_of
from profiles.identifiers import InvalidIdentifier
from tests.plugins.shared_data import shared_data

URA = "90000101"


def code_list() -> dict[str, str | None]:
    """Every organisation type with its parent, as Nictiz publishes it."""
    path = shared_data("nictiz-definitions", "CodeSystem-organization-type.json")
    parents = {}
    for concept in json.loads(path.read_text())["concept"]:
        properties = {item["code"]: item.get("valueCode") for item in concept["property"]}
        parents[concept["code"]] = properties.get("parent")
    return parents


@pytest.mark.parametrize("ura", ["", "abc", "123456789", "9000010१", "90000101\n", "*", "cat:H1"])
def test_what_is_not_a_ura_has_no_keys(ura: str) -> None:
    with pytest.raises(InvalidIdentifier):
        keys_of(ura, "H1")


def test_an_organisation_goes_by_everyone_its_number_its_type_and_its_category() -> None:
    assert keys_of(URA, "V4") == {"*", URA, "cat:V4", "cat:RPZAC104"}


@pytest.mark.parametrize("organization_type", ["AMB", "ZG", "unknown"])
def test_a_type_of_uncertain_category_is_in_none(organization_type: str) -> None:
    assert keys_of(URA, organization_type) == {"*", URA, f"cat:{organization_type}"}


def test_an_organisation_without_a_type_is_in_no_category() -> None:
    assert keys_of(URA, "") == {"*", URA}


def test_leading_zeros_make_no_difference() -> None:
    assert keys_of("123", "H1") == keys_of("00000123", "H1")
    assert ura_text("123") == "00000123"


@pytest.mark.parametrize(
    ("organization_type", "category"),
    [
        ("H1", "RPZAC001"),
        ("N6", "RPZAC001"),
        ("G5", "RPZAC003"),
        ("X3", "RPZAC004"),
        ("T2", "RPZAC004"),
        ("A1", "RPZAC005"),
        ("F1", "RPZAC103"),
        ("V6", "RPZAC104"),
        ("L1", "RPZAC104"),
    ],
)
def test_the_type_falls_in_the_category(organization_type: str, category: str) -> None:
    assert OTV_CATEGORY_OF[organization_type] == category


def test_every_type_in_the_table_is_in_the_code_list() -> None:
    assert set(OTV_CATEGORY_OF) <= set(code_list())


def test_a_kind_of_organisation_falls_in_the_category_of_what_it_is_a_kind_of() -> None:
    for code, parent in code_list().items():
        if parent in OTV_CATEGORY_OF:
            assert OTV_CATEGORY_OF.get(code) == OTV_CATEGORY_OF[parent], code


def test_the_seven_categories_of_mitz_are_known() -> None:
    assert len(OTV_CATEGORIES) == 7
    assert set(OTV_CATEGORY_OF.values()) == OTV_CATEGORIES - {"RPZAC200"}


@pytest.mark.parametrize("resource_type", ["Organization", "Practitioner", "Endpoint", "Location"])
def test_a_directory_is_under_no_choice(resource_type: str) -> None:
    assert category_of(resource_type) is None


@pytest.mark.parametrize(
    "resource_type", ["MedicationStatement", "AuditEvent", "Account", "Nonsense"]
)
def test_what_no_category_covers_is_in_none(resource_type: str) -> None:
    assert category_of(resource_type) is None


def test_every_wish_and_every_part_of_a_transfer_is_treatment_data() -> None:
    directories = {"Organization", "Practitioner", "PractitionerRole", "Location"}
    for path in shared_data("pzp-examples").glob("*.json"):
        resource_type = json.loads(path.read_text())["resourceType"]
        if resource_type not in directories:
            assert category_of(resource_type) == "GGC002", resource_type
    for path in shared_data("transfer", "r4").glob("2[02]-*.json"):
        for entry in json.loads(path.read_text())["entry"]:
            resource_type = entry["resource"]["resourceType"]
            if resource_type not in directories:
                assert category_of(resource_type) == "GGC002", resource_type
