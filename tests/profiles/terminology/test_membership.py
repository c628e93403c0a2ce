import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.systems import SNOMED
from profiles.terminology.membership import ANY_CODES, NO_CODES, Membership
from tests.profiles.structures import definitions

VS = "http://example.org/fhir/ValueSet/"
CS = "http://example.org/fhir/CodeSystem/"
GENDER = "http://hl7.org/fhir/ValueSet/administrative-gender"
IS_A = {"filter": [{"property": "concept", "op": "is-a", "value": "72506001"}]}


def value_set(name, *include, **rest):
    exclude = rest.pop("exclude", ())
    compose = {"include": list(include)} | ({"exclude": list(exclude)} if exclude else {})
    return {"resourceType": "ValueSet", "url": VS + name, "compose": compose} | rest


def codes(system, *found):
    return {"system": system, "concept": [{"code": code} for code in found]}


def code_system(name, *concepts, content="complete"):
    return {
        "resourceType": "CodeSystem",
        "url": CS + name,
        "content": content,
        "concept": list(concepts),
    }


def expansion(*codings):
    return {"contains": [{"system": system, "code": code} for system, code in codings]}


def test_codes_that_are_listed_are_in_and_others_are_not():
    known = definitions(value_set("vs", codes("urn:a", "1", "2"), codes("urn:b", "3")))
    assert known.member(VS + "vs", "urn:a", "1") is True
    assert known.member(f"{VS}vs|9", "urn:b", "3") is True
    assert known.member(VS + "vs", "urn:a", "3") is False
    assert known.member(VS + "vs", "urn:c", "1") is False
    assert known.listing(VS + "vs") == {("urn:a", "1"), ("urn:a", "2"), ("urn:b", "3")}


def test_a_code_without_a_system_may_be_of_any():
    known = definitions(value_set("vs", codes("urn:a", "1")), value_set("open", {"system": "x"}))
    assert known.member(VS + "vs", None, "1") is True
    assert known.member(VS + "vs", None, "2") is False
    assert known.member(VS + "open", None, "2") is None


def test_of_an_unknown_value_set_nothing_can_be_told():
    known = definitions()
    assert known.member(VS + "none", "urn:a", "1") is None
    assert known.listing(VS + "none") is None


def test_r4s_own_value_sets_are_known():
    known = definitions()
    system = "http://hl7.org/fhir/administrative-gender"
    assert known.member(GENDER, system, "male") is True
    assert known.member(GENDER, None, "man") is False
    assert (system, "other") in known.listing(GENDER)


def test_a_package_may_bring_its_own_edition_of_a_value_set_of_r4():
    mine = value_set("x", codes("urn:a", "1")) | {"url": GENDER}
    assert definitions(mine).member(GENDER, "urn:a", "1") is True


def test_a_whole_code_system_is_listed_with_what_is_nested_in_it():
    nested = {"code": "1", "concept": [{"code": "2", "concept": [{"code": "3"}]}]}
    known = definitions(code_system("cs", nested), value_set("vs", {"system": CS + "cs"}))
    assert known.listing(VS + "vs") == {(CS + "cs", "1"), (CS + "cs", "2"), (CS + "cs", "3")}


@pytest.mark.parametrize("content", ["not-present", "fragment", "example", "supplement"])
def test_of_a_code_system_that_is_not_complete_nothing_can_be_told(content):
    system = code_system("cs", {"code": "1"}, content=content)
    known = definitions(system, value_set("vs", {"system": CS + "cs"}, codes("urn:a", "1")))
    assert known.member(VS + "vs", CS + "cs", "9") is None
    assert known.member(VS + "vs", "urn:a", "1") is True
    assert known.member(VS + "vs", "urn:b", "1") is False
    assert known.listing(VS + "vs") is None


def test_of_a_filter_only_what_the_expansion_lists_can_be_told():
    filtered = {"system": SNOMED} | IS_A
    known = definitions(
        value_set("bare", filtered),
        value_set("vs", filtered, expansion=expansion((SNOMED, "72506001"))),
    )
    assert known.member(VS + "bare", SNOMED, "72506001") is None
    assert known.member(VS + "vs", SNOMED, "72506001") is True
    assert known.member(VS + "vs", SNOMED, "1") is None
    assert known.member(VS + "vs", "urn:a", "1") is False
    assert known.listing(VS + "bare") is None
    assert known.listing(VS + "vs") == {(SNOMED, "72506001")}


def test_an_expansion_alone_will_do_without_its_abstract_codes():
    alone = value_set("vs", expansion={"contains": [
        {"system": "urn:a", "code": "0", "abstract": True, "contains": [
            {"system": "urn:a", "code": "1"}]},
    ]})  # fmt: skip
    alone.pop("compose")
    known = definitions(alone)
    assert known.listing(VS + "vs") == {("urn:a", "1")}
    assert known.member(VS + "vs", "urn:a", "0") is False


