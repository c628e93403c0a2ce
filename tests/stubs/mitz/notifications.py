"""Notifications as Mitz sends them, in JSON and in XML, and the sending of them."""

import json
import ssl
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import quoteattr

import httpx

CATEGORIES = "http://fhir.nl/otv/CodeSystem/raadplegende-zorgaanbiedercategorie"
DATA = "http://fhir.nl/otv/CodeSystem/gegevenscategorie"
TREAT = {"system": "http://hl7.org/fhir/v3/ActReason", "code": "TREAT"}
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "version": "3960100", "code": code}]}


def consent(
    patient: str, holder: str, users: list[str], *, yes: bool, at: str, data: str = "GGC002"
) -> dict[str, Any]:
    """`patient` and `holder` are addresses in the Bundle."""
    return {
        "resourceType": "Consent",
        "id": str(uuid4()),
        "meta": {"profile": ["http://vzvz.nl/fhir/StructureDefinition/Consent-Mitz-Notify|3.8.0"]},
        "extension": [
            {
                "url": "http://fhir.nl/StructureDefinition/OTV-ProviderCategory",
                "valueCodeableConcept": coded(CATEGORIES, user),
            }
            for user in users
        ],
        "status": "active" if yes else "inactive",
        "scope": coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        "category": [coded(DATA, data)],
        "patient": {"reference": patient},
        "dateTime": at,
        "provision": {
            **({"type": "permit"} if yes else {}),
            "actor": [
                {"role": coded(PARTICIPATION, "CST"), "reference": {"reference": holder}},
            ],
            "purpose": [dict(TREAT)],
        },
    }


def bundle(bsn: str, ura: str, *said: tuple[list[str], bool, str]) -> dict[str, Any]:
    """A Consent for each of (categories, yes, moment)."""
    patient, holder = f"urn:uuid:{uuid4()}", f"urn:uuid:{uuid4()}"
    consents = [consent(patient, holder, users, yes=yes, at=at) for users, yes, at in said]
    return {
        "resourceType": "Bundle",
        "id": str(uuid4()),
        "type": "transaction",
        "entry": [
            *(_entry(f"urn:uuid:{one['id']}", one) for one in consents),
            _entry(patient, _party("Patient", "bsn", bsn)),
            _entry(holder, _party("Organization", "ura", ura)),
        ],
    }


def _party(kind: str, system: str, value: str) -> dict[str, Any]:
    identifier = {"system": f"http://fhir.nl/fhir/NamingSystem/{system}", "value": value}
    return {"resourceType": kind, "identifier": [identifier]}


def _entry(address: str, resource: dict[str, Any]) -> dict[str, Any]:
    request = {"method": "POST", "url": resource["resourceType"]}
    return {"fullUrl": address, "resource": resource, "request": request}


def in_json(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode()


def in_xml(said: dict[str, Any]) -> bytes:
    return _resource(said, ' xmlns="http://hl7.org/fhir"').encode()


def _resource(said: dict[str, Any], space: str = "") -> str:
    kind = said["resourceType"]
    members = "".join(_member(name, said[name]) for name in said if name != "resourceType")
    return f"<{kind}{space}>{members}</{kind}>"


def _member(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_member(name, each) for each in value)
    if not isinstance(value, dict):
        return f"<{name} value={quoteattr(value)}/>"
    if "resourceType" in value:
        return f"<{name}>{_resource(value)}</{name}>"
    url = f" url={quoteattr(value['url'])}" if name == "extension" else ""
    inner = "".join(_member(each, value[each]) for each in value if not (url and each == "url"))
    return f"<{name}{url}>{inner}</{name}>"


def send(url: str, body: bytes, files: tuple[Path, Path] | None, roots: Path) -> httpx.Response:
    """As Mitz does, by its own certificate; without `files` as somebody else would."""
    trust = ssl.create_default_context(cafile=roots)
    if files is not None:
        trust.load_cert_chain(*files)
    headers = {"Content-Type": "application/fhir+json"}
    return httpx.post(url, content=body, headers=headers, verify=trust, trust_env=False)
