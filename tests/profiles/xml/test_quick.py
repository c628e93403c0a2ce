"""The quick way gives what a closer look gives, or nothing: it takes nothing that that refuses."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.r4.tables import resource_types
from profiles.text.parse import Malformed, parse
from profiles.xml.quick import LARGEST, read_quickly
from profiles.xml.read import number_of, read_closely
from profiles.xml.write import Unwritable, write_xml
from tests.plugins.shared_data import shared_data
from tests.profiles.strategies import consent, spoiled
from tests.profiles.xml.instances import instances

HEAD = '<Patient xmlns="http://hl7.org/fhir">'
PIECES = [
    *("<", ">", "/", "/>", "</", '"', "'", "=", " ", "\n", "&", "&amp;", "&#10;", "&x;", "\0"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?a ", "?>", "<!DOCTYPE a>", "ë", "\u00a0", "\ufffe"),
    *("<id/>", '<id value="a"/>', "<name>", "</name>", '<active value="true"/>', ' value="b"'),
    *('<given value="c"/>', '<extension url="d">', "</extension>", "<contained>", "</contained>"),
    *("<Basic>", "</Basic>", "<text>", "</text>", ' xmlns="http://hl7.org/fhir"', ' id="e"'),
    *('<div xmlns="http://www.w3.org/1999/xhtml">', "</div>", "<div>", "<br/>", "</div></text>"),
    *('<multipleBirthInteger value="1"/>', '<deceasedBoolean value="x"/>', ' url="f"', "<period>"),
    *("<birthDate>", "</birthDate>", "<given>", "</given>", "</Patient>"),
]  # fmt: skip


def check(body: bytes) -> bool:
    """Whether the quick way gave something, which a closer look has to give too."""
    quickly = read_quickly(body, number_of)
    if quickly is None:
        return False
    assert quickly == read_closely(body)
    return True


@pytest.mark.parametrize("folder", ["pzp-examples", "pzp-1.0-examples", "nictiz-examples"])
def test_what_is_published_goes_the_quick_way(folder: str) -> None:
    for path in sorted(Path(shared_data(folder)).glob("*.json")):
        assert check(write_xml(parse(path.read_bytes()))), path.name


@given(st.sampled_from(sorted(resource_types())).flatmap(instances))
@settings(max_examples=50)
def test_any_instance_is_the_same_by_both(tree: Any) -> None:
    check(write_xml(tree))


@given(st.just(consent()).flatmap(spoiled))
def test_any_spoiled_instance_is_the_same_by_both(tree: Any) -> None:
    with suppress(Unwritable, Malformed):
        check(write_xml(tree))


WHOLE = write_xml(consent()).decode()


BREAKS = st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 9), st.sampled_from(PIECES))


@given(st.lists(BREAKS, max_size=3))
@settings(max_examples=300)
def test_a_broken_body_is_the_same_by_both(breaks: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for at, length, piece in breaks:
        text = text[:at] + piece + text[at + length :]
    check(text.encode())


@given(st.lists(st.sampled_from(PIECES), max_size=9))
@settings(max_examples=300)
def test_any_pieces_are_the_same_by_both(pieces: list[str]) -> None:
    check(f"{HEAD}{''.join(pieces)}</Patient>".encode())


CLOSER = {
    "a comment": "<!-- a -->",
    "CDATA": "<![CDATA[]]>",
    "an instruction": "<?a b?>",
    "an id": '<active id="a" value="true"/>',
    "single quotes": "<id value='a'/>",
    "no value": "<id/>",
    "an empty value": '<id value=""/>',
    "an empty object": "<name/>",
    "a value that ends later": '<id value="a"></id>',
    "a raw line feed": '<id value="a\nb"/>',
    "a character that XML has not": '<id value="a\ufffe"/>',
    "another entity": '<id value="&eacute;"/>',
    "a character by number": '<id value="&#233;"/>',
    "a reference that does not end": '<id value="a &amp"/>',
    "an ampersand": '<id value="a & b"/>',
    "a prefix": '<f:id xmlns:f="http://hl7.org/fhir" value="a"/>',
    "text": "a",
    "a narrative that is none": "<text><div xmlns='http://www.w3.org/1999/xhtml'><p></div></text>",
    "a url of what has none": '<name url="a"></name>',
    "a value of an object": '<name value="a"></name>',
    "a value of an object that holds more": '<name value="a"><text value="b"/></name>',
    "a number too long": f'<multipleBirthInteger value="{"1" * 99}"/>',
    "another end": "<name><given></name></given>",
    "an end too many": "</Patient>",
    "an end with a value": '<name><text value="a"/></name value="b">',
    "an end with a url": '<name><text value="a"/></name url="b">',
    "an end that is empty": '<name><text value="a"/></name/>',
}


@pytest.mark.parametrize("what", CLOSER)
def test_what_is_not_plain_gets_a_closer_look(what: str) -> None:
    body = f"{HEAD}{CLOSER[what]}</Patient>".encode()

    assert read_quickly(body, number_of) is None
    with suppress(Malformed):
        assert read_closely(body)["resourceType"] == "Patient"


def test_what_is_cut_off_gets_a_closer_look() -> None:
    for body in (f"{HEAD}", f'{HEAD}<id value="a"/>', f'{HEAD}<name><text value="a"/></name>'):
        assert read_quickly(body.encode(), number_of) is None


def test_what_is_long_gets_a_closer_look() -> None:
    body = f"{HEAD}{' ' * LARGEST}</Patient>".encode()

    assert read_quickly(body, number_of) is None
    assert read_closely(body) == {"resourceType": "Patient"}
