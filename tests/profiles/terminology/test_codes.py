"""Codes of definitions at hand: listed, judged, looked up, compared; and nothing made up."""

from typing import Any

import pytest

from profiles.packages.definitions import Definitions
from profiles.packages.package import Package
from profiles.systems import SNOMED
from profiles.terminology.at_hand import AtHand
from profiles.terminology.coded import Coded, NoSuchCode, NotAtHand, Unlisted
from profiles.terminology.expansion import MOST, Wanted, expansion
from profiles.terminology.lookup import lookup, subsumes
from profiles.terminology.verdicts import in_code_system, in_value_set

BEASTS, PART = "http://beasts.example/cs", "http://beasts.example/fragment"
ALL, SOME, DRAWN = "http://beasts.example/all", "http://beasts.example/some", "http://b.example/x"
GOOD = {"code": "dog", "display": "Good dog"}
FILTER = {"property": "a", "op": "=", "value": "b"}
DUTCH = {"language": "nl", "value": "kat"}


def code_system(url: str, content: str = "complete", **members: Any) -> dict[str, Any]:
    cat = {"code": "cat", "display": "Cat", "definition": "It purrs.", "designation": [DUTCH]}
    concepts = [
        {
            "code": "mammal",
            "display": "Mammal",
            "property": [{"code": "notSelectable", "valueBoolean": True}],
            "concept": [cat, {"code": "dog", "display": "Dog"}],
        },
        {
            "code": "dodo",
            "display": "Dodo",
            "property": [{"code": "inactive", "valueBoolean": True}],
        },
    ]
    return {
        "resourceType": "CodeSystem",
        "url": url,
        "version": "1",
        "name": "Beasts",
        "status": "active",
        "content": content,
        "concept": concepts,
        **members,
    }


def value_set(url: str, *include: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "ValueSet",
        "url": url,
        "version": "2",
        "name": "Set",
        "status": "active",
        "compose": {"include": list(include)},
    }


@pytest.fixture(scope="module")
def hand() -> AtHand:
    resources = (
        code_system(BEASTS, valueSet=ALL, caseSensitive=False),
        code_system(PART, "fragment", hierarchyMeaning="grouped-by", version="3"),
        value_set(
            SOME,
            {
                "system": BEASTS,
                "concept": [{"code": "dog", "display": "Good dog"}, {"code": "cat"}],
            },
        ),
        value_set(
            DRAWN, {"system": SNOMED, "filter": [{"property": "a", "op": "=", "value": "b"}]}
        ),
        {"resourceType": "ValueSet", "url": "http://b.example/broken", "compose": {"include": 1}},
    )
    return Definitions([Package("beasts", "1", resources, {})]).at_hand


def codes(hand: AtHand, url: str, **wanted: Any) -> list[str]:
    return [one["code"] for one in expansion(hand, hand.value_set(url), Wanted(**wanted)).contains]


def test_a_list_has_the_order_of_its_set_and_then_of_its_systems(hand: AtHand) -> None:
    assert codes(hand, SOME) == ["dog", "cat"]
    assert codes(hand, ALL) == ["cat", "dog", "dodo"], "what only groups others is not in it"
    found = expansion(hand, hand.value_set(SOME), Wanted())
    assert [one["display"] for one in found.contains] == ["Good dog", "Cat"]
    assert found.systems == [f"{BEASTS}|1"]


def test_it_is_narrowed_by_words_of_any_of_its_names_and_by_what_is_in_use(hand: AtHand) -> None:
    assert codes(hand, ALL, text="ka") == codes(hand, ALL, text="CÁT") == ["cat"]
    assert codes(hand, SOME, text="good d") == ["dog"]
    assert codes(hand, ALL, active_only=True) == ["cat", "dog"]
    assert codes(hand, ALL, offset=1, count=1) == ["dog"]
    [kat] = expansion(
        hand, hand.value_set(ALL), Wanted(text="cat", language="nl", designations=True)
    ).contains
    assert (kat["display"], kat["designation"]) == ("kat", [DUTCH])
    [dodo] = expansion(hand, hand.value_set(ALL), Wanted(text="dodo")).contains
    assert dodo["inactive"] is True


@pytest.mark.parametrize("url", [DRAWN, "http://b.example/broken"])
def test_what_can_not_be_listed_is_not_listed_in_part(hand: AtHand, url: str) -> None:
    with pytest.raises(Unlisted):
        expansion(hand, hand.value_set(url), Wanted())


