"""`GET /stu3/metadata`: exactly what this door does.

https://hl7.org/fhir/STU3/capabilitystatement.html
"""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from typing import Any

import msgspec

from hub.stu3.routes import KINDS, TASK
from hub.version import VERSION

SINCE = "2026-12-01"
_TASK_PROFILE = "http://nictiz.nl/fhir/StructureDefinition/eOverdracht-Task"
_SECURITY = "http://hl7.org/fhir/restful-security-service"
_OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_DOCUMENTED = (
    "Transfers of eOverdracht, beside the same in R4 under /fhir, by the same tokens. A Task is "
    "sent back as it was read, but for the change; the version in it, or If-Match, says which."
)
_DOCUMENT = "Composition/[id]/$document makes a document of what is open to who asks."


@cache
def capabilities(public_url: str) -> bytes:
    """The CapabilityStatement."""
    return msgspec.json.encode(_said(public_url))


@cache
def capabilities_xml(public_url: str) -> bytes:
    """The same in XML: its elements stand in their order, and its texts are ours."""
    inside = "".join(_elements(_said(public_url), "resourceType"))
    return (
        f'<CapabilityStatement xmlns="http://hl7.org/fhir">{inside}</CapabilityStatement>'.encode()
    )


def _elements(node: Mapping[str, Any], *apart: str) -> Iterator[str]:
    for name, value in node.items():
        for one in value if isinstance(value, list) else [value]:
            if name in apart:
                continue
            if isinstance(one, dict):
                url = f' url="{escape(one["url"])}"' if "url" in one else ""
                yield f"<{name}{url}>{''.join(_elements(one, 'url'))}</{name}>"
            else:
                text = str(one).lower() if isinstance(one, bool) else str(one)
                yield f'<{name} value="{escape(text)}"/>'


def _said(public_url: str) -> dict[str, Any]:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": {"name": "Almere exchange hub", "version": VERSION},
        "implementation": {"description": "Almere exchange hub", "url": f"{public_url}/stu3"},
        "fhirVersion": "3.0.2",
        "acceptUnknown": "extensions",
        "format": ["json", "xml"],
        "rest": [_rest(public_url)],
    }


def _rest(public_url: str) -> dict[str, Any]:
    token = {"url": "token", "valueUri": f"{public_url}/auth/token"}
    return {
        "mode": "server",
        "documentation": _DOCUMENTED,
        "security": {
            "extension": [{"url": _OAUTH, "extension": [token]}],
            "cors": False,
            "service": [{"coding": [{"system": _SECURITY, "code": "SMART-on-FHIR"}]}],
        },
        "resource": [_resource(kind) for kind in sorted(KINDS)],
        "operation": [
            {
                "name": "document",
                "definition": {
                    "reference": "http://hl7.org/fhir/OperationDefinition/Composition-document"
                },
            }
        ],
    }


def _resource(kind: str) -> dict[str, Any]:
    done = ["read", "create", "update", *(["search-type"] if kind == TASK else [])]
    said: dict[str, Any] = {"type": kind}
    if kind == TASK:
        said["profile"] = {"reference": _TASK_PROFILE}
    if kind == "Composition":
        said["documentation"] = _DOCUMENT
    said["interaction"] = [{"code": one} for one in done]
    said |= {"versioning": "versioned", "updateCreate": True}
    if kind == TASK:
        names = ("owner:identifier", "status")
        said["searchParam"] = [{"name": one, "type": "token"} for one in names]
    return said
