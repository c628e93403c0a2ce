"""A ledger row as a FHIR AuditEvent. https://profiles.ihe.net/ITI/BALP/."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hub.ledger.entry import Entry
from hub.ledger.record import NOTHING, OPENING, Ground
from profiles import systems
from profiles.instant import instant

EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
ACTIONS = {"create": "C", "update": "U", "delete": "D", "read": "R", "vread": "R"}
REFUSED = 400
BROKEN = 500


def decisions(entry: Entry) -> list[Ground]:
    """What opened: rule, custodian, and the database's name and version of the consent."""
    return [one for one in entry.record.grounds if one.rule in OPENING]


def audit_event(entry: Entry, consents: Mapping[UUID, str]) -> dict[str, Any]:
    """Who, when, what, with which outcome, and which rule and consent version decided.

    `consents` gives the id of each Consent by the database's name for it.
    """
    record = entry.record
    return {
        "resourceType": "AuditEvent",
        "id": str(entry.name),
        "type": {"system": EVENT_TYPE, "code": "rest"},
        "subtype": [{"system": RESTFUL, "code": record.interaction}],
        "action": ACTIONS.get(record.interaction, "E"),
        "recorded": instant(record.at),
        "outcome": _outcome(record.status),
        "outcomeDesc": " ".join([str(record.status), *_rules(entry)]),
        **_purpose(entry.who.purpose),
        "agent": [_agent(entry)],
        "source": {"observer": {"display": "Almere exchange hub"}},
        "entity": [
            *_entities(entry),
            _request(record.request_id),
            *(_decision(one, consents) for one in decisions(entry)),
        ],
    }


def _rules(entry: Entry) -> list[str]:
    """The rules that may be told: a refusal's, or those that opened something."""
    rules = entry.record.rule.split()
    if not entry.record.grounds and rules != [NOTHING]:
        return rules
    return [rule for rule in rules if rule in OPENING]


def _outcome(status: int) -> str:
    if status < REFUSED:
        return "0"
    return "4" if status < BROKEN else "8"


def _purpose(code: str | None) -> dict[str, Any]:
    coding = {"system": systems.ACT_REASON, "code": code}
    return {"purposeOfEvent": [{"coding": [coding]}]} if code else {}


def _agent(entry: Entry) -> dict[str, Any]:
    who = entry.who
    agent: dict[str, Any] = {
        "type": {"coding": [{"system": DICOM, "code": "110150"}]},
        "who": {"identifier": {"system": systems.URA_SYSTEM, "value": who.ura}},
        "requestor": True,
    }
    if who.organization:
        agent["who"]["display"] = who.organization
    if who.number:
        agent["altId"] = who.number
        agent["name"] = who.name
        agent["role"] = [{"coding": [{"system": systems.UZI_ROLE, "code": who.role}]}]
    if entry.token_id:
        agent["policy"] = [f"urn:ietf:params:oauth:jti:{entry.token_id}"]
    return agent


def _entities(entry: Entry) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"what": {"reference": address}} for address in entry.record.entities
    ]
    if "operation" in entry.record.detail:
        found.append({"description": entry.record.detail["operation"]})
    if entry.asked is not None:
        role = {"system": ROLE, "code": "24"}
        found.append({"role": role, "description": f"search by {entry.asked or 'nothing'}"})
    return found


def _request(request_id: str) -> dict[str, Any]:
    value = {"type": "X-Request-Id", "valueString": request_id}
    return {"name": "request", "detail": [value]}


def _decision(one: Ground, consents: Mapping[UUID, str]) -> dict[str, Any]:
    said = {"rule": one.rule, "custodian": one.custodian}
    entity: dict[str, Any] = {
        "name": "decision",
        "detail": [{"type": key, "valueString": value} for key, value in said.items()],
    }
    consent = consents.get(one.consent) if one.consent else None
    if consent:
        entity["what"] = {"reference": f"Consent/{consent}/_history/{one.version}"}
    return entity
