"""Whatever comes back, the reader says permit to a whole and honest answer alone, and never breaks.

What is honest is judged apart from the reader, by another parser and by what was asked.
"""

import re
from email.message import Message
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hub.outbound.mitz.answer import Undecided, read
from hub.outbound.mitz.envelope import envelope
from hub.outbound.mitz.question import ClosedQuestion
from profiles.identifiers import BSN
from tests.hub.outbound.cast import USER, a_question
from tests.stubs.mitz.answers import decided, enveloped
from tests.stubs.mitz.contract import SOAP, WSA, XACML, Asked, asked

TO = "https://mitz.example/geslotenautorisatievraag/xacml3"
MESSAGE = "urn:uuid:6f1dbd2b-5f5c-4a5e-9d3a-6a1a3a0c7b11"
OTHER = "urn:uuid:00000000-0000-4000-8000-000000000000"
MEMBERS = ("root", "extension", "code", "codeSystem")
QUESTION = a_question(BSN("999990019"))


def taken(question: ClosedQuestion) -> Asked:
    """The question as Mitz took it."""
    headers = Message()
    headers["Content-Type"] = (
        'application/soap+xml; charset=UTF-8; action="XACMLAuthorizationDecisionQueryRequest"'
    )
    headers["X-Request-Id"] = MESSAGE
    return asked(headers, envelope(question, MESSAGE, TO), TO)


ANSWERS = {word: decided(taken(QUESTION), word) for word in ("Permit", "Deny", "Indeterminate")}


def said(body: str | bytes, status: int = 200, question: ClosedQuestion = QUESTION) -> str:
    """The decision, or why there is none."""
    try:
        return read(status, body if isinstance(body, bytes) else body.encode(), question, MESSAGE)
    except Undecided as undecided:
        return undecided.why


def echo(root: ET.Element) -> list[Any]:
    return sorted(
        (
            group.get("Category"),
            attribute.get("AttributeId"),
            value.get("DataType"),
            one.tag,
            [one.get(member) for member in MEMBERS],
        )
        for group in root.iter(f"{XACML}Attributes")
        for attribute in group
        for value in attribute
        for one in value
    )