def test_a_value_set_that_says_nothing_tells_nothing():
    known = definitions({"resourceType": "ValueSet", "url": VS + "vs"})
    assert known.member(VS + "vs", "urn:a", "1") is None


def test_a_value_set_takes_in_others():
    known = definitions(
        value_set("one", codes("urn:a", "1", "2")),
        value_set("two", codes("urn:a", "2", "3")),
        value_set("either", {"valueSet": [VS + "one"]}, {"valueSet": [f"{VS}two|1"]}),
        value_set("both", {"valueSet": [VS + "one", VS + "two"]}),
        value_set("one of it", codes("urn:a", "2", "9") | {"valueSet": [VS + "one"]}),
        value_set("unknown too", codes("urn:a", "2") | {"valueSet": [VS + "none"]}),
    )
    assert {code for _, code in known.listing(VS + "either")} == {"1", "2", "3"}
    assert known.listing(VS + "both") == known.listing(VS + "one of it") == {("urn:a", "2")}
    assert known.member(VS + "unknown too", "urn:a", "2") is None
    assert known.member(VS + "unknown too", "urn:b", "2") is False


def test_what_is_excluded_is_not_in():
    filtered = {"system": SNOMED} | IS_A
    known = definitions(
        value_set("listed", codes("urn:a", "1", "2"), exclude=[codes("urn:a", "2")]),
        value_set("filtered", filtered, exclude=[codes(SNOMED, "2")]),
        value_set("doubtful", codes(SNOMED, "1"), exclude=[filtered]),
    )
    assert known.listing(VS + "listed") == {("urn:a", "1")}
    assert known.member(VS + "filtered", SNOMED, "2") is False
    assert known.member(VS + "filtered", SNOMED, "1") is None
    assert known.member(VS + "doubtful", SNOMED, "1") is None


def test_a_value_set_that_takes_itself_in_is_what_else_it_says():
    known = definitions(value_set("vs", codes("urn:a", "1"), {"valueSet": [VS + "vs"]}))
    assert known.listing(VS + "vs") == {("urn:a", "1")}


@pytest.mark.parametrize(
    "compose", [[], {"include": [1]}, {"include": [{"system": []}]}, {"include": 3}, "x"]
)
def test_a_value_set_that_is_none_refuses_no_code(compose):
    known = definitions(value_set("vs") | {"compose": compose})
    assert known.member(VS + "vs", "urn:a", "1") is None


SYSTEMS, CODES = ("a", "b"), ("1", "2")
EVERYTHING = frozenset(itertools.product(SYSTEMS, CODES))
codings = st.frozensets(st.sampled_from(sorted(EVERYTHING)))


@st.composite
def known_and_true(draw):
    """What is known of a value set, and what would truly be in it."""
    if draw(st.booleans()) and draw(st.booleans()):
        return ANY_CODES, draw(codings)
    listed, unlisted = draw(codings), draw(st.frozensets(st.sampled_from(SYSTEMS)))
    true = listed | {coding for coding in draw(codings) if coding[0] in unlisted}
    return Membership(listed, unlisted), true


def assert_never_wrong(membership, true):
    for system, code in EVERYTHING:
        assert membership.has(system, code) in {None, (system, code) in true}
    for code in CODES:
        assert membership.has(None, code) in {None, any((each, code) in true for each in SYSTEMS)}
    if membership.is_complete:
        assert membership.listing == true


@given(known_and_true(), known_and_true(), known_and_true())
def test_what_is_told_of_combined_value_sets_is_never_wrong(one, two, three):
    (a, in_a), (b, in_b), (c, in_c) = one, two, three
    assert_never_wrong(a | b, in_a | in_b)
    assert_never_wrong(a & b, in_a & in_b)
    assert_never_wrong(a - b, in_a - in_b)
    assert_never_wrong((a - b) | c, (in_a - in_b) | in_c)
    assert_never_wrong((a - b) & c, (in_a - in_b) & in_c)
    assert_never_wrong((a - b) - c, (in_a - in_b) - in_c)


@given(st.lists(codings, max_size=3))
def test_what_is_fully_known_stays_so(parts):
    both = NO_CODES
    for part in parts:
        both |= Membership(part)
    assert both.is_complete
    assert both.listing == frozenset().union(*parts)


def test_a_value_set_is_gone_through_once():
    known = definitions(value_set("vs", codes("urn:a", "1")))
    assert known.membership(VS + "vs") is known.membership(VS + "vs")
    assert known.membership(VS + "vs").has("urn:a", "1") is True
