import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import systems
from profiles.invalid import InvalidRecord
from profiles.resource.transaction import (
    Identifier,
    business_identifier,
    conditional_update,
    full_url,
    linked_transaction,
    references,
    relinked,
    update,
)

RI = {"coding": [{"system": systems.IDENTIFIER_TYPE, "code": "RI"}]}
OWN = {"system": "https://ehr.example/id", "value": "7"}


def _resource(kind: str, *identifiers: object, **more: object) -> dict[str, object]:
    return {"resourceType": kind, "identifier": list(identifiers), **more}


def test_the_bsn_of_a_contact_does_not_name_the_related_person() -> None:
    bsn = {"system": systems.BSN_SYSTEM, "value": "999900006"}

    assert business_identifier(_resource("RelatedPerson", bsn)) is None
    assert business_identifier(_resource("RelatedPerson", bsn, OWN)) == Identifier(**OWN)


def test_a_product_number_does_not_name_a_device() -> None:
    gtin = {"system": "https://www.gs1.org/gtin", "value": "08712345678906"}

    assert business_identifier(_resource("Device", gtin)) is None
    assert business_identifier(_resource("Device", gtin, {**OWN, "type": RI})) == Identifier(**OWN)


@pytest.mark.parametrize(
    "identifier",
    [
        {},
        {"value": "7"},
        {"system": "s"},
        {"system": "", "value": "7"},
        {"system": "s", "value": 7},
        "text",
    ],
)
def test_half_an_identifier_names_nothing(identifier: object) -> None:
    assert business_identifier(_resource("Goal", identifier)) is None


@pytest.mark.parametrize(
    ("kind", "system"),
    [
        ("Patient", systems.BSN_SYSTEM),
        ("Organization", systems.URA_SYSTEM),
        ("Practitioner", systems.UZI_PERSON),
        ("Practitioner", systems.AGB_SYSTEM),
    ],
)
def test_the_national_number_goes_before_the_sources_own(kind: str, system: str) -> None:
    number = {"system": system, "value": "999900006"}

    found = business_identifier(_resource(kind, {**OWN, "type": RI}, number))

    assert found == Identifier(system, "999900006")


def test_the_resource_identifier_goes_before_other_identifiers() -> None:
    other = {"system": "https://ehr.example/form", "value": "1"}

    found = business_identifier(_resource("Consent", other, {**OWN, "type": RI}))

    assert found == Identifier(**OWN)


def test_a_single_identifier_counts_as_well() -> None:
    composition = {"resourceType": "Composition", "identifier": OWN}

    assert business_identifier(composition) == Identifier(**OWN)


def test_a_condition_is_escaped_for_search_and_for_the_url() -> None:
    by = Identifier("https://ehr.example/id", "a|b,c$d\\e f&g")

    entry = conditional_update({"resourceType": "Goal"}, by, "urn:uuid:1")

    assert entry["request"] == {
        "method": "PUT",
        "url": "Goal?identifier=https%3A%2F%2Fehr.example%2Fid%7C"
        "a%5C%7Cb%5C%2Cc%5C%24d%5C%5Ce%20f%26g",
    }


def test_a_conditional_update_leaves_the_sources_id_behind() -> None:
    by = Identifier(**OWN)

    entry = conditional_update({"resourceType": "Goal", "id": "1", "note": []}, by, "urn:uuid:1")

    assert entry["resource"] == {"resourceType": "Goal", "note": []}


def test_only_references_that_have_a_target_change() -> None:
    resource = {
        "subject": {"reference": "Patient/1", "display": "Patient/1"},
        "author": [{"reference": "Patient/1/_history/3"}, {"reference": "Practitioner/9"}],
        "note": "Patient/1",
    }

    assert relinked(resource, {"Patient/1": "urn:uuid:p"}) == {
        "subject": {"reference": "urn:uuid:p", "display": "Patient/1"},
        "author": [{"reference": "urn:uuid:p"}, {"reference": "Practitioner/9"}],
        "note": "Patient/1",
    }
    assert list(references(resource)) == ["Patient/1", "Patient/1", "Practitioner/9"]


def test_one_resource_twice_is_one_entry_and_two_that_differ_are_refused() -> None:
    goal = {"resourceType": "Goal", "id": "1"}
    entry = update(goal, full_url("Goal", "1"))
    other = update({**goal, "lifecycleStatus": "active"}, full_url("Goal", "1"))
    names = frozenset({"Goal/1"})

    assert linked_transaction([(names, entry), (names, entry)])["entry"] == [entry]
    with pytest.raises(InvalidRecord):
        linked_transaction([(names, entry), (names, other)])


def test_a_bundle_within_keeps_its_own_references() -> None:
    inner = {"entry": [{"resource": {"subject": {"reference": "Goal/1"}}}]}
    whole = update({"resourceType": "Bundle", "id": "b", **inner}, "urn:uuid:b")
    goal = update({"resourceType": "Goal", "id": "1"}, "urn:uuid:g")

    made = linked_transaction([(frozenset(), whole), (frozenset({"Goal/1"}), goal)])

    assert made["entry"][0] == whole


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_a_full_url_is_the_same_for_the_same_parts_only(one: list[str], other: list[str]) -> None:
    assert full_url(*one) == full_url(*one)
    assert (full_url(*one) == full_url(*other)) == (one == other)
