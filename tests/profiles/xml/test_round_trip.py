"""What is written in XML and read again is the same resource, whatever R4 has in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.r4.tables import resource_types
from profiles.text.parse import parse
from profiles.xml.read import read_xml
from profiles.xml.write import NumberText, write_xml
from tests.plugins.shared_data import shared_data
from tests.profiles.strategies import PRIMITIVE, consent, minimal
from tests.profiles.xml.instances import everything, instances

EXAMPLES = {"pzp-examples": 23, "pzp-1.0-examples": 25, "nictiz-examples": 70}


def again(tree: Any) -> Any:
    return read_xml(write_xml(tree))


@pytest.mark.parametrize("folder", EXAMPLES)
def test_every_example_comes_back_as_it_was(folder: str) -> None:
    paths = sorted(Path(shared_data(folder)).glob("*.json"))
    assert len(paths) == EXAMPLES[folder]
    for path in paths:
        tree = parse(path.read_bytes())
        assert again(tree) == tree, path.name


def test_every_element_of_every_type_comes_back_as_it_was() -> None:
    for kind in sorted(resource_types()):
        for tree in (minimal(kind), *everything(kind)):
            assert again(tree) == tree, kind


@given(st.sampled_from(sorted(resource_types())).flatmap(instances))
@settings(max_examples=60)
def test_any_instance_comes_back_as_it_was(tree: Any) -> None:
    assert again(tree) == tree


def test_elements_stand_in_the_order_that_r4_has() -> None:
    tree = consent()
    turned = dict(reversed(tree.items()))

    assert list(turned) != list(tree)
    assert write_xml(turned) == write_xml(tree)
    assert list(read_xml(write_xml(turned)))[:3] == ["resourceType", "id", "meta"]


@pytest.mark.parametrize("digits", ["72.50", "0.0000001", "1e2", "-0.0", "1E-7", "100000000000.10"])
def test_a_number_keeps_the_digits_that_were_written(digits: str) -> None:
    body = b'{"resourceType":"Observation","valueQuantity":{"value":%b}}' % digits.encode()

    tree = json.loads(body, parse_float=NumberText, parse_int=NumberText)
    written = write_xml(tree)

    assert f'<value value="{digits}"/>'.encode() in written
    assert read_xml(written, NumberText) == tree
    assert read_xml(written) == parse(body)


ODD = [
    "two\nlines",
    "a\ttab",
    "a\r\nb",
    "  around  ",
    "<b>&amp;\"'",
    "]]>",
    "\u00a0\u2028\u0085",
    "\U0001f986",
    "\u202e",
]


@pytest.mark.parametrize("text", ODD)
def test_a_text_comes_back_to_the_letter(text: str) -> None:
    tree = {
        "resourceType": "Basic",
        "code": {"id": text, "text": text, "extension": [{"url": text, "valueString": text}]},
    }

    assert again(tree) == tree


@pytest.mark.parametrize(
    "companions",
    [
        {"given": ["a", None], "_given": [None, {"extension": [{"url": "x", "valueCode": "y"}]}]},
        {"given": ["a", "b", "c"], "_given": [None, {"id": "i"}, None]},
        {"_given": [{"extension": [{"url": "x", "valueCode": "y"}]}]},
        {"_family": {"id": "f", "extension": [{"url": "x", "valueCode": "y"}]}, "given": ["a"]},
        {"family": "f", "_family": {"id": "i"}},
        {"family": "1", "_family": {"extension": [{"url": "x", "valueCode": "true"}]}},
    ],
)
def test_what_stands_beside_a_value_stays_with_it(companions: dict[str, Any]) -> None:
    tree = {"resourceType": "Patient", "name": [{"use": "usual"}, companions]}

    assert again(tree) == tree


DIVS = [
    PRIMITIVE["xhtml"],
    '<div xmlns="http://www.w3.org/1999/xhtml" title="a &gt; b"/>',
    "<div xmlns='http://www.w3.org/1999/xhtml' >\r\n <div>é<br/></div><!-- c --> </div>",
    '<div xmlns="http://www.w3.org/1999/xhtml"><p >&lt;b&gt; &amp; &#233;\U0001f986</p ></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><br/></div>',
    '<div\nxmlns="http://www.w3.org/1999/xhtml"><img alt=">" src="#a"/></div >',
]


@pytest.mark.parametrize("div", DIVS)
def test_a_narrative_is_kept_as_it_is_written(div: str) -> None:
    tree = {
        "resourceType": "Basic",
        "text": {"status": "generated", "div": div},
        "code": {"text": "x"},
    }

    assert again(tree) == tree


def test_a_narrative_is_found_in_a_body_of_megabytes() -> None:
    entries = [
        {"resource": {"resourceType": "Basic", "text": {"div": f"{DIVS[2][:-6]}{number}</div>"}}}
        for number in range(14_000)
    ]
    tree = {"resourceType": "Bundle", "entry": entries}

    assert len(write_xml(tree)) > 2_000_000
    assert again(tree) == tree
