"""Capabilities: `GET metadata`, made from the same tables that do the work.

https://hl7.org/fhir/R4/http.html#capabilities
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from hub.fhir.catalogue import Catalogue
from hub.fhir.compartment import DEFINITION
from hub.fhir.definitions import SEARCHED
from hub.fhir.patch_body import FORMATS
from hub.fhir.types import DEFINED, NEVER_STORED, WRITTEN_BY_THE_HUB
from hub.query.search import of_record, searchable
from hub.version import VERSION
from profiles.r4.tables import resource_types
from profiles.systems import HUB_OPERATIONS, PZP_ACTORS, PZP_GUIDE

READS = ("read", "vread", "history-instance", "history-type", "search-type")
WRITES = ("create", "update", "patch", "delete")
_STANDARD = "http://hl7.org/fhir/OperationDefinition"
_OF_R4 = {
    "CodeSystem": ("lookup", "subsumes", "validate-code"),
    "Composition": ("document",),
    "Measure": ("evaluate-measure",),
    "Patient": ("everything",),
    "ValueSet": ("expand", "validate-code"),
}
"""What R4 defines itself; the others are defined here."""
_SDC = "http://hl7.org/fhir/uv/sdc/OperationDefinition"
_OF_SDC = {"Questionnaire": ("populate",), "QuestionnaireResponse": ("extract",)}
"""What Structured Data Capture defines."""
_BACKPORT = (
    "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription"
)
_OF_BACKPORT = {"Subscription": ("status", "events")}
"""What Subscriptions Backport defines."""
_OF_TYPE = {
    "Patient": ("access-decision", "access-log", "merge", "summary", "unmerge"),
    "Consent": ("consent-options", "consent-status"),
    "MeasureReport": ("board", "capacity", "forecast"),
    "ServiceRequest": ("match", "open"),
}
SINCE = "2026-11-22"
OF_RECORD = {
    "name": "patient",
    "type": "reference",
    "documentation": "What lies in the record of this Patient; R4 has no such parameter here.",
}
COMMON = (("_id", "token"), ("_lastUpdated", "date"))


@cache
def capabilities(public_url: str, catalogue: Catalogue) -> bytes:
    """The CapabilityStatement: exactly what works, and by which profiles it is judged."""
    return msgspec.json.encode(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": SINCE,
            "kind": "instance",
            "instantiates": list(PZP_ACTORS),
            "software": {"name": "Almere exchange hub", "version": VERSION},
            "implementation": {"description": "Almere exchange hub", "url": f"{public_url}/fhir"},
            "fhirVersion": "4.0.1",
            "format": ["json", "xml"],
            "patchFormat": list(FORMATS),
            "implementationGuide": _guides(catalogue),
            "rest": [_rest(public_url, catalogue)],
        }
    )


CONDITIONS = "The condition of a write is one business identifier: `identifier=system|value`."
SUBSCRIPTIONS = (
    "Kept as it is sent, but for the status `active`: it has no notifications. Who has an Endpoint "
    "in the directory is told of Tasks of the transfer point; $status and $events are about that."
)


def _rest(public_url: str, catalogue: Catalogue) -> dict[str, Any]:
    smart = "http://terminology.hl7.org/CodeSystem/restful-security-service"
    uris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
    token = {"url": "token", "valueUri": f"{public_url}/auth/token"}
    return {
        "mode": "server",
        "documentation": CONDITIONS,
        "security": {
            "extension": [{"url": uris, "extension": [token]}],
            "service": [{"coding": [{"system": smart, "code": "SMART-on-FHIR"}]}],
        },
        "resource": [
            _resource(name, catalogue) for name in sorted(resource_types() - NEVER_STORED)
        ],
        "interaction": [{"code": one} for one in ("transaction", "batch", "history-system")],
        "compartment": [DEFINITION],
    }


def _resource(name: str, catalogue: Catalogue) -> dict[str, Any]:
    if name in WRITTEN_BY_THE_HUB:
        return _read_only(name, {"date": "date", "patient": "reference"})
    if name in DEFINED:
        return _read_only(name, SEARCHED)
    parameters = searchable(name)
    references = sorted(code for code, one in parameters.items() if one.type == "reference")
    return {
        "type": name,
        **({"documentation": SUBSCRIPTIONS} if name == "Subscription" else {}),
        **_listed("supportedProfile", catalogue.profiles_of(name)),
        "interaction": [{"code": code} for code in (*READS, *WRITES)],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": "identifier" in parameters,
        "conditionalRead": "full-support",
        "conditionalUpdate": "identifier" in parameters,
        "conditionalDelete": "single" if "identifier" in parameters else "not-supported",
        "referencePolicy": ["literal", "local", "enforced", "resolves"],
        **_listed("searchInclude", ["*", *(f"{name}:{code}" for code in references)]),
        "searchParam": [
            *({"name": code, "type": kind} for code, kind in COMMON),
            *(
                {"name": code, "type": one.type, "definition": one.url}
                for code, one in sorted(parameters.items())
            ),
            *([OF_RECORD] if of_record(name) else ()),
        ],
        "operation": _operations(name),
    }


def _operations(name: str) -> list[dict[str, str]]:
    of_every_type = () if name in DEFINED | WRITTEN_BY_THE_HUB else ("validate", "meta")
    offered = {code: f"{_STANDARD}/Resource-{code}" for code in of_every_type}
    offered |= {code: f"{_STANDARD}/{name}-{code}" for code in _OF_R4.get(name, ())}
    offered |= {code: f"{_SDC}/{name}-{code}" for code in _OF_SDC.get(name, ())}
    offered |= {code: f"{_BACKPORT}-{code}" for code in _OF_BACKPORT.get(name, ())}
    offered |= {code: f"{HUB_OPERATIONS}/{name}-{code}" for code in _OF_TYPE.get(name, ())}
    return [{"name": code, "definition": url} for code, url in offered.items()]


def _read_only(name: str, searched: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": [{"name": code, "type": kind} for code, kind in searched.items()],
        **({"operation": offered} if (offered := _operations(name)) else {}),
    }


def _listed(element: str, values: list[str]) -> dict[str, list[str]]:
    """The element, absent where there is nothing in it: FHIR knows no empty lists."""
    return {element: values} if values else {}


def _guides(catalogue: Catalogue) -> list[str]:
    """The guide whose profiles are shipped, in the version of its package if that is installed."""
    installed = catalogue.guides
    known = any(guide.partition("|")[0] == PZP_GUIDE for guide in installed)
    return installed if known else [*installed, PZP_GUIDE]
