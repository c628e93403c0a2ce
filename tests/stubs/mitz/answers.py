"""Answers to a closed question, right and wrong, as bytes."""

from xml.etree import ElementTree as ET

from tests.stubs.mitz.contract import USER, Asked

ACTION = (
    "http://schemas.otv.nl/toestemmingsregister/XACMLAuthzDecisionQuery/"
    "IGeslotenAutorisatievraagService/XACMLAuthzDecisionQueryResponse"
)
OK = '<Status><StatusCode Value="urn:oasis:names:tc:xacml:1.0:status:ok"/></Status>'


def enveloped(content: str, message_id: str) -> str:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>'
        f'<a:Action s:mustUnderstand="1">{ACTION}</a:Action>'
        f"<a:RelatesTo>{message_id}</a:RelatesTo></s:Header>"
        f"<s:Body>{content}</s:Body></s:Envelope>"
    )


def decided(asked: Asked, decision: str, more: str = "") -> str:
    echo = "".join(ET.tostring(group, encoding="unicode") for group in asked.groups)
    return enveloped(
        '<Response xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"><Result>'
        f"<Decision>{decision}</Decision>{OK}{more}{echo}</Result></Response>",
        asked.message_id,
    )


def fault(message_id: str, reason: str) -> str:
    return enveloped(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>"
        f'<s:Reason><s:Text xml:lang="nl">{reason}</s:Text></s:Reason></s:Fault>',
        message_id,
    )


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 9}">'
        for inner, name in zip("bcdef", "cdefg", strict=True)
    )
    + "]>"
)


def wrong(mode: str, asked: Asked, older: str) -> tuple[int, str]:
    """Status and body of a Mitz that is not well; `older` answered another message."""
    permit = decided(asked, "Permit")
    bsn, holder, _user = asked.key
    return {
        "indeterminate": (200, decided(asked, "Indeterminate")),
        "not applicable": (200, decided(asked, "NotApplicable")),
        "another word": (200, decided(asked, "permit")),
        "obligation": (200, decided(asked, "Permit", "<Obligations/>")),
        "fault": (200, fault(asked.message_id, "not now")),
        "fault 500": (500, fault(asked.message_id, "not now")),
        "permit 500": (500, permit),
        "redirect": (307, permit),
        "malformed": (200, permit[:-9]),
        "no xml": (200, "Permit"),
        "bomb": (200, BOMB + permit.replace("Permit", "Permit&g;")),
        "document type": (200, '<!DOCTYPE s SYSTEM "file:///etc/hostname">' + permit),
        "replayed": (200, older),
        "related to nothing": (200, permit.replace("RelatesTo>", "Relates>")),
        "another patient": (200, permit.replace(f'"{bsn}"', '"999990019"')),
        "another holder": (200, permit.replace(f'"{holder}"', '"99999999"')),
        "half an echo": (200, _without_user(permit)),
        "two results": (200, _twice(permit)),
        "huge": (200, permit + " " * 70_000),
    }[mode]


def _without_user(permit: str) -> str:
    root = ET.fromstring(permit)  # noqa: S314 - we wrote it ourselves
    for group in root.iter():
        for attribute in [one for one in group if one.get("AttributeId") == USER]:
            group.remove(attribute)
    return ET.tostring(root, encoding="unicode")


def _twice(permit: str) -> str:
    begin, end = permit.index("<Result>"), permit.index("</Response>")
    return permit[:end] + permit[begin:end].replace("Permit", "Deny") + permit[end:]
