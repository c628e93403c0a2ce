"""A ledger row as a FHIR AuditEvent. https://profiles.ihe.net/ITI/BALP/."""

from typing import Any

from hub.ledger.audit_agents import HUB, agents
from hub.ledger.audit_entities import Names, entities
from hub.ledger.balp import Coding, pattern_of
from hub.ledger.entry import Entry
from hub.ledger.record import NOTHING, OPENING
from profiles import systems
from profiles.instant import instant

SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type"
APPLICATION_SERVER = "4"
REFUSED = 400
BROKEN = 500


def audit_event(entry: Entry, names: Names, hub: str) -> dict[str, Any]:
    """Who, when, what, with which outcome, and which rule and consent version decided.

    `hub` is where the hub is reached. The patterns are of what came off well; what was refused
    looks like it, as far as it went.
    """
    record = entry.record
    pattern = pattern_of(
        record.interaction,
        str(record.detail.get("place", "")),
        is_known=entry.who.client_id is not None,
    )
    return {
        "resourceType": "AuditEvent",
        "id": str(entry.name),
        "type": pattern.type.json(),
        **({"subtype": [pattern.subtype.json()]} if pattern.subtype else {}),
        "action": pattern.action,
        "recorded": instant(record.at),
        "outcome": _outcome(record.status),
        "outcomeDesc": " ".join([str(record.status), *_rules(entry)]),
        **_purpose(entry.who.purpose),
        "agent": agents(entry, pattern, hub),
        "source": {
            "observer": {"identifier": {"value": hub}, "display": HUB},
            "type": [Coding(SOURCE_TYPE, APPLICATION_SERVER).json()],
        },
        "entity": entities(entry, pattern, names),
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
    coded = Coding(systems.ACT_REASON, code or "").json()
    return {"purposeOfEvent": [{"coding": [coded]}]} if code else {}
