"""Capabilities: `GET metadata`, made from the same tables that do the work.

https://hl7.org/fhir/R4/http.html#capabilities
"""

from functools import cache
from typing import Any

import msgspec

from hub.interactions.types import NEVER_STORED, WRITTEN_BY_THE_HUB
from hub.search.registry import searchable
from profiles.r4.tables import resource_types

READS = ("read", "vread", "history-instance", "search-type")
WRITES = ("create", "update", "delete")
SINCE = "2026-11-22"
COMMON = (("_id", "token"), ("_lastUpdated", "date"))


@cache
def capabilities(public_url: str) -> bytes:
    """The CapabilityStatement: exactly what works."""
    return msgspec.json.encode(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": SINCE,
            "kind": "instance",
            "software": {"name": "Almere exchange hub"},
            "implementation": {"description": "Almere exchange hub", "url": f"{public_url}/fhir"},
            "fhirVersion": "4.0.1",
            "format": ["json"],
            "rest": [_rest(public_url)],
        }
    )


def _rest(public_url: str) -> dict[str, Any]:
    smart = "http://terminology.hl7.org/CodeSystem/restful-security-service"
    uris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
    token = {"url": "token", "valueUri": f"{public_url}/auth/token"}
    return {
        "mode": "server",
        "security": {
            "extension": [{"url": uris, "extension": [token]}],
            "service": [{"coding": [{"system": smart, "code": "SMART-on-FHIR"}]}],
        },
        "resource": [_resource(name) for name in sorted(resource_types() - NEVER_STORED)],
        "interaction": [{"code": "transaction"}, {"code": "batch"}],
    }


def _resource(name: str) -> dict[str, Any]:
    if name in WRITTEN_BY_THE_HUB:
        return _audit_event(name)
    parameters = searchable(name)
    references = sorted(code for code, one in parameters.items() if one.type == "reference")
    return {
        "type": name,
        "interaction": [{"code": code} for code in (*READS, *WRITES)],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "not-match",
        "conditionalUpdate": True,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "local", "enforced"],
        **({"searchInclude": [f"{name}:{code}" for code in references]} if references else {}),
        "searchParam": [
            *({"name": code, "type": kind} for code, kind in COMMON),
            *(
                {"name": code, "type": one.type, "definition": one.url}
                for code, one in sorted(parameters.items())
            ),
        ],
    }


def _audit_event(name: str) -> dict[str, Any]:
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": [
            {"name": "date", "type": "date"},
            {"name": "patient", "type": "reference"},
        ],
    }
