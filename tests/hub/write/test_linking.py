"""The tree that is judged and found by says what the bytes say that are stored."""

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from hub.storage.body import relink
from hub.write.linking import namings_of, relinked
from profiles.resource.references import expression_of, literal_references

LINKS = {
    "urn:uuid:a": "Patient/1",
    "urn:uuid:b": "Encounter/2",
    "Patient?identifier=x|1": "Patient/1",
    "Patient/1": "Patient/1",
}
DIVS = (
    '<div><a href=\'urn:uuid:a\'>href="urn:uuid:a"</a><img src = "urn:uuid:b"/></div>',
    '<div title="urn:uuid:a"><a href="Patient/1">1</a><a href="#urn:uuid:a">x</a></div>',
    '<div>href="urn:uuid:a"</div>',
)
TEXTS = st.sampled_from([*LINKS, *DIVS, "urn:uuid:unknown", "text", "document", "Bundle"])
NAMES = st.sampled_from(
    [
        "reference",
        "url",
        "uri",
        "valueUri",
        "valueUrl",
        "valueUuid",
        "type",
        "display",
        "entry",
        "extension",
        "subject",
        "education",
        "contained",
        "resourceType",
        "identifier",
        "div",
    ]
)
NODES = st.recursive(
    st.dictionaries(NAMES, TEXTS | st.booleans() | st.integers(0, 9), max_size=5),
    lambda inner: st.dictionaries(NAMES, inner | st.lists(inner, max_size=3) | TEXTS, max_size=5),
    max_leaves=25,
)


@given(NODES)
def test_the_tree_has_the_links_that_the_bytes_have(resource):
    before = copy.deepcopy(resource)
    swapped = relinked(resource, namings_of(resource), LINKS)
    assert swapped == json.loads(relink(json.dumps(resource).encode(), LINKS))
    assert resource == before


@given(NODES)
def test_what_must_name_something_is_every_literal_reference(resource):
    found = [(expression_of(at), text) for at, text, must in namings_of(resource) if must]
    assert found == list(literal_references(resource))


def test_what_names_nothing_new_is_not_copied():
    goal = {"resourceType": "Goal", "subject": {"reference": "Patient/1"}, "note": [{"text": "x"}]}
    assert relinked(goal, namings_of(goal), LINKS) is goal


def test_only_what_is_around_a_new_name_is_copied():
    goal = {"subject": {"reference": "urn:uuid:a"}, "note": [{"text": "x"}]}
    new = relinked(goal, namings_of(goal), LINKS)
    assert new["subject"] == {"reference": "Patient/1"}
    assert new["note"] is goal["note"]
    assert list(new) == list(goal)


def test_what_a_document_inside_holds_need_not_name_anything():
    entry = {"resource": {"subject": {"reference": "urn:uuid:a"}}}
    document = {"resourceType": "Bundle", "type": "document", "entry": [entry]}
    holder = {"resourceType": "Basic", "contained": [document]}
    assert [must for _, _, must in namings_of(holder)] == [False]
    assert [must for _, _, must in namings_of(document | {"type": "collection"})] == [True]
