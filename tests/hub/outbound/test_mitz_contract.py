"""The Mitz of our tests is strict: a question that it would take is whole, or these tests fail."""

import re
from email.message import Message

import httpx
import pytest

from hub.outbound.mitz.envelope import envelope
from hub.outbound.mitz.terms import Terms
from tests.hub.outbound.cast import a_question
from tests.stubs.mitz.contract import OPTIONAL, TABLE, Refused, asked
from tests.stubs.mitz.server import PATH, StubMitz

MESSAGE = "urn:uuid:6f1dbd2b-5f5c-4a5e-9d3a-6a1a3a0c7b11"
TO = f"https://mitz.example{PATH}"
ACTION = "XACMLAuthorizationDecisionQueryRequest"
HEADERS = {
    "Content-Type": f'application/soap+xml; charset=UTF-8; action="{ACTION}"',
    "X-Request-Id": MESSAGE,
}
NEEDED = sorted(name for category, name in TABLE.keys() - OPTIONAL)


def a_body() -> str:
    return envelope(a_question(), MESSAGE, TO).decode()


def taken(body: str, headers: dict[str, str] = HEADERS) -> None:
    message = Message()
    for name, value in headers.items():
        message[name] = value
    asked(message, body.encode(), TO)


def without(name: str) -> str:
    return re.sub(rf'<xacml:Attribute AttributeId="{name}".*?</xacml:Attribute>', "", a_body())


def test_a_whole_question_is_taken() -> None:
    taken(a_body())


@pytest.mark.parametrize("name", NEEDED)
def test_no_attribute_may_be_missing(name: str) -> None:
    with pytest.raises(Refused):
        taken(without(name))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('IncludeInResult="true"', 'IncludeInResult="false"'),
        ('CombinedDecision="false"', 'CombinedDecision="true"'),
        (MESSAGE, "urn:uuid:00000000-0000-4000-8000-000000000000"),
        (TO, "https://elsewhere.example"),
        (ACTION, "Query"),
        ("TREAT", "BTG"),
        ("GGC002", "GGC013"),
        ('extension="90000101"', 'extension="101"'),
        ("2.16.840.1.113883.2.4.15.111", "2.16.840.1.113883.2.4.15.112"),
        ("v3#II", "v3#CV"),
        ('assigningAuthorityName="CIBG"', ""),
        ("2003/05/soap-envelope", "2001/12/soap-envelope"),
    ],
)
def test_no_word_may_differ(was: str, becomes: str) -> None:
    assert was in a_body()

    with pytest.raises((Refused, KeyError)):
        taken(a_body().replace(was, becomes, 1))


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_may_be_missing(name: str) -> None:
    with pytest.raises(Refused):
        taken(a_body(), {**HEADERS, name: "other"})


def test_what_is_not_whole_is_answered_with_a_fault(stub: StubMitz, terms: Terms) -> None:
    with httpx.Client(verify=terms.trust, trust_env=False) as http:
        answer = http.post(f"{stub.address}{PATH}", content=a_body(), headers=HEADERS)

    assert answer.status_code == 400
    assert "Fault" in answer.text
    assert stub.refused == ["To"]