def is_honest_permit(body: bytes) -> bool:
    """By the letter: this message, one result, Permit, and everything that was asked."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - mutants of what we wrote, without entities
        right = ET.fromstring(ANSWERS["Permit"])  # noqa: S314 - likewise
        decisions = [one.text for one in root.iter(f"{XACML}Decision")]
        relates = [one.text for one in root.iter(f"{WSA}RelatesTo")]
        results = list(root.iter(f"{XACML}Result"))
        texts = [(text or "").strip() for text in (*decisions, *relates)]
        return (
            root.tag == f"{SOAP}Envelope"
            and len(results) == 1
            and texts == ["Permit", MESSAGE]
            and echo(root) == echo(right)
        )
    except (ET.ParseError, ValueError, TypeError):
        return False


def test_a_right_answer_is_read() -> None:
    assert said(ANSWERS["Permit"]) == "permit"
    assert said(ANSWERS["Deny"]) == "deny"
    assert said(ANSWERS["Indeterminate"]) == "indeterminate"
    assert is_honest_permit(ANSWERS["Permit"].encode())
    assert not is_honest_permit(ANSWERS["Deny"].encode())


def test_an_answer_to_another_message_or_question_is_none() -> None:
    for other in (
        a_question(),
        a_question(QUESTION.bsn, purpose="COC"),
        a_question(QUESTION.bsn, data_category="GGC013"),
        a_question(QUESTION.bsn, user=USER.__class__(**_fields(mandated="000000001"))),
        a_question(QUESTION.bsn, user=USER.__class__(**_fields(role="01.016"))),
    ):
        assert said(ANSWERS["Permit"], question=other) == "another-question"
    assert said(ANSWERS["Permit"].replace(MESSAGE, OTHER)) == "another-message"


def _fields(**other: str) -> dict[str, Any]:
    fields = ("ura", "organization_type", "number", "role", "mandated")
    return {name: getattr(USER, name) for name in fields} | other


def test_nothing_that_is_asked_with_tells_a_number_when_it_is_printed() -> None:
    printed = f"{QUESTION!r} {QUESTION.attributes!r} {QUESTION}"

    assert QUESTION.bsn.value not in printed


def test_who_works_by_a_mandate_is_named_beside_who_gave_it() -> None:
    question = a_question(QUESTION.bsn, user=USER.__class__(**_fields(mandated="000000001")))

    one = taken(question)

    assert one.values["urn:nl:otv:names:tc:1.0:subject:mandated"] == "000000001"
    assert said(decided(one, "Permit"), question=question) == "permit"


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("<Decision>Permit</Decision>", "", "form"),
        ("<Decision>Permit</Decision>", "<Decision>Permit<x/></Decision>", "form"),
        ("<Decision>Permit", "<Decision>Deny</Decision><Decision>Permit", "form"),
        ("status:ok", "status:processing-error", "form"),
        ("</Result>", "<PolicyIdentifierList/></Result>", "form"),
        ("</Result>", "<Obligations/></Result>", "obligation"),
        ("<Response", "<x/><Response", "form"),
        ("</Response>", "<x/></Response>", "form"),
        ("core:schema:wd-17", "core:schema:wd-18", "form"),
        ("</s:Body>", "</s:Body><s:Body/>", "form"),
        ("</s:Body>", "<x/></s:Body>", "form"),
        ("</a:RelatesTo>", "</a:RelatesTo><a:RelatesTo/>", "another-message"),
        ("<a:RelatesTo>", '<a:RelatesTo RelationshipType="x">', "another-message"),
        ('extension="90000101"', 'extension="90000101" nullFlavor="UNK"', "another-question"),
        ('extension="90000101"', 'extension="0090000101"', "another-question"),
        ('code="Z3"', 'code="V4"', "another-question"),
        ("#II", "#CV", "another-question"),
        ("", f"{'<x>' * 50}", "not-xml"),
    ],
)
def test_what_differs_in_one_thing_permits_nothing(was: str, becomes: str, why: str) -> None:
    assert said(ANSWERS["Permit"].replace(was, becomes, 1)) == why


def test_what_is_no_response_is_none() -> None:
    assert said(ANSWERS["Permit"].replace("Response", "Reply")) == "form"
    assert said(ANSWERS["Permit"].replace("<Response", "<Reply")) == "not-xml"


def test_what_comes_back_twice_or_not_at_all_permits_nothing() -> None:
    attribute = re.search(r"<(\w+:)Attribute .*?</\1Attribute>", ANSWERS["Permit"])
    assert attribute

    for times in (0, 2):
        differs = ANSWERS["Permit"].replace(attribute[0], attribute[0] * times)
        assert said(differs) == "another-question"


@pytest.mark.parametrize("more", ["<x/>", "not"])
def test_a_value_with_something_in_it_permits_nothing(more: str) -> None:
    value = re.search(r"<(\w+:CodedValue) code=\"Z3\"[^>]*?(/>)", ANSWERS["Permit"])
    assert value
    filled = f"{value[0].removesuffix(value[2])}>{more}</{value[1]}>"

    assert said(ANSWERS["Permit"].replace(value[0], filled)) == "another-question"


def test_what_only_tells_more_about_a_value_changes_nothing() -> None:
    more = ANSWERS["Permit"].replace('code="Z3"', 'code="Z3" displayName="Huisartspraktijk"')

    assert said(more) == "permit"


def test_what_is_nested_too_deeply_or_in_another_encoding_is_not_read() -> None:
    nested = enveloped("<x>" * 40 + "</x>" * 40, MESSAGE)

    assert said(nested) == "not-xml"
    assert said(ANSWERS["Permit"].encode("utf-16")) == "not-xml"


def test_a_right_answer_with_another_status_permits_nothing() -> None:
    assert {said(ANSWERS["Permit"], status) for status in (201, 202, 299, 302, 500)} == {"status"}


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert said(body) not in {"permit", "deny"}


PIECES = (
    *("Permit", "Deny", "Indeterminate", "<Decision>", "</Result>", "<Result>", "<x/>", "&amp;"),
    *('"', "&a;", "<!--", "-->", "<![CDATA[", "]]>", "<?x ?>", MESSAGE, OTHER, "999990019", "Z3"),
    *("90000101", "90000103", "999911120", "V4", "CIBG", "\x00", " ", "é", "</s:Body>", "true"),
)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A right answer with some pieces of it cut, doubled, moved or replaced."""
    text = ANSWERS[draw(st.sampled_from(sorted(ANSWERS)))]
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(text)))
        end = draw(st.integers(begin, min(len(text), begin + 60)))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            piece = draw(st.sampled_from(PIECES))
            text = text[:begin] + piece + text[end:]
        elif kind == 1:
            text = text[:end] + text[begin:]
        elif kind == 2:
            piece = draw(st.sampled_from([one for one in PIECES if one in text] or [" "]))
            text = text.replace(
                piece, draw(st.sampled_from(PIECES)), draw(st.sampled_from([1, -1]))
            )
        else:
            where = draw(st.integers(0, len(text)))
            text = text[:where] + text[begin:end] + text[where:]
    return text.encode()


@given(mutants())
@example(ANSWERS["Permit"].replace("Permit", "Per<!-- -->mit").encode())
@example(ANSWERS["Permit"].replace("Permit", "Per<![CDATA[mit]]>").encode())
def test_no_mutant_is_permitted_that_is_not_whole_and_honest(body: bytes) -> None:
    assume(b"<!DOCTYPE" not in body)
    if said(body) == "permit":
        assert is_honest_permit(body)