@pytest.mark.parametrize("url", ["http://b.example/none", f"{SOME}|9"])
def test_what_is_not_here_is_not_found(hand: AtHand, url: str) -> None:
    with pytest.raises(NotAtHand):
        hand.value_set(url)
    assert hand.value_set(f"{SOME}|2") == hand.value_set(SOME, "2") == hand.value_set(SOME)


def test_case_means_what_the_system_says(hand: AtHand) -> None:
    assert in_code_system(hand, BEASTS, [Coded(BEASTS, "CAT")]).code == "cat"
    assert in_value_set(hand, hand.value_set(SOME), [Coded(BEASTS, "CAT", "KAT")]).result
    assert not in_code_system(hand, PART, [Coded(PART, "CAT")]).result


@pytest.mark.parametrize(
    ("display", "result", "said"),
    [
        ("", True, ""),
        ("cat", True, ""),
        ("Kat", True, ""),
        ("Dog", False, "is what dog is called"),
        ("good  dog", False, "is what dog is called"),
        ("Moggy", False, "is not called"),
    ],
)
def test_a_name_is_its_own_or_is_told(
    hand: AtHand, display: str, result: object, said: str
) -> None:
    found = in_value_set(hand, hand.value_set(SOME), [Coded(BEASTS, "cat", display)])
    assert (found.result, found.display) == (result, "Cat")
    assert said in found.message


def test_of_a_part_of_a_system_what_is_not_in_it_is_not_known(hand: AtHand) -> None:
    assert in_code_system(hand, PART, [Coded(PART, "cat")]).result
    other = in_code_system(hand, PART, [Coded(PART, "cow")])
    assert (other.result, "can't be told" in other.message) == (False, True)
    called = in_code_system(hand, PART, [Coded(PART, "cat", "Moggy")])
    assert (called.result, "can't be told" in called.message) == (True, True)
    with pytest.raises(NotAtHand):
        subsumes(hand, PART, "mammal", "cat")


def test_a_code_of_another_system_is_not_in_this_one(hand: AtHand) -> None:
    assert not in_code_system(hand, BEASTS, [Coded(PART, "cat")]).result
    assert in_code_system(hand, BEASTS, [Coded(PART, "cat"), Coded(BEASTS, "cat")]).result


def test_what_is_too_much_to_list_is_not_listed() -> None:
    many = [{"code": f"c{number}"} for number in range(MOST + 1)]
    hand = Definitions(
        [Package("m", "1", (value_set(SOME, {"system": BEASTS, "concept": many}),), {})]
    ).at_hand
    with pytest.raises(Unlisted):
        expansion(hand, hand.value_set(SOME), Wanted(count=1))


def test_a_version_that_is_not_here_is_not_judged(hand: AtHand) -> None:
    for found in (
        in_value_set(hand, hand.value_set(SOME), [Coded(BEASTS, "cat", version="8")]),
        in_code_system(hand, BEASTS, [Coded(BEASTS, "cat", version="8")]),
    ):
        assert (found.result, "version 1" in found.message) == (False, True)
    with pytest.raises(NotAtHand):
        lookup(hand, BEASTS, "cat", "8")


def test_kinds_are_compared_and_looked_up(hand: AtHand) -> None:
    assert subsumes(hand, BEASTS, "mammal", "cat") == "subsumes"
    assert subsumes(hand, BEASTS, "cat", "mammal") == "subsumed-by"
    assert subsumes(hand, BEASTS, "cat", "dog") == "not-subsumed"
    assert subsumes(hand, BEASTS, "cat", "cat") == "equivalent"
    with pytest.raises(NoSuchCode):
        subsumes(hand, BEASTS, "cat", "cow")

    known = lookup(hand, BEASTS, "cat")
    said = [(one["valueCode"], list(value.values())[1]) for one, value in known.properties]
    assert (known.name, known.version, known.display) == ("Beasts", "1", "Cat")
    assert known.designations == [DUTCH]
    assert said == [("definition", "It purrs."), ("inactive", False), ("parent", "mammal")]
    children = [value for one, value in lookup(hand, BEASTS, "mammal").properties]
    assert {"name": "value", "valueCode": "dog"} in children
    with pytest.raises(NoSuchCode):
        lookup(hand, BEASTS, "cow")


def test_a_system_that_groups_otherwise_than_by_kind_is_not_compared() -> None:
    grouped = code_system(BEASTS, hierarchyMeaning="grouped-by")
    hand = Definitions([Package("beasts", "1", (grouped,), {})]).at_hand
    with pytest.raises(NoSuchCode):
        subsumes(hand, BEASTS, "mammal", "cat")
