"""A small handoff of an invented inhabitant, as an ECD that speaks R4 writes it."""

import json
from typing import Any

from profiles import systems

URN = "urn:uuid:00000000-0000-4000-8000-00000000000"


def snomed(code: str) -> dict[str, Any]:
    return {"coding": [{"system": systems.SNOMED, "code": code}]}


def a_document() -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "identifier": {
            "system": systems.URN,
            "value": URN + "1",
        },
        "type": "document",
        "timestamp": "2026-11-22T09:00:00+01:00",
        "entry": [
            {
                "fullUrl": URN + "2",
                "resource": {
                    "resourceType": "Composition",
                    "id": "handoff",
                    "status": "final",
                    "type": snomed("11171000146100"),
                    "subject": {"reference": URN + "3"},
                    "date": "2026-11-22",
                    "author": [{"reference": URN + "4"}],
                    "title": "Overdracht",
                    "section": [
                        {
                            "code": snomed("405624007"),
                            "section": [
                                {
                                    "code": snomed("185362004"),
                                    "entry": [{"reference": URN + "4"}],
                                }
                            ],
                        }
                    ],
                },
            },
            {
                "fullUrl": URN + "3",
                "resource": {
                    "resourceType": "Patient",
                    "id": "p",
                    "identifier": [{"system": systems.BSN_SYSTEM, "value": "999900006"}],
                    "active": True,
                },
            },
            {
                "fullUrl": URN + "4",
                "resource": {
                    "resourceType": "Organization",
                    "id": "o",
                    "identifier": [{"system": systems.URA_SYSTEM, "value": "90000001"}],
                    "name": "Zorggroep Polderland",
                },
            },
            {
                "fullUrl": URN + "5",
                "resource": {
                    "resourceType": "Observation",
                    "id": "weight",
                    "status": "final",
                    "code": snomed("27113001"),
                    "subject": {"reference": URN + "3"},
                },
            },
        ],
    }


def as_bytes(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree).encode()
