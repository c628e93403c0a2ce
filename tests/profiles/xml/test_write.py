"""What XML can't say is not written, and where it stands is told."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.text.parse import Malformed
from profiles.xml.read import read_xml
from profiles.xml.write import Unwritable, write_xml
from tests.profiles.strategies import TREES, consent, spoiled

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
UNWRITABLE: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, ""),
    "no type": ({"id": "a"}, ""),
    "a type that is none": ({"resourceType": "HumanName"}, ""),
    "an element that is none": ({"resourceType": "Patient", "colour": 1}, "Patient.colour"),
    "its name in part": ({"resourceType": "Patient", "a b": 1}, "Patient"),
    "a companion of an object": ({"resourceType": "Patient", "_name": [{}]}, "Patient._name"),
    "null": ({"resourceType": "Patient", "active": None}, "Patient.active"),
    "nothing beside a value": ({"resourceType": "Patient", "id": "a", "_id": {}}, "Patient.id"),
    "null for a list": ({"resourceType": "Patient", "name": None}, "Patient.name"),
    "null beside a value": ({"resourceType": "Patient", "id": "a", "_id": None}, "Patient._id"),
    "one for a list": ({"resourceType": "Patient", "name": {}}, "Patient.name"),
    "an empty list": ({"resourceType": "Patient", "name": []}, "Patient.name"),
    "a list for one": ({"resourceType": "Patient", "active": [True]}, "Patient.active"),
    "a string for an object": ({"resourceType": "Patient", "name": ["a"]}, "Patient.name[0]"),
    "a string for a boolean": ({"resourceType": "Patient", "active": "true"}, "Patient.active"),
    "a boolean for a string": ({"resourceType": "Patient", "id": True}, "Patient.id"),
    "a number for a string": ({"resourceType": "Patient", "id": 1}, "Patient.id"),
    "a boolean for a number": (
        {"resourceType": "Patient", "multipleBirthInteger": True},
        "Patient.multipleBirth.ofType(integer)",
    ),
    "a float, whose digits are lost": (
        {"resourceType": "Patient", "multipleBirthInteger": 1.5},
        "Patient.multipleBirth.ofType(integer)",
    ),
    "lists of other lengths": (
        {"resourceType": "Patient", "name": [{"given": ["a"], "_given": [None, {"id": "b"}]}]},
        "Patient.name[0].given",
    ),
    "a place with nothing": (
        {
            "resourceType": "Patient",
            "name": [{"given": ["a", None], "_given": [{"id": "b"}, None]}],
        },
        "Patient.name[0].given[1]",
    ),
    "a character that XML has not": (
        {"resourceType": "Patient", "name": [{"family": "a\uffff"}]},
        "Patient.name[0].family",
    ),
    "a nought": ({"resourceType": "Patient", "id": "\0"}, "Patient.id"),
    "half a surrogate": ({"resourceType": "Patient", "id": "\ud800"}, "Patient.id"),
    "one in a url": (
        {"resourceType": "Patient", "extension": [{"url": "\x01"}]},
        "Patient.extension[0]",
    ),
    "no resource inside": (
        {"resourceType": "Bundle", "entry": [{"resource": {"id": "a"}}]},
        "Bundle.entry[0].resource",
    ),
    "a fault in a resource inside": (
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Basic", "a": 1}}]},
        "Bundle.entry[0].resource.Basic.a",
    ),
}


@pytest.mark.parametrize("what", UNWRITABLE)
def test_what_xml_can_not_say_is_not_written(what: str) -> None:
    tree, expression = UNWRITABLE[what]

    with pytest.raises(Unwritable) as caught:
        write_xml(tree)

    assert caught.value.expression == expression


DIVS = {
    "nothing": "",
    "text": "a",
    "two": f"<div {XHTML}/><div {XHTML}/>",
    "not closed": f"<div {XHTML}>",
    "closed too early": f"<div {XHTML}></div></text><active/><text><div {XHTML}></div>",
    "without its namespace": "<div>a</div>",
    "of another namespace": '<div xmlns="http://hl7.org/fhir">a</div>',
    "another element": f"<p {XHTML}>a</p>",
    "an entity": f"<div {XHTML}>&a;</div>",
    "a DOCTYPE": f"<!DOCTYPE div><div {XHTML}>a</div>",
    "a DOCTYPE with an entity": f'<!DOCTYPE div [<!ENTITY a "b">]><div {XHTML}>&a;</div>',
    "a DOCTYPE inside": f'<div {XHTML}><!DOCTYPE a [<!ENTITY a "b">]>&a;</div>',
    "a DOCTYPE behind": f"<div {XHTML}></div><!DOCTYPE a>",
    "a declaration": f'<?xml version="1.0"?><div {XHTML}>a</div>',
    "a prefix that nobody declared": f"<div {XHTML}><x:p/></div>",
    "a nought": f"<div {XHTML}>\0</div>",
    "half a surrogate": f"<div {XHTML}>\ud800</div>",
    "no text": 5,
}  # fmt: skip


@pytest.mark.parametrize("what", DIVS)
def test_a_narrative_that_is_no_div_changes_nothing_around_it(what: str) -> None:
    with pytest.raises(Unwritable) as caught:
        write_xml({"resourceType": "Patient", "text": {"status": "generated", "div": DIVS[what]}})

    assert caught.value.expression == "Patient.text.div"


@given(st.sampled_from([consent()]).flatmap(spoiled))
def test_whatever_tree_is_written_comes_back_or_is_refused(tree: Any) -> None:
    with suppress(Unwritable):
        written = write_xml(tree)
        with suppress(TooDeep):
            assert without_nothing(read(written)) == without_nothing(tree)


@given(st.dictionaries(st.sampled_from(["id", "name", "_id", "text", "active"]), TREES, max_size=3))
def test_no_tree_makes_it_fail(members: dict[str, Any]) -> None:
    tree = {"resourceType": "Patient", **members}
    with suppress(Unwritable):
        assert write_xml(tree).startswith(b"<?xml")


class TooDeep(Exception):
    """What is written from a tree that is deeper than any that is read."""


def read(body: bytes) -> Any:
    try:
        return read_xml(body)
    except Malformed as refused:
        if "nested deeper" in refused.issue.text:
            raise TooDeep from refused
        raise


def without_nothing(tree: Any) -> Any:
    """A list of nothing but nulls, and the white space around a narrative, say nothing."""
    if isinstance(tree, dict):
        return {
            key: value.strip(" \t\r\n") if key == "div" else without_nothing(value)
            for key, value in tree.items()
            if not (isinstance(value, list) and all(one is None for one in value))
        }
    return [without_nothing(one) for one in tree] if isinstance(tree, list) else tree
