"""What is asked, offered and handed over in the demo: invented, and of profile.

docs/decisions/0086-the-transfer-point.md
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from profiles import systems

Resource = dict[str, Any]

RTP = "https://example.org/rtp"
CARE = "elv-hoog"
HANDOFF = {"coding": [{"system": systems.SNOMED, "code": "11171000146100"}]}
NOTICE = {"coding": [{"system": systems.SNOMED, "code": "721915006"}]}
_TRANSFER = {"system": systems.TRANSFER_OF_CARE[0], "code": systems.TRANSFER_OF_CARE[1]}
_EMPTY = {"status": "additional", "div": '<div xmlns="http://www.w3.org/1999/xhtml">-</div>'}


def soon(hours: float) -> str:
    """So many hours from now."""
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def code(system: str, one: str) -> Resource:
    """A code of the transfer point's own."""
    return {"coding": [{"system": f"{RTP}/CodeSystem/{system}", "code": one}]}


def organization(ura: str) -> Resource:
    """By its number."""
    return {"identifier": {"system": systems.URA_SYSTEM, "value": ura}}


def full_request(ura: str, patient: str) -> Resource:
    """What is asked, and for whom."""
    number = {"system": f"{RTP}/transfer-id", "value": f"DEMO-{uuid4()}"}
    return {
        "resourceType": "ServiceRequest",
        "identifier": [number],
        "status": "active",
        "intent": "order",
        "category": [{"coding": [_TRANSFER]}],
        "code": code("care-type", CARE),
        "reasonCode": [{"coding": [{"system": systems.SNOMED, "code": "422504002"}]}],
        "subject": {"reference": patient},
        "occurrencePeriod": {"start": soon(24)[:10]},
        "authoredOn": soon(0),
        "requester": organization(ura),
    }


def lead(requester: str, desk: str, patient: str, request: str) -> Resource:
    """The case that this asks the transfer point for: permitted, and with whom to call."""
    return {
        "resourceType": "Task",
        "identifier": [{"system": f"{RTP}/transfer-id", "value": f"DEMO-{uuid4()}"}],
        "status": "requested",
        "intent": "order",
        "code": code("task-code", "coordinate-placement"),
        "focus": {"reference": request},
        "for": {"reference": patient},
        "authoredOn": soon(0),
        "requester": organization(requester),
        "owner": organization(desk),
        "input": [
            said("permission", valueBoolean=True),
            said("contact", valueContactPoint={"system": "phone", "value": "036-5550100"}),
        ],
    }


def said(what: str, **value: Any) -> Resource:
    """What a case says beside its request."""
    return {"type": code("case-element", what), **value}


def advised(care: str = CARE) -> Resource:
    """What care fits, as the transfer point settled it."""
    fits = {"coding": [{"system": f"{RTP}/CodeSystem/care-type", "code": care}]}
    return said("care-type", valueCodeableConcept=fits)


def offer(ura: str, candidate: str, group: str, request: str) -> Resource:
    """To one candidate, who has six hours."""
    return {
        "resourceType": "Task",
        "identifier": [{"system": f"{RTP}/task", "value": str(uuid4())}],
        "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": group},
        "status": "requested",
        "intent": "order",
        "code": {"coding": [_TRANSFER]},
        "focus": {"reference": request},
        "authoredOn": soon(0),
        "requester": organization(ura),
        "owner": organization(candidate),
        "restriction": {"period": {"end": soon(6)}},
    }


def handoff(ura: str, patient: str) -> Resource:
    """What who takes over has to know; the demo's is short."""
    date = {"url": f"{systems.NICTIZ}eOverdracht-TransferDate", "valueDateTime": soon(24)}
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": HANDOFF,
        "subject": {"reference": patient},
        "date": soon(0),
        "author": [organization(ura)],
        "title": "Verpleegkundige overdracht",
        "section": [
            _section("405624007", extension=[date], section=[_section("185362004")]),
            _section("371524004", section=[_section("52870002")]),
        ],
    }


def place(hours: float) -> list[Resource]:
    """That there is one from then on, kept for eight hours."""
    said = {"available-from": soon(hours), "held-until": soon(8)}
    return [
        {"type": code("offer-element", name), "valueDateTime": moment}
        for name, moment in said.items()
    ]


def _section(number: str, **members: Any) -> Resource:
    named = {"coding": [{"system": systems.SNOMED, "code": number}]}
    return {"code": named, "text": _EMPTY, **members}
