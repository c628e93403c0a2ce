"""What Mitz answered, held against what it was asked: permit, deny, or nothing to go by.

Only Permit and Deny are decisions. All else is unknown, and so is a decision that does not say the
whole question again: about somebody else, another holder, another moment.
docs/decisions/0026-mitz-asked-live-copied-by-subscription.md
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.outbound.mitz import names
from hub.outbound.mitz.question import Attribute, ClosedQuestion, Code, Identifier
from hub.outbound.xml import Element, HasDocumentType, NotXml, named, parsed

Decision = Literal["permit", "deny", "unknown"]
Why = Literal[
    "decided",
    "asker",
    "purpose",
    "holder",
    "slow",
    "unreachable",
    "hung-up",
    "status",
    "too-large",
    "not-xml",
    "document-type",
    "fault",
    "form",
    "another-message",
    "another-question",
    "obligation",
    "indeterminate",
    "not-applicable",
]
"""`decided`, or why there is no decision: words for a log and a metric, of nobody."""

ALARMING: frozenset[Why] = frozenset({"document-type", "another-message", "another-question"})
"""What a register that is well does not send."""

_UNSENT: frozenset[Why] = frozenset({"asker", "purpose", "holder"})
_OF_AN_IDENTIFIER = frozenset({"root", "extension"})
_OF_A_CODE = frozenset({"code", "codeSystem"})
_BESIDE = frozenset({"assigningAuthorityName", "displayName", "codeSystemName", "displayable"})
_OF_A_RESULT = frozenset(
    named(names.XACML, local) for local in ("Decision", "Status", "AssociatedAdvice", "Attributes")
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`why` is `decided` with a decision alone; `at` is when it came, aware.

    A permit holds for the request that asked, and for nothing after it.
    """

    decision: Decision
    why: Why
    message_id: str
    at: datetime

    @property
    def is_sent(self) -> bool:
        """Whether Mitz was asked at all."""
        return self.why not in _UNSENT


class Undecided(Exception):
    """There is no decision in it, for this reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def read(status: int, body: bytes, question: ClosedQuestion, message_id: str) -> Decision:
    """`permit` or `deny`. Raises Undecided, and nothing else whatever the body is."""
    try:
        root = parsed(body)
    except HasDocumentType:
        raise Undecided("document-type") from None
    except NotXml:
        raise Undecided("status" if status != _GOOD else "not-xml") from None
    content = _content(root, message_id, status)
    result = content.only(names.XACML, "Result")
    if content.name != named(names.XACML, "Response") or result is None or content.children[1:]:
        raise Undecided("form")
    _require_echo(result, question)
    return _decision(result)


_GOOD = 200


def _content(root: Element, message_id: str, status: int) -> Element:
    """What the body of the envelope holds; a fault, or a body for another message, is none."""
    body = root.only(names.SOAP, "Body") if root.name == named(names.SOAP, "Envelope") else None
    if body is not None and body.only(names.SOAP, "Fault") is not None:
        raise Undecided("fault")
    if status != _GOOD:
        raise Undecided("status")
    if body is None or len(body.children) != 1:
        raise Undecided("form")
    header = root.only(names.SOAP, "Header")
    relation = header.only(names.WSA, "RelatesTo") if header is not None else None
    if relation is None or relation.text.strip() != message_id:
        raise Undecided("another-message")
    if relation.attributes.get("RelationshipType", names.REPLY) != names.REPLY:
        raise Undecided("another-message")
    return body.children[0]


def _require_echo(result: Element, question: ClosedQuestion) -> None:
    """Every attribute once, as it was asked, and no other.

    XACML 3.0, 5.48: what was sent with IncludeInResult comes back.
    """
    echoed = [
        _attribute(group.attributes.get("Category", ""), attribute)
        for group in result.all(names.XACML, "Attributes")
        for attribute in group.children
    ]
    asked = set(question.attributes)
    if len(echoed) != len(asked) or set(echoed) != asked:
        raise Undecided("another-question")


def _attribute(category: str, element: Element) -> Attribute | None:
    value = element.only(names.XACML, "AttributeValue")
    if element.name != named(names.XACML, "Attribute") or value is None or element.children[1:]:
        return None
    said = _value(value)
    return Attribute(category, element.attributes.get("AttributeId", ""), said) if said else None


def _value(element: Element) -> Identifier | Code | None:
    """An II or a CV that says nothing that would change it."""
    if len(element.children) != 1:
        return None
    said, kind = element.children[0], element.attributes.get("DataType")
    has = said.attributes
    tells = frozenset(has) - _BESIDE
    if said.children or said.text.strip():
        return None
    if (kind, said.name, tells) == (_II, named(names.HL7, "InstanceIdentifier"), _OF_AN_IDENTIFIER):
        return Identifier(has["root"], has["extension"])
    if (kind, said.name, tells) == (_CV, named(names.HL7, "CodedValue"), _OF_A_CODE):
        return Code(has["code"], has["codeSystem"])
    return None


_II = f"{names.HL7}#II"
_CV = f"{names.HL7}#CV"
_WORDS: dict[str, Why] = {"Indeterminate": "indeterminate", "NotApplicable": "not-applicable"}
_DECISIONS: dict[str, Decision] = {"Permit": "permit", "Deny": "deny"}


def _decision(result: Element) -> Decision:
    """A permit on conditions is none: who can't fulfil an obligation denies (XACML 3.0, 7.2.1)."""
    said = result.only(names.XACML, "Decision")
    word = said.text.strip() if said is not None and not said.children else ""
    if word in _WORDS:
        raise Undecided(_WORDS[word])
    if word not in _DECISIONS or not _is_ok(result):
        raise Undecided("form")
    others = {child.name for child in result.children} - _OF_A_RESULT
    if others:
        obliged = others == {named(names.XACML, "Obligations")}
        raise Undecided("obligation" if obliged else "form")
    return _DECISIONS[word]


def _is_ok(result: Element) -> bool:
    """Whether no status is told, or that all went well."""
    told = result.all(names.XACML, "Status")
    codes = [status.only(names.XACML, "StatusCode") for status in told]
    return all(code is not None and code.attributes.get("Value") == names.OK for code in codes)
