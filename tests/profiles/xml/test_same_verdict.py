"""What is refused in JSON is refused in XML, at the same element."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from profiles.check.structure import check_structure as validate
from profiles.text.parse import Malformed
from profiles.xml.read import read_xml
from tests.profiles.strategies import Trail, Tree, consent, places
from tests.profiles.xml.plainly_written import another_wrote

WRONG = st.sampled_from(["two  spaces", " ", "yes", "2026-02-30", "no code", "\u00a0"])


def whole() -> Tree:
    """A wish without what a plain writer can't tell: companions, and a narrative."""
    return {key: value for key, value in consent().items() if key not in {"text", "_status"}}


# What is the name of an element in XML, or an attribute of it, is there once.
NAMES = {"resourceType", "id", "url"}
TRAILS = [trail for trail in places(whole()) if trail[-1] != "resourceType"]


def reached(tree: Tree, trail: Trail) -> Any:
    for step in trail:
        tree = tree[step]
    return tree


@st.composite
def wrong(draw: st.DrawFn) -> Tree:
    """The wish with something in it that R4 does not have."""
    tree = copy.deepcopy(whole())
    *outer, last = draw(st.sampled_from(TRAILS))
    node = reached(tree, tuple(outer))
    way = draw(st.sampled_from(["remove", "text", "unknown", "more"]))
    if way == "remove" and (isinstance(node, dict) or len(node) > 1):  # XML has no empty list
        del node[last]
    elif way == "text" and not isinstance(node[last], dict | list):
        node[last] = draw(WRONG)
    elif way == "unknown" and isinstance(node, dict):
        node["colour"] = "blue"
    elif way == "more" and last not in NAMES and isinstance(node[last], str):
        node[last] = [node[last], node[last]]
    return tree


def errors(tree: Tree) -> set[str]:
    return {one.expression for one in validate(tree) if one.severity in {"error", "fatal"}}


def errors_in_xml(tree: Tree) -> set[str]:
    """Of what the reader refuses it tells the first alone."""
    try:
        return errors(read_xml(another_wrote(tree)))
    except Malformed as refused:
        return {refused.issue.expression}


def same(in_json: set[str], in_xml: set[str]) -> bool:
    return in_json == in_xml or (len(in_xml) == 1 and in_xml <= in_json)


@given(wrong())
def test_what_is_wrong_is_refused_in_both_at_the_same_element(tree: Tree) -> None:
    in_json, in_xml = errors(tree), errors_in_xml(tree)

    assert bool(in_json) == bool(in_xml)
    assert same(in_json, in_xml), (in_json, in_xml)


def test_the_wish_itself_is_sound_in_both() -> None:
    assert errors(whole()) == errors_in_xml(whole()) == set()
