"""STU3 in XML: the same tree as in JSON, and nothing that is no STU3."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.stu3 import read_stu3, to_r4, write_stu3
from profiles.stu3.covered import RESOURCES
from profiles.stu3.structure import check_stu3
from profiles.text.parse import Malformed
from profiles.xml.read import read_xml
from tests.profiles.stu3.directives import a_directive, read_in_r4
from tests.profiles.stu3.instances import Drawing
from tests.profiles.stu3.test_documents import DOCUMENTS, as_stu3

KINDS = sorted(RESOURCES - {"Bundle"})
EACH = 60 + int(os.environ.get("RANDOM_CALLS", "0"))
DEEP = '<extension url="http://example.org/x">'
START = '<Task xmlns="http://hl7.org/fhir">'


@settings(max_examples=EACH)
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 10**6))
def test_what_is_drawn_is_the_same_in_xml(kind: str, seed: int) -> None:
    tree = Drawing(seed).resource(kind)
    if check_stu3(tree):
        return

    assert read_stu3(write_stu3(tree)) == tree


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_whole_document_is_the_same_in_xml(name: str) -> None:
    document = as_stu3(name)

    assert read_stu3(write_stu3(document)) == document


def test_a_directive_in_xml_decides_as_in_json() -> None:
    consent = a_directive("cpr", "JA_MAAR", "deny with words")

    assert read_in_r4(to_r4(read_stu3(write_stu3(consent))).resource) == "alleen na overleg"


def test_r4_is_read_as_before_and_is_no_stu3() -> None:
    body = f'{START}<encounter><reference value="Encounter/1"/></encounter></Task>'.encode()

    assert read_xml(body)["encounter"] == {"reference": "Encounter/1"}
    assert refused(body.decode()) == ("structure", "Task.encounter")


def refused(body: str) -> tuple[str, str]:
    with pytest.raises(Malformed) as found:
        read_stu3(body.encode())
    assert "R4" not in found.value.issue.text
    return found.value.issue.code, found.value.issue.expression


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f'<!DOCTYPE Task SYSTEM "file:///etc/passwd">{START}<id value="1"/></Task>', "security"),
        (f'<!DOCTYPE t [<!ENTITY a "b">]>{START}<id value="&a;"/></Task>', "security"),
        (f'{START}<id value="&a;"/></Task>', "invalid"),
        (f"{START}words</Task>", "structure"),
        ('<ServiceRequest xmlns="http://hl7.org/fhir"/>', "not-supported"),
        ('<Task xmlns="http://example.org/"/>', "structure"),
        (START + DEEP * 90, "structure"),
    ],
)
def test_what_is_not_to_be_trusted_or_no_stu3_is_refused(body: str, code: str) -> None:
    assert refused(body)[0] == code


def test_a_bomb_of_entities_is_refused_before_it_grows() -> None:
    entities = "".join(f'<!ENTITY e{one + 1} "{f"&e{one};" * 10}">' for one in range(20))
    bomb = f'<!DOCTYPE t [<!ENTITY e0 "x">{entities}]>{START}<id value="&e20;"/></Task>'

    assert refused(bomb)[0] == "security"
