"""What Mitz takes as a closed question, read apart from how the hub writes one."""

import re
from dataclasses import dataclass
from email.message import Message
from typing import Any
from xml.etree import ElementTree as ET

SOAP = "{http://www.w3.org/2003/05/soap-envelope}"
WSA = "{http://www.w3.org/2005/08/addressing}"
QUERY = "{urn:oasis:names:tc:xacml:3.0:profile:saml2.0:v2:schema:protocol:wd-14}"
XACML = "{urn:oasis:names:tc:xacml:3.0:core:schema:wd-17}"
HL7 = "{urn:hl7-org:v3}"

TYPES, URA, UZI = "2.16.840.1.113883.2.4.15.1060", "2.16.528.1.1007.3.3", "2.16.528.1.1007.3.1"
RESOURCE = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
ACTION = "urn:oasis:names:tc:xacml:3.0:attribute-category:action"
SUBJECT = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
ENVIRONMENT = "urn:oasis:names:tc:xacml:3.0:attribute-category:environment"
PATIENT = "urn:oasis:names:tc:xacml:2.0:resource:resource-id"
HOLDER = "urn:ihe:iti:appc:2016:author-institution:id"
USER = "urn:nl:otv:names:tc:1.0:subject:provider-institution"
PURPOSE = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"
MANDATED = "urn:nl:otv:names:tc:1.0:subject:mandated"
# Category, id, root or code system, and what the extension or code looks like.
TABLE = {
    (RESOURCE, PATIENT): ("2.16.840.1.113883.2.4.6.3", r"[0-9]{9}"),
    (RESOURCE, "urn:ihe:iti:appc:2016:document-entry:healthcare-facility-type-code"): (
        TYPES,
        r"[A-Z][A-Z0-9]+",
    ),
    (RESOURCE, HOLDER): (URA, r"[0-9]{8}"),
    (ACTION, "urn:ihe:iti:appc:2016:document-entry:event-code"): (
        "2.16.840.1.113883.2.4.3.111.5.10.1",
        r"GGC002",
    ),
    (SUBJECT, "urn:oasis:names:tc:xacml:2.0:subject:role"): (
        "2.16.840.1.113883.2.4.15.111",
        r"[0-9]{2}\.[0-9]{3}",
    ),
    (SUBJECT, MANDATED): (UZI, r"[0-9]{9}"),
    (SUBJECT, "urn:ihe:iti:xua:2017:subject:provider-identifier"): (UZI, r"[0-9]{9}"),
    (SUBJECT, USER): (URA, r"[0-9]{8}"),
    (SUBJECT, "urn:nl:otv:names:tc:1.0:subject:consulting-healthcare-facility-type-code"): (
        TYPES,
        r"[A-Z][A-Z0-9]+",
    ),
    (ENVIRONMENT, PURPOSE): (
        "2.16.840.1.113883.1.11.20448",
        r"TREAT|COC",
    ),
}
OPTIONAL = {(SUBJECT, MANDATED)}


class Refused(Exception):
    """The question is not as it must be."""


@dataclass(frozen=True)
class Asked:
    """One question as it came; `groups` are its Attributes, to be said again."""

    message_id: str
    groups: list[ET.Element]
    values: dict[str, str]

    @property
    def key(self) -> tuple[str, str, str]:
        """Patient, holder, user."""
        return self.values[PATIENT], self.values[HOLDER], self.values[USER]


def asked(headers: Message, body: bytes, to: str) -> Asked:
    """Raises Refused."""
    root = ET.fromstring(body)  # noqa: S314 - the hub of this test wrote it
    must(root.tag == f"{SOAP}Envelope", "Envelope")
    header = {child.tag: child for child in one(root, f"{SOAP}Header")}
    message_id = header[f"{WSA}MessageID"].text or ""
    must(
        headers["Content-Type"] == "application/soap+xml; charset=UTF-8;"
        ' action="XACMLAuthorizationDecisionQueryRequest"',
        "Content-Type",
    )
    must(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", message_id), "MessageID")
    must(headers["X-Request-Id"] == message_id, "X-Request-Id")
    action = header[f"{WSA}Action"]
    must(action.text == "XACMLAuthorizationDecisionQueryRequest", "Action")
    must(action.get(f"{SOAP}mustUnderstand") == "1", "Action mustUnderstand")
    must(header[f"{WSA}To"].text == to, "To")
    reply = one(header[f"{WSA}ReplyTo"], f"{WSA}Address").text
    must(reply == "http://www.w3.org/2005/08/addressing/anonymous", "ReplyTo")
    query = one(one(root, f"{SOAP}Body"), f"{QUERY}XACMLAuthzDecisionQuery")
    request = one(query, f"{XACML}Request")
    must(request.attrib == {"CombinedDecision": "false", "ReturnPolicyIdList": "false"}, "Request")
    groups = list(request)
    return Asked(message_id, groups, attributes(groups))


def attributes(groups: list[ET.Element]) -> dict[str, str]:
    found: dict[tuple[str, str], str] = {}
    for group in groups:
        must(group.tag == f"{XACML}Attributes", group.tag)
        for attribute in group:
            key = group.attrib["Category"], attribute.attrib["AttributeId"]
            must(key in TABLE and key not in found, f"attribute {key}")
            must(attribute.get("IncludeInResult") == "true", "IncludeInResult")
            found[key] = value(one(attribute, f"{XACML}AttributeValue"), *TABLE[key])
    must(TABLE.keys() - found.keys() <= OPTIONAL, f"missing {TABLE.keys() - found.keys()}")
    must([group.attrib["Category"] for group in groups].count(ACTION) == 1, "one action")
    return {name: text for (_, name), text in found.items()}


def value(element: ET.Element, system: str, form: str) -> str:
    said = one(element)
    if said.tag == f"{HL7}InstanceIdentifier":
        must(element.get("DataType") == "urn:hl7-org:v3#II", "DataType")
        has, text = said.get("root"), said.attrib["extension"]
        must(has != UZI or said.get("assigningAuthorityName") == "CIBG", "CIBG")
    else:
        must(said.tag == f"{HL7}CodedValue", said.tag)
        must(element.get("DataType") == "urn:hl7-org:v3#CV", "DataType")
        has, text = said.get("codeSystem"), said.attrib["code"]
    must(has == system, f"system {system}")
    must(re.fullmatch(form, text), f"form {form}")
    return text


def one(element: ET.Element, tag: str | None = None) -> ET.Element:
    found = [child for child in element if tag is None or child.tag == tag]
    must(len(found) == 1, f"one {tag} in {element.tag}")
    return found[0]


def must(holds: Any, what: str) -> None:
    if not holds:
        raise Refused(what)
