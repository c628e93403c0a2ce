"""A closed question as the bytes that Mitz is sent: SOAP 1.2 with WS-Addressing.

https://www.w3.org/TR/soap12-part1/ https://www.w3.org/TR/ws-addr-core/
"""

from itertools import groupby
from operator import attrgetter
from xml.sax.saxutils import escape, quoteattr

from hub.outbound.mitz import names
from hub.outbound.mitz.question import Attribute, ClosedQuestion, Code, Identifier

_XML_ID = {
    names.RESOURCE: "resource",
    names.ACTION: "action0",
    names.SUBJECT: "subject",
    names.ENVIRONMENT: "environment",
}


def envelope(question: ClosedQuestion, message_id: str, to: str) -> bytes:
    """The question; `message_id` is what the answer must relate to, `to` where it is sent."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soap:Envelope xmlns:soap="{names.SOAP}" xmlns:wsa="{names.WSA}">'
        f"<soap:Header>{_header(message_id, to)}</soap:Header>"
        f"<soap:Body>{_query(question)}</soap:Body>"
        "</soap:Envelope>"
    ).encode()


def _header(message_id: str, to: str) -> str:
    return (
        f'<wsa:Action soap:mustUnderstand="1">{names.ACTION_OF_QUESTION}</wsa:Action>'
        f"<wsa:MessageID>{escape(message_id)}</wsa:MessageID>"
        f'<wsa:To soap:mustUnderstand="1">{escape(to)}</wsa:To>'
        f"<wsa:ReplyTo><wsa:Address>{names.ANONYMOUS}</wsa:Address></wsa:ReplyTo>"
    )


def _query(question: ClosedQuestion) -> str:
    groups = "".join(
        f'<xacml:Attributes Category="{category}" xml:id="{_XML_ID[category]}">'
        + "".join(_attribute(one) for one in group)
        + "</xacml:Attributes>"
        for category, group in groupby(question.attributes, attrgetter("category"))
    )
    return (
        f'<saml:XACMLAuthzDecisionQuery xmlns:saml="{names.XACML_SAML}"'
        f' xmlns:xacml="{names.XACML}" xmlns:hl7="{names.HL7}">'
        f'<xacml:Request CombinedDecision="false" ReturnPolicyIdList="false">{groups}'
        "</xacml:Request></saml:XACMLAuthzDecisionQuery>"
    )


def _attribute(attribute: Attribute) -> str:
    kind, value = _value(attribute.value)
    return (
        f'<xacml:Attribute AttributeId="{attribute.id}" IncludeInResult="true">'
        f'<xacml:AttributeValue DataType="{names.HL7}#{kind}">{value}</xacml:AttributeValue>'
        "</xacml:Attribute>"
    )


def _value(value: Identifier | Code) -> tuple[str, str]:
    if isinstance(value, Code):
        said = f"code={quoteattr(value.code)} codeSystem={quoteattr(value.system)}"
        return "CV", f"<hl7:CodedValue {said}/>"
    said = f"root={quoteattr(value.root)} extension={quoteattr(value.extension)}"
    if value.root == names.UZI_ROOT:
        said += f' assigningAuthorityName="{names.UZI_AUTHORITY}"'
    return "II", f"<hl7:InstanceIdentifier {said}/>"
