"""A small transfer of an invented inhabitant, as an ECD that speaks STU3 has it."""

from typing import Any
from xml.sax.saxutils import quoteattr

from profiles import systems

Tree = dict[str, Any]

BSN = "999900006"
SENDER, RECEIVER = "90000401", "90000402"
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition"
NL_CORE = "http://fhir.nl/fhir/StructureDefinition"
DIRECTIVE = f"{NICTIZ}/zib-TreatmentDirective"
PERMITTED = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4"


def snomed(code: str) -> Tree:
    return {"coding": [{"system": systems.SNOMED, "code": code}]}


def a_patient() -> Tree:
    return {
        "resourceType": "Patient",
        "id": "pat-1",
        "meta": {"profile": [f"{NL_CORE}/nl-core-patient"]},
        "identifier": [{"system": systems.BSN_SYSTEM, "value": BSN}],
        "active": True,
        "name": [{"use": "official", "family": "Waterman"}],
        "gender": "female",
        "birthDate": "1941-05-02",
    }


def an_organization(own_id: str, ura: str) -> Tree:
    return {
        "resourceType": "Organization",
        "id": own_id,
        "meta": {"profile": [f"{NL_CORE}/nl-core-organization"]},
        "identifier": [{"system": systems.URA_SYSTEM, "value": ura}],
        "name": f"Zorg {own_id}",
    }


def a_directive(own_id: str = "wens-1", permitted: str = "NEE", limit: str | None = "deny") -> Tree:
    """On resuscitation; `limit` is the type of its exception, where it has one."""
    consent: Tree = {
        "resourceType": "Consent",
        "id": own_id,
        "meta": {"profile": [DIRECTIVE]},
        "extension": [
            {"url": f"{DIRECTIVE}-Treatment", "valueCodeableConcept": snomed("89666000")}
        ],
        "modifierExtension": [
            {
                "url": f"{DIRECTIVE}-TreatmentPermitted",
                "valueCodeableConcept": {"coding": [{"system": PERMITTED, "code": permitted}]},
            }
        ],
        "status": "active",
        "category": [snomed("11291000146105")],
        "patient": {"reference": "Patient/pat-1"},
        "dateTime": "2026-10-01",
        "policyRule": "https://wetten.overheid.nl/BWBR0005290",
    }
    return {**consent, "except": [{"type": limit}]} if limit else consent


def a_weight() -> Tree:
    return {
        "resourceType": "Observation",
        "id": "gewicht-1",
        "meta": {"profile": [f"{NICTIZ}/zib-BodyWeight"]},
        "status": "final",
        "code": {"coding": [{"system": systems.LOINC, "code": "29463-7"}]},
        "subject": {"reference": "Patient/pat-1"},
        "effectiveDateTime": "2026-10-02",
        "valueQuantity": {
            "value": 61.5,
            "unit": "kg",
            "system": "http://unitsofmeasure.org",
            "code": "kg",
        },
        "comment": "met kleren",
    }


def a_diagnosis() -> Tree:
    return {
        "resourceType": "Condition",
        "id": "diagnose-1",
        "meta": {"profile": [f"{NICTIZ}/zib-Problem"]},
        "clinicalStatus": "active",
        "verificationStatus": "confirmed",
        "category": [snomed("282291009")],
        "code": snomed("230690007"),
        "subject": {"reference": "Patient/pat-1"},
        "assertedDate": "2026-09-01",
    }


def a_composition(kind: str = "handoff", *more: str) -> Tree:
    codes = {"handoff": "11171000146100", "notice": "721915006"}
    profiles = {"handoff": "NursingHandoff-Adults", "notice": "AdvanceNotice"}
    return {
        "resourceType": "Composition",
        "id": f"{kind}-1",
        "meta": {"profile": [f"{NICTIZ}/eOverdracht-{profiles[kind]}"]},
        "status": "final",
        "type": snomed(codes[kind]),
        "subject": {"reference": "Patient/pat-1"},
        "date": "2026-10-03T09:30:00+02:00",
        "author": [{"reference": "Organization/org-1"}],
        "title": "Overdracht",
        "section": [
            {
                "extension": [
                    {
                        "url": f"{NICTIZ}/eOverdracht-TransferDate",
                        "valueDateTime": "2026-10-05",
                    }
                ],
                "code": snomed("405624007"),
                "section": [
                    {
                        "code": snomed("185362004"),
                        "entry": [{"reference": "Organization/org-1"}],
                    },
                    {
                        "code": snomed("275645009"),
                        "entry": [{"reference": "Organization/org-2"}],
                    },
                ],
            },
            {
                "code": snomed("371524004"),
                "section": [
                    {
                        "code": snomed("52870002"),
                        "entry": [{"reference": "Condition/diagnose-1"}],
                    },
                    {
                        "code": snomed("363788007"),
                        "entry": [{"reference": one} for one in ("Observation/gewicht-1", *more)],
                    },
                ],
            },
        ],
    }


def a_document(base: str, kind: str, *parts: Tree) -> Tree:
    """As `$document` answers: of the server, and with no identifier of its own."""
    named = [f"{one['resourceType']}/{one['id']}" for one in parts]
    held = [
        a_composition(kind, *named),
        a_patient(),
        an_organization("org-1", SENDER),
        an_organization("org-2", RECEIVER),
        a_diagnosis(),
        a_weight(),
        *parts,
    ]
    entries = [
        {"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in held
    ]
    return {"resourceType": "Bundle", "type": "document", "entry": entries}


def a_task(status: str, *kinds: str) -> Tree:
    codes = {"handoff": "11171000146100", "notice": "721915006"}
    inputs = [
        {
            "type": snomed(codes[kind]),
            "valueReference": {"reference": f"Composition/{kind}-1", "display": "Document"},
        }
        for kind in kinds
    ]
    return {
        "resourceType": "Task",
        "id": "overdracht-1",
        "meta": {"profile": [f"{NICTIZ}/eOverdracht-Task"]},
        "status": status,
        "intent": "order",
        "code": snomed("308292007"),
        "for": {"reference": "Patient/pat-1"},
        "requester": {"agent": {"reference": "Organization/org-1"}},
        "owner": {"reference": "Organization/org-2"},
        **({"input": inputs} if inputs else {}),
    }


def as_xml(resource: Tree) -> bytes:
    """The same in XML: elements are written in the order in which they stand."""
    return _resource(resource, ' xmlns="http://hl7.org/fhir"').encode()


def _resource(resource: Tree, declared: str = "") -> str:
    kind = resource["resourceType"]
    return f"<{kind}{declared}>{_inside(resource)}</{kind}>"


def _inside(node: Tree) -> str:
    pairs = [(name, value) for name, value in node.items() if name != "resourceType"]
    return "".join(
        _element(name, one)
        for name, value in pairs
        for one in (value if isinstance(value, list) else [value])
    )


def _element(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f"<{name} value={quoteattr(text)}/>"
    if "resourceType" in value:
        return f"<{name}>{_resource(value)}</{name}>"
    if name.lower().endswith("extension"):
        rest = {key: one for key, one in value.items() if key != "url"}
        return f"<{name} url={quoteattr(value['url'])}>{_inside(rest)}</{name}>"
    return f"<{name}>{_inside(value)}</{name}>"
