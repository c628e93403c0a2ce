"""What the validator finds is in Dutch, whatever is wrong with what is sent.

docs/decisions/0057-told-in-the-callers-language.md
"""

import copy
from collections.abc import Callable, Iterator
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.languages.dutch import in_dutch
from profiles.fhirpath import fault_of
from profiles.r4.tables import elements, resource_types
from profiles.text.parse import Malformed, parse, parse_list
from profiles.validator import shipped_validator
from profiles.xml.read import read_xml
from tests.hub.languages.told import is_dutch, not_in_dutch, texts
from tests.profiles.mutants.material import harvest
from tests.profiles.strategies import TREES, Tree, consent, minimal, spoiled, valued

INSTEAD: tuple[Tree, ...] = (None, True, 7, "", "x y", " é", [], {}, [[]], [{}], ["#a"], {"a": 1})
FHIR = 'xmlns="http://hl7.org/fhir"'
NEVER_OF_A_BODY = {
    "illegal parameter entity reference", "asynchronous entity", "document is not standalone",
    "reference to binary entity", "reference to external entity in attribute",
    "error in processing external entity reference", "entity declared in parameter entity",
    "unexpected parser state - please send a bug report", "incomplete markup in parameter entity",
    "requested feature requires XML_DTD support in Expat", "illegal character(s) in public id",
    "cannot change setting once parsing has begun", "parser suspended", "parser not suspended",
    "parsing finished", "cannot suspend in external parameter entity", "invalid argument",
    "a successful prior call to function XML_GetBuffer is required",
}  # fmt: skip
"""Of a DTD, which is refused before, or of who calls the parser."""


def judged(resource: Tree) -> list[str]:
    return texts(shipped_validator().validate(resource))


def refused(read: Callable[[bytes], object], body: bytes) -> list[str]:
    try:
        read(body)
    except Malformed as fault:
        return [fault.issue.text]
    return []


def wrongly_made(kind: str) -> Iterator[Tree]:
    """The least of a type with each element in turn left out, twice, or of another kind."""
    whole = minimal(kind)
    yield {"resourceType": kind, "cheese": 1, "_id": {}}
    for element in elements(kind):
        name, type_name = next(iter(element.json_names().items()))
        left = copy.deepcopy(whole)
        left.pop(name, None)
        yield left
        said = valued(element, type_name)
        yield whole | {name: said[0] if element.is_list else [said]}
        yield whole | {f"_{name}": {"extension": []}}
        yield from (whole | {name: one} for one in INSTEAD)


@pytest.mark.parametrize("kind", sorted(resource_types()))
def test_every_fault_of_every_type_is_told_in_dutch(kind: str) -> None:
    told = [text for one in wrongly_made(kind) for text in judged(one)]

    assert told
    assert not_in_dutch(told) == []


def test_every_mutant_of_the_national_guide_is_told_in_dutch() -> None:
    judge = shipped_validator().validate
    mutants = harvest().mutants
    told = [text for one in mutants for text in texts(judge(one.resource, [one.profile]))]

    assert len(mutants) >= 3_000
    assert not_in_dutch(told) == []


@given(
    st.sampled_from(sorted(resource_types())).map(minimal).flatmap(spoiled)
    | st.just(consent()).flatmap(spoiled)
)
def test_what_is_spoiled_anyhow_is_told_in_dutch(resource: Tree) -> None:
    assert not_in_dutch(judged(resource) if isinstance(resource, dict) else []) == []


@given(st.sampled_from(["Bundle", "Parameters", "Consent", "StructureDefinition"]), TREES)
def test_any_value_anywhere_is_told_in_dutch(kind: str, value: Tree) -> None:
    for element in elements(kind):
        name = next(iter(element.json_names()))
        assert not_in_dutch(judged(minimal(kind) | {name: value})) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[", b"{]", b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,}', b"{'a':1}", b'{"a" 1}',
        b'{"a":"\x01"}', b'{"a":"\\x"}', b'{"a":"\\u12"}', b'"a', b"{} {}", b"7", b"[1,]", b"nul",
        b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a":-Infinity}', b'{"a":' + b"1" * 5_000 + b"}",
        b'{"a":1e99999}', b"\xef\xbb\xbf{}", b"\xff", b'{"a":"\\ud800"}', b"[" * 200 + b"]" * 200,
        b'{"a":' * 200 + b"1" + b"}" * 200, b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_in_dutch(body: bytes) -> None:
    assert not_in_dutch(refused(parse, body) + refused(parse_list, body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "", " ", "<", "<a", "<a>", "<a></b>", "<a/>", f"<a {FHIR}/>", f"<Patient {FHIR}>",
        f"<Patient {FHIR}/><Patient/>", f"<Patient {FHIR}>text</Patient>", "<!DOCTYPE a><a/>",
        f"<Patient {FHIR}><cheese/></Patient>", f"<Patient {FHIR}><active value='&x;'/></Patient>",
        f"<Patient {FHIR} a='1' a='1'/>", f"<Patient {FHIR} a='1'/>", "<Patient/>", "<x:a/>",
        "<?xml version='1.1'?><Patient/>", "<?xml version='1.0' encoding='latin1'?><Patient/>",
        f"<Patient {FHIR}><active value='1'/><active value='2'/></Patient>", "<a>&#0;</a>",
        f"<Patient {FHIR}><gender value='x'/><active value='true'/></Patient>", "a", "<?a?>",
        f"<Patient {FHIR}><x xmlns='urn:a'/></Patient>", "\ufeff", "<a><![CDATA[", "<a b/>",
        f"<Patient {FHIR}><text><div>x</div></text></Patient>", f"{'<a>' * 500}", "<a xmlns:x=''/>",
        f"<Bundle {FHIR}><entry><resource><Patient/><Patient/></resource></entry></Bundle>",
        f"<Observation {FHIR}><valueQuantity><value value='{'1' * 5_000}'/></valueQuantity>",
    ],
)  # fmt: skip
def test_what_is_no_xml_is_told_in_dutch(body: str) -> None:
    told = refused(read_xml, body.encode()) + refused(read_xml, body.encode("utf-16"))

    assert not_in_dutch(told) == []


def test_what_the_parser_of_xml_says_is_told_in_dutch() -> None:
    said = set(expat.errors.messages.values()) - NEVER_OF_A_BODY

    assert [text for text in said if in_dutch(text) is None] == []


@pytest.mark.parametrize(
    "expression",
    [
        "", "(", "a.", "a b", "$", "'a", "@2026-13-45", "1 +", "cheese()", "a.where()", "%cheese",
        "a.ofType(Cheese)", "a.ofType(1)", "a.is(1)", "Patient.cheese", "gender + 1", "-gender",
        "children().first()", "name.abs()", "gender < name", "iif(1, 2)", "name.where(cheese = 1)",
        "(" * 2_000, "a" * 20_000, "a.b." * 3_000 + "c", "!", "Observation.code", "a.'b'",
        "1.matches(1)",
        "contact.name | cheese()", "gender & ", "{1}", "a[", "name.given.upper() + 1", "`x y`.z.y`",
    ],
)  # fmt: skip
def test_what_is_no_fhirpath_is_told_in_dutch(expression: str) -> None:
    fault = fault_of(expression, frozenset({"Patient"}))

    assert fault is None or is_dutch(str(fault)), str(fault)
