"""An audit row as a FHIR AuditEvent. https://profiles.ihe.net/ITI/BALP/."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hub.ledger.record import NOTHING, OPENING
from hub.storage.database import Row
from hub.storage.sealing import Keyring
from profiles import systems
from profiles.instant import instant

EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
ACTIONS = {"create": "C", "update": "U", "delete": "D", "read": "R", "vread": "R"}
REFUSED = 400
BROKEN = 500


def decisions(row: Row) -> list[dict[str, Any]]:
    """What opened: rule, custodian, and the database's name and version of the consent."""
    return [one for one in _decided(row) if one["rule"] in OPENING]


def audit_event(row: Row, keyring: Keyring, consents: Mapping[str, str]) -> dict[str, Any]:
    """Who, when, what, with which outcome, and which rule and consent version decided.

    `consents` gives the id of each Consent by the database's name for it.
    """
    detail = msgspec.json.decode(keyring.open(row["sealed"], f"audit|{row['event']}".encode()))
    return {
        "resourceType": "AuditEvent",
        "id": str(row["event"]),
        "type": {"system": EVENT_TYPE, "code": "rest"},
        "subtype": [{"system": RESTFUL, "code": row["interaction"]}],
        "action": ACTIONS.get(row["interaction"], "E"),
        "recorded": instant(row["at"]),
        "outcome": _outcome(row["status"]),
        "outcomeDesc": " ".join([str(row["status"]), *_rules(row)]),
        **_purpose(detail),
        "agent": [_agent(row, detail)],
        "source": {"observer": {"display": "Almere exchange hub"}},
        "entity": [
            *_entities(detail),
            _request(row),
            *(_decision(one, consents) for one in decisions(row)),
        ],
    }


def _decided(row: Row) -> list[dict[str, Any]]:
    decided = row["decided"]
    listed: list[dict[str, Any]] = msgspec.json.decode(decided)
    return listed


def _rules(row: Row) -> list[str]:
    """The rules that may be told: a refusal's, or those that opened something."""
    rules: list[str] = row["rule"].split()
    if not _decided(row) and rules != [NOTHING]:
        return rules
    return [rule for rule in rules if rule in OPENING]


def _outcome(status: int) -> str:
    if status < REFUSED:
        return "0"
    return "4" if status < BROKEN else "8"


def _purpose(detail: Mapping[str, Any]) -> dict[str, Any]:
    code = detail.get("purpose")
    coding = {"system": systems.ACT_REASON, "code": code}
    return {"purposeOfEvent": [{"coding": [coding]}]} if code else {}


def _agent(row: Row, detail: Mapping[str, Any]) -> dict[str, Any]:
    agent: dict[str, Any] = {
        "type": {"coding": [{"system": DICOM, "code": "110150"}]},
        "who": {"identifier": {"system": systems.URA_SYSTEM, "value": row["ura"]}},
        "requestor": True,
    }
    if "organization" in detail:
        agent["who"]["display"] = detail["organization"]
    if "number" in detail:
        agent["altId"] = detail["number"]
        agent["name"] = detail["name"]
        agent["role"] = [{"coding": [{"system": systems.UZI_ROLE, "code": detail["role"]}]}]
    if "token" in detail:
        agent["policy"] = [f"urn:ietf:params:oauth:jti:{detail['token']}"]
    return agent


def _entities(detail: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"what": {"reference": address}} for address in detail.get("entity", [])
    ]
    if "operation" in detail:
        found.append({"description": detail["operation"]})
    if "query" in detail:
        asked = ", ".join(detail["query"])
        role = {"system": ROLE, "code": "24"}
        found.append({"role": role, "description": f"search by {asked or 'nothing'}"})
    return found


def _request(row: Row) -> dict[str, Any]:
    value = {"type": "X-Request-Id", "valueString": row["request_id"]}
    return {"name": "request", "detail": [value]}


def _decision(one: Mapping[str, Any], consents: Mapping[str, str]) -> dict[str, Any]:
    said = {"rule": one["rule"], "custodian": one["custodian"]}
    entity: dict[str, Any] = {
        "name": "decision",
        "detail": [{"type": key, "valueString": value} for key, value in said.items()],
    }
    consent = consents.get(one.get("consent") or "")
    if consent:
        entity["what"] = {"reference": f"Consent/{consent}/_history/{one['version']}"}
    return entity
