"""What a code system at hand says of a value set's codes."""

import pytest

from profiles.systems import LOINC, SNOMED
from tests.profiles.structures import definitions

VS = "http://example.org/fhir/ValueSet/vs"
CS = "http://example.org/fhir/CodeSystem/cs"


def concept(code, *beneath, **properties):
    listed = [
        {"code": name, "valueBoolean" if isinstance(value, bool) else "valueCode": value}
        for name, value in properties.items()
    ]
    return {"code": code, "concept": list(beneath), "property": listed}


ANIMALS = (
    concept(
        "animal",
        concept("dog", concept("poodle", legs="four")),
        concept("cat", legs="four", status="retired"),
        notSelectable=True,
    ),
    concept("bird", parent="animal", legs="two"),
    concept("stone", inactive=True),
)


def code_system(*concepts, **more):
    return {
        "resourceType": "CodeSystem",
        "url": CS,
        "content": "complete",
        "concept": list(concepts),
    } | more


def known(system, include=None, **compose):
    part = {"system": CS} | (include or {})
    value_set = {"resourceType": "ValueSet", "url": VS, "compose": {"include": [part]} | compose}
    return definitions(system, value_set)


def listed(*found, **more):
    listing = known(code_system(*ANIMALS, **more.pop("system", {})), *found, **more).listing(VS)
    return None if listing is None else {code for _, code in listing}


def test_codes_that_only_group_others_are_not_for_data():
    assert listed() == {"dog", "poodle", "cat", "bird", "stone"}
    named = {"property": [{"code": "abstract", "uri": f"{PROPERTY}notSelectable"}]}
    grouping = concept("group", concept("one"), abstract=True)
    assert known(code_system(grouping, **named)).listing(VS) == {(CS, "one")}


PROPERTY = "http://hl7.org/fhir/concept-properties#"


def test_codes_that_are_over_are_left_out_where_the_set_says_so():
    assert listed(inactive=False) == {"dog", "poodle", "bird"}
    assert listed(inactive=True) == listed()
    stated = {"concept": [{"code": "dog"}, {"code": "cat"}]}
    assert listed(stated, inactive=False) == {"dog"}


@pytest.mark.parametrize(
    ("name", "operator", "value", "picked"),
    [
        ("concept", "is-a", "dog", {"dog", "poodle"}),
        ("concept", "is-a", "animal", {"dog", "poodle", "cat", "bird"}),
        ("code", "descendent-of", "dog", {"poodle"}),
        ("concept", "is-not-a", "animal", {"stone"}),
        ("concept", "generalizes", "poodle", {"poodle", "dog"}),
        ("concept", "in", "dog, stone", {"dog", "stone"}),
        ("concept", "not-in", "dog,stone", {"poodle", "cat", "bird"}),
        ("legs", "=", "four", {"poodle", "cat"}),
        ("legs", "in", "two,three", {"bird"}),
        ("legs", "exists", "true", {"poodle", "cat", "bird"}),
        ("legs", "exists", "false", {"dog", "stone"}),
        ("display", "regex", "a.*", None),
        ("concept", "is-a", "unknown", None),
    ],
)
def test_filters_pick_among_the_codes(name, operator, value, picked):
    condition = {"property": name, "op": operator, "value": value}
    assert listed({"filter": [condition]}) == picked


def test_what_is_grouped_otherwise_is_no_kind():
    is_a = {"filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}
    assert listed(is_a, system={"hierarchyMeaning": "part-of"}) is None


@pytest.mark.parametrize("content", ["fragment", "example"])
def test_the_codes_of_a_part_of_a_system_are_in_and_of_others_it_can_not_be_told(content):
    some = known(code_system({"code": "1"}, content=content))
    assert some.member(VS, CS, "1") is True
    assert some.member(VS, CS, "2") is None
    assert some.member(VS, "urn:other", "1") is False


def test_another_edition_of_a_system_may_have_other_codes():
    system = code_system({"code": "1"}, version="2")
    assert known(system, {"version": "2"}).member(VS, CS, "9") is False
    assert known(system, {"version": "3"}).member(VS, CS, "9") is None
    assert known(system, {"version": "3"}).member(VS, CS, "1") is True


def test_case_means_nothing_where_the_system_says_so():
    loose = known(code_system({"code": "Ja"}, caseSensitive=False))
    strict = known(code_system({"code": "Ja"}, caseSensitive=True))

    assert loose.member(VS, CS, "jA") is loose.member(VS, None, "JA") is True
    assert loose.member(VS, CS, "nee") is loose.member(VS, None, "nee") is False
    assert strict.member(VS, CS, "ja") is strict.member(VS, None, "ja") is False
    assert loose.listing(VS) == {(CS, "Ja")}


def test_a_system_may_name_the_set_of_all_its_codes():
    whole = definitions(code_system({"code": "1"}, valueSet=f"{VS}|1"))

    assert whole.listing(VS) == {(CS, "1")}
    assert whole.member(f"{VS}|2", CS, "2") is False


@pytest.mark.parametrize(
    ("url", "system"),
    [
        (f"{SNOMED}?fhir_vs", SNOMED),
        (f"{SNOMED}/11000146104?fhir_vs=isa/72506001", SNOMED),
        (f"{LOINC}/vs/LL715-4", LOINC),
    ],
)
def test_a_set_that_is_told_by_its_url_draws_from_its_system_only(url, system):
    assert definitions().member(url, system, "1") is None
    assert definitions().member(url, "urn:other", "1") is False
    assert definitions().listing(url) is None


@pytest.mark.parametrize(
    "cut",
    [
        {"total": 9},
        {"offset": 5},
        {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/valueset-unclosed",
                    "valueBoolean": True,
                }
            ]
        },
    ],
    ids=["more", "page", "cut"],
)
def test_of_what_a_cut_expansion_does_not_list_nothing_can_be_told(cut):
    expansion = {"contains": [{"system": CS, "code": "1"}]} | cut
    alone = definitions({"resourceType": "ValueSet", "url": VS, "expansion": expansion})

    assert alone.member(VS, CS, "1") is True
    assert alone.member(VS, CS, "2") is None
    assert alone.listing(VS) is None
